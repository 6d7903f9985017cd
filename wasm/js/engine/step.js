// Steps and inputs of the state machines; wasm/src/step_frame.hpp is the other end.

import { CvmError, wordsOf } from '../errors.js';
import { headerFields } from '../core/frame.js';
import { headerPairs, text, textOrBytes } from '../core/options.js';

/**
 * Now, from outside. `monotonicMs` never goes back and serves waits and rates; `wallMs` is Unix time in milliseconds.
 * @typedef {{ monotonicMs: number, wallMs: number }} Time
 *
 * The state, to be made durable before the machine goes on.
 * @typedef {{ type: 'persist', bytes: string }} PersistStep
 *
 * One request, to be signed with `timestamp` and delivered at most once when it `changes` something.
 * @typedef {object} SendStep
 * @property {'send'} type
 * @property {number} id
 * @property {string} action
 * @property {string} service
 * @property {string} region
 * @property {boolean} changes
 * @property {number} timestamp  Unix seconds
 * @property {number} timeoutMs
 * @property {{ method: string, url: string, headers: Record<string, string>, body: string }} request
 *
 * Something worth telling: the members of `cvm-images.event/1` but for its time.
 * @typedef {{ kind: string, region: string, image: string, detail: Record<string, any> }} EngineEvent
 * @typedef {{ type: 'event', event: EngineEvent }} EventStep
 *
 * Nothing to do before that instant (monotonic) unless something arrives; Infinity: only an input helps.
 * @typedef {{ type: 'wait', untilMs: number }} WaitStep
 *
 * @typedef {{ requestId: string, body: string, deprecatedWarning: string }} Answer
 *
 * A call is over: with an answer or with an error.
 * @typedef {{ type: 'completed', call: number, attempts: number, requestIds: string[], answer?: Answer, error?: CvmError }} CompletedStep
 *
 * @typedef {{ type: 'finished' } | { type: 'failed', error: CvmError }} EndStep
 *
 * @typedef {PersistStep | SendStep | EventStep | WaitStep | CompletedStep} SchedulerStep
 * @typedef {PersistStep | SendStep | EventStep | WaitStep | EndStep} MachineStep
 *
 * Why a transfer ended without an answer.
 * @typedef {'resolve' | 'connect' | 'proxy' | 'tls' | 'certificate' | 'timeout' | 'cut' | 'too-large' | 'aborted' | 'other'} TransportFault
 *
 * @typedef {Record<string, string> | Iterable<readonly [string, string]>} AnswerHeaders
 * @typedef {{ type: 'answered', id: number, status: number, headers: AnswerHeaders, body: string | Uint8Array | ArrayBuffer }} AnsweredInput
 * @typedef {{ type: 'not-sent' | 'lost', id: number, fault?: TransportFault, detail?: string }} UnansweredInput
 * @typedef {{ type: 'persisted' } | AnsweredInput | UnansweredInput | { type: 'cancel' }} Input
 */

/** @typedef {import('../core/frame.js').FrameReader} FrameReader */

/** @param {FrameReader} frame @returns {SendStep} */
function readSend(frame) {
  return {
    type: 'send',
    id: frame.number(),
    action: frame.text(),
    service: frame.text(),
    region: frame.text(),
    changes: frame.flag(),
    timestamp: frame.number(),
    timeoutMs: frame.number(),
    request: { method: frame.text(), url: frame.text(), headers: frame.headers(), body: frame.text() },
  };
}

/** @param {FrameReader} frame @returns {EventStep} */
function readEvent(frame) {
  const event = { kind: frame.text(), region: frame.text(), image: frame.text(), detail: JSON.parse(frame.text()) };
  return { type: 'event', event };
}

/** @param {FrameReader} frame @returns {CompletedStep} */
export function readCompleted(frame) {
  const end = { call: frame.number(), attempts: frame.number(), requestIds: frame.texts() };
  if (!frame.flag()) return { type: 'completed', ...end, error: frame.error() };
  const answer = { requestId: frame.text(), body: frame.text(), deprecatedWarning: frame.text() };
  return { type: 'completed', ...end, answer };
}

/** @param {string} instant @returns {WaitStep} */
const wait = (instant) => ({ type: 'wait', untilMs: instant === 'forever' ? Infinity : Number(instant) });

/** @type {Record<string, (frame: FrameReader) => SchedulerStep | MachineStep>} */
const READ = {
  persist: (frame) => ({ type: 'persist', bytes: frame.text() }),
  send: readSend,
  event: readEvent,
  wait: (frame) => wait(frame.text()),
  completed: readCompleted,
  finished: () => ({ type: 'finished' }),
  failed: (frame) => ({ type: 'failed', error: frame.error() }),
};

/** @param {FrameReader} frame @returns {any} */
export const readStep = (frame) => READ[frame.text()](frame);

/** @param {string} where @param {unknown} value */
function count(where, value) {
  if (Number.isSafeInteger(value)) return /** @type {number} */ (value);
  throw misuse(`the ${where} of an input is a whole number`);
}

/** @param {string} message */
const misuse = (message) => new CvmError('misuse', message, { where: 'handle' });

/** @param {Input} input @returns {import('../core/frame.js').Field[]} */
function fieldsOf(input) {
  switch (input?.type) {
    case 'answered':
      return [
        input.type,
        count('id', input.id),
        count('status', input.status),
        ...headerFields(headerPairs(input.headers)),
        textOrBytes('body', input.body),
      ];
    case 'not-sent':
    case 'lost':
      return [input.type, count('id', input.id), text('fault', input.fault, 'other'), text('detail', input.detail)];
    case 'persisted':
    case 'cancel':
      return [input.type];
    default:
      throw misuse('an input has the type persisted, answered, not-sent, lost or cancel');
  }
}

/** Errors: `misuse` for what is no input. @param {Input} input @returns {import('../core/frame.js').Field[]} */
export function inputFields(input) {
  try {
    return fieldsOf(input);
  } catch (error) {
    throw error instanceof CvmError && error.code === 'misuse' ? error : misuse(wordsOf(error));
  }
}
