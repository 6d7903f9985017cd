import { documentText, needed, text, wholeNumber } from '../core/options.js';
import { CvmError, wordsOf } from '../errors.js';
import { RateLimiter } from './limiter.js';
import { Machine } from './machine.js';
import { optionFields } from './options.js';

/**
 * @typedef {import('./options.js').SchedulerOptions} SchedulerOptions
 * @typedef {import('./step.js').Time} Time
 *
 * @typedef {object} Confirmation
 * @property {string} digest  of the plan that was shown
 * @property {number} deletes  how many images it deletes
 * @property {string} [by]  how it was confirmed, for the receipt: "typed phrase", an operator's name
 *
 * How long to wait for what, in milliseconds.
 * @typedef {object} DeletionTimes
 * @property {number} [settleMs]  after an unclear end an image that is visible this long is really there (15 s)
 * @property {number} [verifyMs]  how long to wait for accepted images to disappear (120 s)
 * @property {number} [firstReadMs]  the first look (0.5 s); the interval grows by half each time
 * @property {number} [longestIntervalMs]  what it grows to (5 s)
 *
 * @typedef {object} ApplyLimits
 * @property {number} [batch]  ids in one DeleteImages request, at most (100)
 * @property {number} [maxSends]  of one id (6)
 * @property {DeletionTimes} [times]
 * @property {string} [snapshot]  of a run that was killed or interrupted: a journal's lines, or what `snapshot` gave
 *
 * @typedef {Confirmation & ApplyLimits} ApplyOptions
 */

/** @param {import('../documents.js').Plan | string} plan @param {ApplyOptions} how @returns {import('../core/frame.js').Field[]} */
function requestFields(plan, how) {
  const { settleMs, verifyMs, firstReadMs, longestIntervalMs } = how.times ?? {};
  return [
    text('digest', how.digest),
    wholeNumber('deletes', how.deletes, -1),
    text('by', how.by),
    wholeNumber('batch', how.batch, 100, { least: 1 }),
    wholeNumber('maxSends', how.maxSends, 6, { least: 1 }),
    wholeNumber('times.settleMs', settleMs, 15_000),
    wholeNumber('times.verifyMs', verifyMs, 120_000),
    wholeNumber('times.firstReadMs', firstReadMs, 500),
    wholeNumber('times.longestIntervalMs', longestIntervalMs, 5_000),
    documentText('plan', plan),
    text('snapshot', how.snapshot),
  ];
}

/**
 * Carrying out a plan that somebody confirmed, and proving what came of it. The bytes of each `persist` step are lines of
 * a journal; they must be durable before `persisted` is handed in. Ends in `failed`, with nothing sent, when it is
 * refused; otherwise in `finished`, with everything that went wrong in the receipt.
 */
export class Applier extends Machine {
  /** Where the WebAssembly comes from; each entry of the package has its own. @type {() => Promise<import('../core/module.js').Module>} */
  static load = () => {
    throw new CvmError('misuse', 'import this class from an entry of the package', { where: 'Applier' });
  };

  /**
   * Errors: `invalid-parameter` for a text that is no plan, `refused` for a plan that was changed or another plan's
   * snapshot.
   * @param {RateLimiter} limiter @param {SchedulerOptions} options
   * @param {import('../documents.js').Plan | string} plan @param {ApplyOptions} how
   */
  constructor(limiter, options, plan, how) {
    const fields = [...optionFields(options), ...requestFields(plan, needed('options', how))];
    super(limiter, limiter.instance.call('createApplier', fields, [limiter.at]));
  }

  /**
   * @param {import('../documents.js').Plan | string} plan @param {ApplyOptions} how
   * @param {SchedulerOptions} options @param {Time} now @param {RateLimiter} [limiter]
   */
  static async create(plan, how, options, now, limiter) {
    return new this(limiter ?? new RateLimiter(await this.load(), now?.monotonicMs), options, plan, how);
  }

  /**
   * The run that `snapshot` tells of, in another process. What may have been sent is looked at before anything else.
   * @param {string} snapshot @param {import('../documents.js').Plan | string} plan @param {ApplyOptions} how
   * @param {SchedulerOptions} options @param {Time} now @param {RateLimiter} [limiter]
   */
  static async restore(snapshot, plan, how, options, now, limiter) {
    return this.create(plan, { ...needed('options', how), snapshot }, options, now, limiter);
  }

  /** Everything that a journal with all lines so far would say, as one text. */
  snapshot() {
    return this.output('journal').text();
  }

  /** The document, once `poll` said `finished`. @returns {import('../documents.js').Receipt} */
  receipt() {
    return JSON.parse(this.output('receiptDocument').text());
  }

  /**
   * The document of a run that ends here, before it finished: what was sent and not verified is `unknown`.
   * @param {unknown} fault  a CvmError, or whatever was thrown @returns {import('../documents.js').Receipt}
   */
  brokenOff(fault) {
    const code = fault instanceof CvmError ? fault.code : 'internal';
    const size = this.instance.call('brokenOff', [code, wordsOf(fault)], [this.at]);
    return JSON.parse(this.instance.output(size).text());
  }
}
