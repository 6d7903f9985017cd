import { ServiceError } from './service-error.js';

/** @type {Record<string, string>} */
export const REGION_NAMES = {
  'ap-guangzhou': 'South China (Guangzhou)',
  'ap-shanghai': 'East China (Shanghai)',
  'ap-nanjing': 'East China (Nanjing)',
  'ap-beijing': 'North China (Beijing)',
  'ap-chengdu': 'Southwest China (Chengdu)',
  'ap-chongqing': 'Southwest China (Chongqing)',
  'ap-hongkong': 'Hong Kong, Macao and Taiwan (Hong Kong, China)',
  'ap-singapore': 'Southeast Asia (Singapore)',
  'ap-bangkok': 'Southeast Asia (Bangkok)',
  'ap-jakarta': 'Southeast Asia (Jakarta)',
  'ap-seoul': 'Northeast Asia (Seoul)',
  'ap-tokyo': 'Northeast Asia (Tokyo)',
  'na-ashburn': 'US East (Virginia)',
  'na-siliconvalley': 'US West (Silicon Valley)',
  'eu-frankfurt': 'Europe (Frankfurt)',
  'sa-saopaulo': 'South America (São Paulo)',
  'me-saudi-arabia': 'Middle East (Riyadh)',
  'ap-shanghai-fsi': 'East China (Shanghai Finance)',
  'ap-shenzhen-fsi': 'South China (Shenzhen Finance)',
};

const CLOUD_DOMAIN = '.tencentcloudapi.com';

/** @param {string} region */
const isFinance = (region) => region.endsWith('-fsi');

/**
 * A finance region is reached only through a host of its own, and that host reaches no other region. Every other host
 * (loopback, a proxy's name) reaches all of them here.
 * @param {string} host
 * @param {string} region
 */
function hostReaches(host, region) {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  if (!name.endsWith(CLOUD_DOMAIN)) return true;
  const place = name.slice(0, -CLOUD_DOMAIN.length).split('.')[1] ?? '';
  return isFinance(region) || isFinance(place) ? place === region : true;
}

/**
 * @param {string | undefined} region
 * @param {string} host
 * @param {{ known: boolean, imageAction: boolean }} about
 * @returns {string}
 */
export function checkRegion(region, host, { known, imageAction }) {
  if (!region) throw new ServiceError('MissingParameter', 'The request is missing the common parameter `Region`.');
  if (!known) {
    const code = imageAction ? 'InvalidRegion.NotFound' : 'UnsupportedRegion';
    throw new ServiceError(code, `The region \`${region}\` is not supported by this action.`);
  }
  if (!hostReaches(host, region)) {
    throw new ServiceError('UnsupportedRegion', `The region \`${region}\` cannot be reached through this host.`);
  }
  return region;
}
