import { deadline, text, timeArguments } from '../core/options.js';
import { CvmError } from '../errors.js';
import { plainCallFields } from '../signer.js';
import { Held } from './held.js';
import { RateLimiter } from './limiter.js';
import { optionFields } from './options.js';
import { inputFields, readStep } from './step.js';

/**
 * @typedef {import('../core/module.js').Module} Module
 * @typedef {import('./step.js').Time} Time
 * @typedef {import('./step.js').Input} Input
 * @typedef {import('./step.js').SchedulerStep} SchedulerStep
 * @typedef {import('./options.js').SchedulerOptions} SchedulerOptions
 */

/**
 * @typedef {object} ScheduledCall
 * @property {string} action
 * @property {string} [region]
 * @property {object | string} [params]
 * @property {string} [service]
 * @property {string} [version]
 * @property {'GET' | 'POST'} [method]
 */

/**
 * The queue of calls: rates, retries, clock skew, order; no I/O. Every decision about sending is made inside; the caller
 * asks `poll` for a step, does it, and hands what came of it to `handle`. Requests come out unsigned. A Scheduler has no
 * end and gives `completed` steps, so it is no machine for `drive`. A limiter that was given must not be disposed of before.
 *
 * ```js
 * const scheduler = await Scheduler.create({ account: 'mine', seed: 1 }, now());
 * scheduler.submit(now(), { action: 'DescribeImages', region: 'ap-guangzhou' });
 * for (let step = scheduler.poll(now()); step.type !== 'wait'; step = scheduler.poll(now())) …
 * ```
 */
export class Scheduler extends Held {
  /** Where the WebAssembly comes from; each entry of the package has its own. @type {() => Promise<Module>} */
  static load = () => {
    throw new CvmError('misuse', 'this class has no WebAssembly: import it from an entry of the package', {
      where: 'Scheduler',
    });
  };

  #limiter;
  #ownsLimiter;

  /** @protected @param {RateLimiter} limiter @param {boolean} ownsLimiter @param {number} handle */
  constructor(limiter, ownsLimiter, handle) {
    super(limiter.instance, handle, 'destroyScheduler');
    this.#limiter = limiter;
    this.#ownsLimiter = ownsLimiter;
  }

  /**
   * @param {SchedulerOptions} options
   * @param {Time} now
   * @param {RateLimiter} [limiter]  of the same entry; absent: one of its own
   */
  static async create(options, now, limiter) {
    const fields = optionFields(options);
    const [monotonicMs] = timeArguments(now);
    const used = limiter ?? new RateLimiter(await this.load(), monotonicMs);
    const handle = used.instance.call('createScheduler', fields, [used.at]);
    return new this(used, !limiter, handle);
  }

  /**
   * The queue that `snapshot` described, in another process. A change that may have been sent completes as `lost` and
   * ambiguous. Error: `invalid-parameter` for text that `snapshot` did not write.
   * @param {string} snapshot
   * @param {SchedulerOptions} options
   * @param {Time} now
   * @param {RateLimiter} [limiter]
   */
  static async restore(snapshot, options, now, limiter) {
    const fields = [...optionFields(options), text('snapshot', snapshot)];
    const time = timeArguments(now);
    const used = limiter ?? new RateLimiter(await this.load(), time[0]);
    const handle = used.instance.call('restoreScheduler', fields, [used.at], time);
    return new this(used, !limiter, handle);
  }

  /**
   * Validates, builds and queues a call. Errors: those of validation; nothing was queued then.
   * @param {Time} now
   * @param {ScheduledCall} call
   * @param {{ deadlineMs?: number }} [options]  an instant (monotonic) after which no attempt begins
   * @returns {number} the call's number
   */
  submit(now, call, options) {
    const after = [deadline(options?.deadlineMs), ...timeArguments(now)];
    return this.instance.call('submit', plainCallFields(call), [this.#ready()], after);
  }

  /** @param {Time} now @returns {SchedulerStep} */
  poll(now) {
    const size = this.instance.number('pollScheduler', this.#ready(), ...timeArguments(now));
    return readStep(this.instance.output(size));
  }

  /** Error: `misuse` for an input that does not fit; nothing changes then. @param {Time} now @param {Input} input */
  handle(now, input) {
    this.instance.call('handleScheduler', inputFields(input), [this.#ready()], timeArguments(now));
  }

  /** Calls that are not completed and reported yet. */
  get pending() {
    return this.instance.number('pending', this.at);
  }

  /** What was learnt of this machine's clock: add it to the wall time to get the service's. */
  get skewMs() {
    return this.instance.number('skew', this.at);
  }

  /** The calls that are not completed, as text without secrets. @param {Time} now */
  snapshot(now) {
    const size = this.instance.number('snapshot', this.at, ...timeArguments(now));
    return this.instance.output(size).text();
  }

  /** Its address, once it is sure that the limiter that it uses is still there. */
  #ready() {
    const { at } = this;
    void this.#limiter.at;
    return at;
  }

  dispose() {
    super.dispose();
    if (this.#ownsLimiter) this.#limiter.dispose();
  }
}
