// The receipt of a job of which something was sent and whose machine cannot be asked: what its send log says for certain,
// and `unknown` for the rest.
import { deletions } from './seal.js';

/** What the latest readable lines say of each image. @param {string} journal @returns {Map<string, any>} */
function latestOf(journal) {
  const latest = new Map();
  for (const line of journal.split('\n')) {
    try {
      for (const image of JSON.parse(line).images ?? [])
        latest.set(`${image.receipt.region} ${image.receipt.id}`, image);
    } catch {
      // a line that cannot be read says nothing for certain
    }
  }
  return latest;
}

/** @param {import('cvm-images').CvmError} error */
const documentOf = ({ code, message, where, serviceCode, serviceMessage, requestId, httpStatus, ...error }) => ({
  code,
  message,
  where,
  service_code: serviceCode,
  service_message: serviceMessage,
  request_id: requestId,
  http_status: httpStatus,
  retryable: error.retryable,
  ambiguous: error.ambiguous,
});

/**
 * @param {any} known  of the log; absent: it says nothing of the image
 * @param {{ region: string, id: string }} image @param {object} error
 */
function imageOf(known, { region, id }, error) {
  if (known?.stage === 'ended') return known.receipt;
  const blank = { attempts: 0, request_ids: [], unshared_from: [], snapshots: [], ...known?.receipt };
  return { ...blank, region, id, outcome: 'unknown', reason: { code: 'no-answer', args: {} }, error };
}

/**
 * @param {import('./documents.js').Plan} plan @param {import('../store/types.js').Job} job @param {string} journal
 * @param {import('cvm-images').CvmError} fault
 */
export function unknownReceipt(plan, job, journal, fault) {
  const error = documentOf(fault);
  const latest = latestOf(journal);
  const images = deletions(plan).map((image) => imageOf(latest.get(`${image.region} ${image.id}`), image, error));
  const summary = { deleted: 0, accepted: 0, failed: 0, skipped: 0, unknown: 0 };
  for (const { outcome } of images) summary[/** @type {keyof typeof summary} */ (outcome)] += 1;
  return {
    schema: 'cvm-images.receipt/1',
    plan_digest: plan.digest,
    confirmed_by: [job.operator, ...(job.approvals ?? [])].join(' and '),
    started: job.created,
    finished: new Date().toISOString(),
    skew_seconds: 0,
    interrupted: true,
    error,
    images,
    quota: [],
    summary,
  };
}
