import { ServiceError } from './service-error.js';

const WINDOW_MS = 1000;

/**
 * Counts calls in every sliding second. A call that is refused counts as well: a client that keeps hammering stays refused.
 */
export class RateCounter {
  constructor() {
    /** @type {Map<string, number[]>} */
    this.calls = new Map();
  }

  clear() {
    this.calls.clear();
  }

  /**
   * @param {string} key
   * @param {number} limit
   * @param {number} timeMs
   * @param {string} action
   */
  count(key, limit, timeMs, action) {
    const recent = (this.calls.get(key) ?? []).filter((at) => at > timeMs - WINDOW_MS);
    recent.push(timeMs);
    this.calls.set(key, recent);
    if (recent.length > limit) throw rateExceeded(action, recent.length, limit);
  }
}

/**
 * @param {string} action
 * @param {number} count
 * @param {number} limit
 */
export function rateExceeded(action, count, limit) {
  return new ServiceError(
    'RequestLimitExceeded',
    `Your current request times equals to \`${count}\` in a second, which exceeds the frequency limit \`${limit}\` for a second of action \`${action}\`.`,
  );
}
