import { documentText, needed, text, texts, wholeNumber } from '../core/options.js';
import { CvmError } from '../errors.js';
import { RateLimiter } from './limiter.js';
import { Machine } from './machine.js';
import { optionFields } from './options.js';

/**
 * @typedef {import('./options.js').SchedulerOptions} SchedulerOptions
 * @typedef {import('./step.js').Time} Time
 *
 * @typedef {object} PlanRequest
 * @property {string[]} regions  one at least
 * @property {import('../documents.js').Selection} selection
 * @property {import('../documents.js').Guards} [guards]
 * @property {number} [validMs]  a day unless given
 */

const DAY_MS = 86_400_000;
const SCHEMA = 'cvm-images.planner/1';

/**
 * From a selection to a plan: everything that speaks for or against deleting is asked. Reads only; ends in `failed`
 * when the request is refused, the key is, or it was cancelled.
 */
export class Planner extends Machine {
  /** Where the WebAssembly comes from; each entry of the package has its own. @type {() => Promise<import('../core/module.js').Module>} */
  static load = () => {
    throw new CvmError('misuse', 'import this class from an entry of the package', { where: 'Planner' });
  };

  #request;

  /** @param {RateLimiter} limiter @param {SchedulerOptions} options @param {PlanRequest} request */
  constructor(limiter, options, request) {
    const { validMs, selection, guards = {} } = needed('request', request);
    const regions = texts('regions', request.regions);
    const written = { selection: documentText('selection', selection), guards: documentText('guards', guards) };
    const valid = wholeNumber('validMs', validMs, DAY_MS, { least: 1000 });
    const fields = [...optionFields(options), valid, written.selection, written.guards, regions.length, ...regions];
    super(limiter, limiter.instance.call('createPlanner', fields, [limiter.at]));
    this.#request = { regions, selection: written.selection, guards: written.guards, validMs: valid };
  }

  /**
   * `options.account` is the SecretId's hash: the plan names it when GetCallerIdentity does not answer.
   * @param {PlanRequest} request @param {SchedulerOptions} options @param {Time} now @param {RateLimiter} [limiter]
   */
  static async create(request, options, now, limiter) {
    return new this(limiter ?? new RateLimiter(await this.load(), now?.monotonicMs), options, request);
  }

  /** What is asked for, as text. Reads start again: what was read so far is not in it. */
  snapshot() {
    return JSON.stringify({ schema: SCHEMA, ...this.#request });
  }

  /** @param {string} snapshot @param {SchedulerOptions} options @param {Time} now @param {RateLimiter} [limiter] */
  static async restore(snapshot, options, now, limiter) {
    return this.create(requestFrom(snapshot), options, now, limiter);
  }

  /** The document, once `poll` said `finished`. @returns {import('../documents.js').Plan} */
  plan() {
    return JSON.parse(this.output('planDocument').text());
  }
}

/** @param {string} snapshot @returns {PlanRequest} */
function requestFrom(snapshot) {
  try {
    const { schema, ...request } = JSON.parse(text('snapshot', snapshot));
    if (schema === SCHEMA) return request;
  } catch {
    // told below
  }
  throw new CvmError('invalid-parameter', 'this is no snapshot of a planner', { where: 'snapshot' });
}
