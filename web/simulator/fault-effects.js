import { ACTIONS } from './actions/index.js';
import { encodeText } from './envelope.js';
import { rateExceeded } from './rates.js';
import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').Fault} Fault */
/** @typedef {import('./types.js').Members} Members */
/** @typedef {import('./types.js').Outcome} Outcome */

const NEVER_ACT = ['throttle', 'reset-before'];
const ACT_WHEN_ASKED = ['error', 'status', 'not-json', 'html', 'hang'];

/**
 * Does the request reach the action in spite of the fault?
 * @param {Fault} fault
 */
export function acts(fault) {
  if (NEVER_ACT.includes(fault.kind)) return false;
  return ACT_WHEN_ASKED.includes(fault.kind) ? fault.effect === 'before-error' : true;
}

/**
 * The error that takes the place of the action's answer, if the fault is of that sort.
 * @param {Fault} fault
 * @param {string} actionName
 */
export function errorInstead(fault, actionName) {
  if (fault.kind === 'throttle') {
    const limit = ACTIONS[actionName]?.[0]?.rate ?? 20;
    return rateExceeded(actionName, limit + 1, limit);
  }
  if (fault.kind === 'error')
    return new ServiceError(fault.code ?? 'InternalError', fault.message ?? 'An internal error has occurred.');
  return undefined;
}

/**
 * Half of a deletion: the ids that are still carried out.
 * @param {Fault} fault
 * @param {Members} parameters
 * @returns {Members}
 */
export function firstHalf(fault, parameters) {
  const ids = Array.isArray(parameters.ImageIds) ? parameters.ImageIds : [];
  return { ...parameters, ImageIds: ids.slice(0, fault.count ?? Math.floor(ids.length / 2)) };
}

/**
 * Changes to the members of an answer.
 * @param {Fault} fault
 * @param {Members} members
 * @returns {Members}
 */
export function alterMembers(fault, members) {
  if (fault.kind === 'unknown-state') {
    const alter = (/** @type {Members} */ image) =>
      fault.image === undefined || fault.image === image.ImageId
        ? { ...image, ImageState: fault.state ?? 'ARCHIVING' }
        : image;
    if (Array.isArray(members.ImageSet)) return { ...members, ImageSet: members.ImageSet.map(alter) };
    return members.Image ? { ...members, Image: alter(members.Image) } : members;
  }
  if (fault.kind === 'page-short') {
    const list = Object.entries(members).find(([, value]) => Array.isArray(value));
    if (list) return { ...members, [list[0]]: list[1].slice(0, Math.max(0, list[1].length - (fault.drop ?? 1))) };
  }
  return members;
}

/**
 * Changes to the finished answer, and what the transport has to do to it.
 * @param {Fault} fault
 * @param {Outcome} outcome
 * @param {{ wall_ms: number, request_id: string }} about
 * @returns {Outcome}
 */
export function alterOutcome(fault, outcome, about) {
  const change = OUTCOMES[fault.kind];
  return change ? change(fault, outcome, about) : outcome;
}

/**
 * @param {Outcome} outcome
 * @param {string} text
 * @param {string} contentType
 * @param {number} [status]
 * @returns {Outcome}
 */
function replaceBody(outcome, text, contentType, status = 200) {
  const headers = outcome.headers.map(
    ([name, value]) => /** @type {[string, string]} */ ([name, name === 'Content-Type' ? contentType : value]),
  );
  return { ...outcome, status, headers, body: encodeText(text) };
}

const PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n';

/** @type {Record<string, (fault: Fault, outcome: Outcome, about: { wall_ms: number, request_id: string }) => Outcome>} */
const OUTCOMES = {
  status: (fault, outcome) =>
    replaceBody(outcome, fault.body ?? PAGE, fault.content_type ?? 'text/html', fault.status ?? 502),
  'reset-before': (fault, outcome) => ({ ...outcome, wire: { kind: 'destroy', rst: fault.rst, stream: fault.stream } }),
  'reset-after': (fault, outcome) => ({ ...outcome, wire: { kind: 'destroy', rst: fault.rst, stream: fault.stream } }),
  'reset-reused': (fault, outcome) => ({ ...outcome, wire: { kind: 'destroy', rst: fault.rst, stream: fault.stream } }),
  'cut-body': (fault, outcome) => ({
    ...outcome,
    body: outcome.body.slice(0, fault.keep_bytes ?? outcome.body.length),
    wire: { kind: 'cut', announce: outcome.body.length + (fault.missing ?? 100) },
  }),
  'not-json': (_fault, outcome) =>
    replaceBody(outcome, 'upstream connect error or disconnect/reset before headers', 'application/json'),
  html: (_fault, outcome) => replaceBody(outcome, PAGE.replaceAll('502 Bad Gateway', 'Welcome'), 'text/html'),
  'slow-body': (fault, outcome) => ({
    ...outcome,
    wire: {
      kind: 'slow',
      delay_ms: fault.delay_ms ?? 10,
      chunk_bytes: fault.chunk_bytes ?? Math.ceil(outcome.body.length / 8),
    },
  }),
  delay: (fault, outcome) => ({ ...outcome, delay_ms: outcome.delay_ms + (fault.delay_ms ?? 0) }),
  'huge-body': (fault, outcome, { request_id: id }) => {
    const start = `{"Response":{"RequestId":"${id}","Padding":"`;
    const padding = Math.max(0, (fault.bytes ?? 65 * 1024 * 1024) - start.length - 3);
    const huge = replaceBody(outcome, `${start}${'x'.repeat(padding)}"}}`, 'application/json');
    return fault.chunked ? { ...huge, wire: { kind: 'chunked' } } : huge;
  },
  'nested-json': (fault, outcome, { request_id: id }) => {
    const depth = fault.depth ?? 10_000;
    return replaceBody(
      outcome,
      `{"Response":{"RequestId":"${id}","Deep":${'['.repeat(depth)}${']'.repeat(depth)}}}`,
      'application/json',
    );
  },
  'duplicate-header': (_fault, outcome, { wall_ms: wall }) => ({
    ...outcome,
    headers: [...outcome.headers, ['Date', new Date(wall + 3_600_000).toUTCString()]],
  }),
  'age-header': (fault, outcome) => ({
    ...outcome,
    headers: [...outcome.headers, ['Age', String(fault.age_seconds ?? 3600)]],
  }),
  hang: (_fault, outcome) => ({ ...outcome, wire: { kind: 'hang' } }),
};

/** Faults whose body goes out as it stands, even to a client that takes gzip. */
const PLAIN_BODY = ['status', 'cut-body', 'not-json', 'html', 'huge-body', 'nested-json', 'slow-body'];

/** @param {Fault | undefined} fault */
export const mayCompress = (fault) => !fault || fault.gzip === true || !PLAIN_BODY.includes(fault.kind);
