// What callers hand in, checked once: JavaScript has no types at run time.

import { CvmError } from '../errors.js';

/** @param {string} where @param {string} message */
const refuse = (where, message) => new CvmError('invalid-parameter', message, { where });

/** @param {string} where @param {unknown} value @param {string} [fallback] @returns {string} */
export function text(where, value, fallback = '') {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'string') throw refuse(where, `${where} is ${typeof value}, not a text`);
  return value;
}

/**
 * Params as JSON text. A text is taken as it stands, so that a caller may decide about every byte.
 * @param {unknown} params
 */
export function paramsText(params) {
  if (params === undefined || params === null) return '{}';
  if (typeof params === 'string') return params;
  try {
    return JSON.stringify(params) ?? '';
  } catch (error) {
    throw refuse('params', `params cannot be written as JSON: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {unknown} value @returns {'GET' | 'POST'} */
export function method(value) {
  if (value === undefined || value === null) return 'POST';
  if (value === 'GET' || value === 'POST') return value;
  throw refuse('method', 'the method is neither "GET" nor "POST"');
}

/** Unix seconds. @param {unknown} value @param {() => number} now  milliseconds */
export function timestamp(value, now = Date.now) {
  const seconds = value ?? Math.floor(now() / 1000);
  if (typeof seconds === 'number' && Number.isSafeInteger(seconds)) return seconds;
  throw new CvmError('invalid-timestamp', 'the timestamp is not a whole number of seconds since 1970', {
    where: 'timestamp',
  });
}

/** @param {unknown} names @returns {string[]} */
export function headerNames(names) {
  if (names === undefined || names === null) return [];
  if (!Array.isArray(names)) throw refuse('signedHeaders', 'signedHeaders is not a list of header names');
  return names.map((name) => text('signedHeaders', name));
}

/**
 * @param {string} where @param {unknown} value @param {number} fallback
 * @param {{ least?: number }} [limits]
 */
export function wholeNumber(where, value, fallback, { least = 0 } = {}) {
  if (value === undefined || value === null) return fallback;
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= least) return value;
  throw refuse(where, `${where} is not a whole number of at least ${least}`);
}

/** The three fields that say where calls go. @param {{ endpoint?: unknown, site?: unknown, lang?: unknown }} options */
export const settingsFields = ({ endpoint, site, lang }) => [
  text('endpoint', endpoint),
  text('site', site, 'cn'),
  text('lang', lang),
];
