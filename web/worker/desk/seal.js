// The seal of a plan: proof that this worker made it, for this account and operator, and until when it may be applied.
import { hmac, sameText, sha256 } from '../crypto.js';
import { Problem } from '../http/problem.js';

const VERSION = 'cvm-images.seal/2';

/**
 * @typedef {import('./documents.js').Plan} Plan
 * @typedef {Pick<import('../settings.js').Settings, 'sealKey' | 'endpoint' | 'credential'>} Sealer
 */

/** @param {Plan} plan */
export const deletions = (plan) => plan.images.filter(({ verdict }) => verdict === 'delete');

/** The regions in which something would be deleted, in order. @param {Plan} plan */
export const regionsOf = (plan) => [...new Set(deletions(plan).map(({ region }) => region))].sort();

/**
 * What is signed: all that decides what will be sent, taken from the plan as it stands, and where this worker would send
 * it and with which key: another worker that has the same SEAL_KEY, or this one with another account's key, takes it for
 * none of its own.
 * @param {Sealer} sealer @param {Plan} plan @param {string} operator @param {number} expires
 */
async function message({ endpoint, credential }, plan, operator, expires) {
  const images = deletions(plan);
  return JSON.stringify([
    VERSION,
    endpoint,
    await sha256(credential.secretId),
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

/** @param {Sealer} sealer @param {Plan} plan @param {string} operator */
export async function sealPlan(sealer, plan, operator) {
  const expires = Date.parse(plan.expires);
  return `v1.${expires}.${await hmac(sealer.sealKey, await message(sealer, plan, operator, expires))}`;
}

const invalid = new Problem(
  403,
  'seal-invalid',
  'the plan and its seal do not belong together: the plan is not one of this worker, of this operator, or it was changed',
  'make a new plan with POST /api/plans and apply that one',
);

/**
 * Throws unless this worker sealed just this plan for that operator and it has not expired.
 * @param {Sealer} sealer @param {unknown} seal @param {Plan} plan @param {string} operator @param {number} now
 */
export async function checkSeal(sealer, seal, plan, operator, now) {
  const [, text, mac] = /^v1\.(\d{1,15})\.([A-Za-z0-9_-]{43})$/.exec(typeof seal === 'string' ? seal : '') ?? [];
  if (!mac || Number(text) !== Date.parse(plan.expires)) throw invalid;
  const own = await hmac(sealer.sealKey, await message(sealer, plan, operator, Number(text)));
  if (!sameText(own, mac)) throw invalid;
  if (Number(text) <= now) throw new Problem(409, 'seal-expired', 'the plan has expired', 'make a new plan');
}
