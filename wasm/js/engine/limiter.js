import { milliseconds } from '../core/options.js';
import { Held } from './held.js';

/**
 * The service's limits on requests a second, kept on this side, for one process: share it between schedulers whose calls
 * count for the same accounts. It starts empty: the first send of an account, region and action waits one interval.
 */
export class RateLimiter extends Held {
  /** @param {import('../core/module.js').Module} module @param {number} startedMs  monotonic */
  constructor(module, startedMs) {
    const started = milliseconds('now.monotonicMs', startedMs);
    const instance = module.instance();
    super(instance, instance.number('createLimiter', started), 'destroyLimiter');
  }
}
