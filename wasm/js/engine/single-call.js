import { plainCallFields } from '../signer.js';
import { Machine } from './machine.js';
import { optionFields } from './options.js';
import { readCompleted } from './step.js';

/** One call as a machine of its own: always ends in `finished`; how the call ended is its `result`. */
export class SingleCall extends Machine {
  /**
   * @param {import('./limiter.js').RateLimiter} limiter
   * @param {import('./options.js').SchedulerOptions} options
   * @param {import('./scheduler.js').ScheduledCall} call
   * @param {number} deadlineMs  a duration from the first poll; Infinity: none
   */
  constructor(limiter, options, call, deadlineMs) {
    const fields = [...optionFields(options), ...plainCallFields(call)];
    super(limiter, limiter.instance.call('createCall', fields, [limiter.at], [deadlineMs]));
  }

  /** Once `poll` said `finished`. */
  result() {
    const output = this.output('callResult');
    return { ...readCompleted(output), skewMs: output.number() };
  }
}
