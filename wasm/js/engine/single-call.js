import { timeArguments } from '../core/options.js';
import { plainCallFields } from '../signer.js';
import { Held } from './held.js';
import { optionFields } from './options.js';
import { inputFields, readCompleted, readStep } from './step.js';

/** One call as a machine of its own: always ends in `finished`; how the call ended is its `result`. */
export class SingleCall extends Held {
  /**
   * @param {import('./limiter.js').RateLimiter} limiter
   * @param {import('./options.js').SchedulerOptions} options
   * @param {import('./scheduler.js').ScheduledCall} call
   * @param {number} deadlineMs  a duration from the first poll; Infinity: none
   */
  constructor(limiter, options, call, deadlineMs) {
    const fields = [...optionFields(options), ...plainCallFields(call)];
    const handle = limiter.instance.call('createCall', fields, [limiter.at], [deadlineMs]);
    super(limiter.instance, handle, 'destroyMachine');
    this.limiter = limiter; // must live as long as the machine
  }

  /** @param {import('./step.js').Time} now @returns {import('./step.js').MachineStep} */
  poll(now) {
    const size = this.instance.number('pollMachine', this.at, ...timeArguments(now));
    return readStep(this.instance.output(size));
  }

  /** @param {import('./step.js').Time} now @param {import('./step.js').Input} input */
  handle(now, input) {
    this.instance.call('handleMachine', inputFields(input), [this.at], timeArguments(now));
  }

  /** Once `poll` said `finished`. */
  result() {
    const output = this.instance.output(this.instance.number('callResult', this.at));
    return { ...readCompleted(output), skewMs: output.number() };
  }
}
