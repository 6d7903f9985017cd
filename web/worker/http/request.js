// Reading what requests bring, strictly.
import { Problem } from './problem.js';

const HOST = /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/;

/**
 * A name or an address, and a port. Servers make a request's URL of it, so that anything else could put a path before the
 * request's own.
 * @param {string | null} host  the header
 */
export function checkHost(host) {
  if (host === null || HOST.test(host)) return;
  throw new Problem(400, 'invalid-host', 'the Host header is no host', 'send the name that this worker is reached by');
}

/** @param {unknown} value @param {Set<string>} allowed @returns {string[]} */
export function allowedRegions(value, allowed) {
  const regions = texts(value);
  if (!regions || regions.length === 0) {
    throw new Problem(400, 'invalid-region', '`regions` is a list of regions, at least one', 'name the regions');
  }
  const outside = regions.find((region) => !allowed.has(region));
  if (outside === undefined) return [...new Set(regions)];
  const remedy = `the regions here are ${[...allowed].join(', ')} (ALLOWED_REGIONS)`;
  throw new Problem(403, 'region-not-allowed', 'one of the regions is not on the list', remedy);
}

/** @param {unknown} value @returns {string[] | null} */
const texts = (value) =>
  Array.isArray(value) && value.length <= 100 && value.every((item) => typeof item === 'string') ? value : null;

/** What was typed to confirm. @param {Record<string, any>} body @returns {import('../desk/applies.js').Typed} */
export function typedOf({ digest, regions, count }) {
  if (typeof digest === 'string' && texts(regions) && Number.isSafeInteger(count)) return { digest, regions, count };
  const remedy = 'send the digest of the plan that was shown, its regions, and the number of images that it deletes';
  throw new Problem(400, 'not-confirmed', '`digest`, `regions` and `count` confirm a plan, all three', remedy);
}

/** Which plan, by its job or whole. What it says is looked at where it is applied. @param {Record<string, any>} body */
export function plannedOf({ plan_job: planJob, plan, seal }) {
  const isId = planJob === undefined || (typeof planJob === 'string' && /^[\w-]{1,64}$/.test(planJob));
  if (!isId) throw new Problem(400, 'plan-job', '`plan_job` is the id of a job', 'send the id of the job that planned');
  const isPlan = plan === undefined || (plan !== null && typeof plan === 'object' && !Array.isArray(plan));
  if (!isPlan) throw new Problem(400, 'plan-malformed', 'this is no plan', 'send the plan as it came');
  return { plan_job: planJob, plan, seal };
}

/** @param {Request} request @param {string} hash @param {boolean} needed @returns {Promise<import('../desk/desk.js').Once | null>} */
export async function onceOf(request, hash, needed) {
  const key = request.headers.get('idempotency-key');
  if (key === null && !needed) return null;
  if (key !== null && /^[\x21-\x7e]{8,128}$/.test(key)) return { key, hash };
  const message = 'an Idempotency-Key of 8 to 128 visible characters is needed';
  throw new Problem(
    400,
    'idempotency-key',
    message,
    'send a fresh random one for each new job, the same one to repeat',
  );
}
