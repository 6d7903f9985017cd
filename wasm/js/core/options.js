// What callers hand in, checked once: JavaScript has no types at run time.

import { CvmError, wordsOf } from '../errors.js';

/** @param {string} where @param {string} message */
const refuse = (where, message) => new CvmError('invalid-parameter', message, { where });

/** @param {string} where @param {unknown} value @param {string} [fallback] @returns {string} */
export function text(where, value, fallback = '') {
  if (value === undefined || value === null) return fallback;
  if (typeof value !== 'string') throw refuse(where, `${where} is ${typeof value}, not a text`);
  return value;
}

/** @template T @param {string} where @param {T} value @returns {T & object} */
export function needed(where, value) {
  if (typeof value === 'object' && value !== null) return value;
  throw refuse(where, `${where} is ${value === null ? 'null' : typeof value}, not an object`);
}

/** Also for objects from another realm, where instanceof fails. @param {unknown} value @param {string} kind */
export const isA = (value, kind) => Object.prototype.toString.call(value) === `[object ${kind}]`;

/**
 * A text or bytes. What holds bytes in another form is looked at, not copied.
 * @param {string} where
 * @param {unknown} value
 * @returns {string | Uint8Array}
 */
export function textOrBytes(where, value) {
  if (typeof value === 'string' || value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (isA(value, 'ArrayBuffer')) return new Uint8Array(/** @type {ArrayBuffer} */ (value));
  throw refuse(where, `${where} is ${typeof value}, neither a text nor bytes`);
}

/**
 * Headers as pairs of texts.
 * @param {unknown} headers  an object, Headers, or pairs
 * @returns {[string, string][]}
 */
export function headerPairs(headers) {
  const given = /** @type {any} */ (needed('headers', headers));
  const entries = Symbol.iterator in given ? [...given] : Object.entries(given);
  return entries.map((entry) => {
    const [name, value] = needed('headers', entry);
    if (typeof name === 'string' && typeof value === 'string') return [name, value];
    if (typeof name === 'string' && typeof value === 'number') return [name, String(value)];
    throw refuse('headers', 'a header is not a name and a value that are texts');
  });
}

/**
 * Params as JSON text. A text is taken as it stands, so that a caller may decide about every byte.
 * @param {unknown} params
 */
export function paramsText(params) {
  if (params === undefined || params === null) return '{}';
  return typeof params === 'string' ? params : json('params', params);
}

/** A document, or its text. @param {string} where @param {unknown} value */
export function documentText(where, value) {
  return typeof value === 'string' ? value : json(where, needed(where, value));
}

/** @param {string} where @param {unknown} value */
function json(where, value) {
  try {
    return JSON.stringify(value) ?? '';
  } catch (error) {
    throw refuse(where, `${where} cannot be written as JSON: ${wordsOf(error)}`);
  }
}

/** @param {string} where @param {unknown} value @returns {string[]} */
export function texts(where, value) {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw refuse(where, `${where} is not a list of texts`);
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

/** @param {string} where @param {unknown} value */
export function milliseconds(where, value) {
  if (typeof value === 'number' && Math.abs(value) <= Number.MAX_SAFE_INTEGER) return value;
  throw refuse(where, `${where} is not a finite number of milliseconds`);
}

/** A Time as the two arguments that it is inside. @param {any} now @returns {[number, number]} */
export const timeArguments = (now) => [
  milliseconds('now.monotonicMs', now?.monotonicMs),
  milliseconds('now.wallMs', now?.wallMs),
];

/** Infinity stands for none. @param {unknown} value */
export function deadline(value) {
  if (value === undefined || value === null) return Infinity;
  if (typeof value === 'number' && value >= 0) return value;
  throw refuse('deadlineMs', 'deadlineMs is not a number of milliseconds from 0 on');
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
