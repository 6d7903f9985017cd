import { randomHex } from '../crypto.js';
import { Problem } from '../http/problem.js';

/**
 * @typedef {import('../store/types.js').Store} Store
 * @typedef {import('../store/types.js').Job} Job
 */

/** The names of a job's receipts: how it ended, and how far it was when it was interrupted. */
export const FINAL = 'receipt';
export const SO_FAR = 'receipt-so-far';

/** @param {string} kind */
export const idOf = (kind) => `${kind}-${randomHex(16)}`;

/**
 * The job that this Idempotency-Key started, or null. Another body under the same key is a mistake of the caller's.
 * @param {Store} store @param {{ name: string }} who @param {{ key: string, hash: string } | null} once
 */
export function claimKey(store, who, once) {
  const known = once && store.key(`${who.name} ${once.key}`);
  if (!known) return null;
  if (known.hash === once.hash) {
    const job = store.job(known.job);
    if (job) return job;
    throw new Problem(410, 'job-forgotten', 'the job of this Idempotency-Key was forgotten', 'take another key');
  }
  throw new Problem(
    422,
    'idempotency-key-reused',
    'this Idempotency-Key came with another body before',
    'take a fresh key for a new job',
  );
}

/** What the core is told of who said yes, and to what. @param {Job} job */
export const confirmed = ({ digest, count, operator, approvals = [] }) => ({
  digest,
  deletes: count,
  by: [operator, ...approvals].join(' and '),
});

/**
 * What is told of a job: without its send log, whose lines are the engine's.
 * @param {Store} store @param {Job} job @param {boolean} whole  with its documents and images
 */
export function jobView(store, job, whole) {
  const { id, kind, state, operator, created, finished = null, cancelling = false, error = null, regions } = job;
  const common = { id, kind, state, cancelling, operator, created, finished, error, regions };
  const view = { ...common, last_event: store.eventCount(id) };
  if (kind === 'plan') {
    const { selection, guards } = job.request;
    const plan = whole ? { plan: document(store, id, 'plan') } : {};
    return { ...view, selection, guards, digest: job.digest ?? null, seal: job.seal ?? null, ...plan };
  }
  const { digest, count, plan: planned, approvals = [] } = job;
  const apply = { ...view, plan_job: planned, plan_digest: digest, count, approvals };
  if (!whole) return apply;
  const receipt = document(store, id, FINAL) ?? (state === 'interrupted' ? document(store, id, SO_FAR) : null);
  return { ...apply, images: store.images(id), receipt };
}

/** @param {Store} store @param {string} id @param {string} name */
function document(store, id, name) {
  const text = store.text(id, name);
  return text === null ? null : JSON.parse(text);
}
