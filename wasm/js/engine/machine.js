import { timeArguments } from '../core/options.js';
import { Held } from './held.js';
import { inputFields, readStep } from './step.js';

/** A state machine inside WebAssembly. */
export class Machine extends Held {
  /** @param {import('./limiter.js').RateLimiter} limiter @param {number} handle */
  constructor(limiter, handle) {
    super(limiter.instance, handle, 'destroyMachine');
    this.limiter = limiter; // must live as long as the machine
  }

  /** The next thing to do. @param {import('./step.js').Time} now @returns {import('./step.js').MachineStep} */
  poll(now) {
    this.limiter.at; // one that was disposed of is a misuse
    const size = this.instance.number('pollMachine', this.at, ...timeArguments(now));
    return readStep(this.instance.output(size));
  }

  /** Error: `misuse` for an input that does not fit; nothing changes then. @param {import('./step.js').Time} now @param {import('./step.js').Input} input */
  handle(now, input) {
    this.limiter.at;
    this.instance.call('handleMachine', inputFields(input), [this.at], timeArguments(now));
  }

  /** What the function of that name leaves. @protected @param {string} name */
  output(name) {
    return this.instance.output(this.instance.number(name, this.at));
  }
}
