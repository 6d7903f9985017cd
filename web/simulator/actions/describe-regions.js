import { REGION_NAMES } from '../regions.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Members} Members */

const regions = () =>
  Object.entries(REGION_NAMES).map(([Region, RegionName]) => ({ Region, RegionName, RegionState: 'AVAILABLE' }));

/** The action of cvm 2017-03-12, which is no longer kept up to date. */
export function describeCvmRegions() {
  return { TotalCount: regions().length, RegionSet: regions() };
}

/**
 * Its successor in the product `region`.
 * @param {unknown} _context
 * @param {Members} parameters
 */
export function describeProductRegions(_context, parameters) {
  if (!['cvm', 'as', 'cbs'].includes(parameters.Product)) {
    throw new ServiceError('InvalidParameterValue', `The product \`${parameters.Product}\` is not known.`);
  }
  const unused = { RegionTypeMC: null, LocationMC: null, RegionNameMC: null, RegionIdMC: null };
  const RegionSet = regions().map((region) => ({ ...region, ...unused }));
  return { TotalCount: RegionSet.length, RegionSet };
}
