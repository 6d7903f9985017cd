import { needed, settingsFields, text, wholeNumber } from '../core/options.js';

/**
 * What a Scheduler needs to know.
 * @typedef {object} SchedulerOptions
 * @property {string} [account]  whose rates are counted, such as the SecretId's hash
 * @property {string} [endpoint]  takes the calls of every service; `http://` for loopback only
 * @property {'cn' | 'intl' | 'internal'} [site]
 * @property {string} [lang]  "en-US" or "zh-CN"
 * @property {number} [seed]  jitter comes from here: the same seed gives the same run
 * @property {{ maxAttempts?: number, baseMs?: number, capMs?: number, totalMs?: number }} [retry]
 * @property {Record<string, number>} [rates]  action → requests a second, for accounts with other limits
 * @property {number} [maxInFlight]
 * @property {number} [requestTimeoutMs]
 */

/** @param {SchedulerOptions} options @returns {import('../core/frame.js').Field[]} */
export function optionFields(options) {
  const { retry, rates } = needed('options', options);
  const { maxAttempts, baseMs, capMs, totalMs } = needed('retry', retry ?? {});
  const ownRates = Object.entries(needed('rates', rates ?? {}));
  return [
    ...settingsFields(options),
    text('account', options.account),
    wholeNumber('seed', options.seed, 0),
    wholeNumber('retry.maxAttempts', maxAttempts, 6, { least: 1 }),
    wholeNumber('retry.baseMs', baseMs, 500),
    wholeNumber('retry.capMs', capMs, 8000),
    wholeNumber('retry.totalMs', totalMs, 30000),
    wholeNumber('maxInFlight', options.maxInFlight, 16, { least: 1 }),
    wholeNumber('requestTimeoutMs', options.requestTimeoutMs, 30000, { least: 1 }),
    ownRates.length,
    ...ownRates.flatMap(([action, rate]) => [action, wholeNumber(`rates.${action}`, rate, 0)]),
  ];
}
