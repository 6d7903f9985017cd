// The seal of a plan: proof that this worker made it, for this account and operator, and until when it may be applied.
import { hmac, sameText } from '../crypto.js';
import { Problem } from '../http/problem.js';

const VERSION = 'cvm-images.seal/1';

/** @typedef {import('./documents.js').Plan} Plan */

/** @param {Plan} plan */
export const deletions = (plan) => plan.images.filter(({ verdict }) => verdict === 'delete');

/** The regions in which something would be deleted, in order. @param {Plan} plan */
export const regionsOf = (plan) => [...new Set(deletions(plan).map(({ region }) => region))].sort();

/**
 * What is signed: all that decides what will be sent, taken from the plan as it stands.
 * @param {Plan} plan @param {string} operator @param {number} expires
 */
function message(plan, operator, expires) {
  const images = deletions(plan);
  return JSON.stringify([
    VERSION,
    plan.account.id,
    plan.endpoint,
    regionsOf(plan),
    images.map(({ region, id }) => `${region} ${id}`).sort(),
    plan.guards.unshare === true ? images.map(({ id, shared_with }) => [id, [...shared_with].sort()]) : [],
    plan.guards.with_snapshots === true,
    plan.digest,
    operator,
    expires,
  ]);
}

/** @param {string} key SEAL_KEY @param {Plan} plan @param {string} operator */
export async function sealPlan(key, plan, operator) {
  const expires = Date.parse(plan.expires);
  return `v1.${expires}.${await hmac(key, message(plan, operator, expires))}`;
}

const invalid = new Problem(
  403,
  'seal-invalid',
  'the plan and its seal do not belong together: the plan is not one of this worker, of this operator, or it was changed',
  'make a new plan with POST /api/plans and apply that one',
);

/**
 * Throws unless this worker sealed just this plan for that operator and it has not expired.
 * @param {string} key @param {unknown} seal @param {Plan} plan @param {string} operator @param {number} now
 */
export async function checkSeal(key, seal, plan, operator, now) {
  const [, text, mac] = /^v1\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(typeof seal === 'string' ? seal : '') ?? [];
  if (!mac || Number(text) !== Date.parse(plan.expires)) throw invalid;
  if (!sameText(await hmac(key, message(plan, operator, Number(text))), mac)) throw invalid;
  if (Number(text) <= now) throw new Problem(409, 'seal-expired', 'the plan has expired', 'make a new plan');
}
