// The other end of wasm/src/frame.hpp: a frame is a row of fields, each its length (four bytes, little endian) and its
// bytes.

import { CvmError } from '../errors.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ONE_DECODING = 16384;
const SHORT = 48; // below this a loop over the characters beats TextEncoder

/**
 * A field: text, bytes, a whole number or a truth.
 * @typedef {string | Uint8Array | number | boolean} Field
 */

/** @param {Field} field @returns {string | Uint8Array} */
const plain = (field) =>
  typeof field === 'string' || field instanceof Uint8Array
    ? field
    : typeof field === 'boolean'
      ? field
        ? '1'
        : '0'
      : String(field);

/** The most bytes that the fields may need. @param {(string | Uint8Array)[]} fields */
export function roomFor(fields) {
  let room = 0;
  for (const field of fields) room += 4 + (typeof field === 'string' ? field.length * 3 : field.length);
  return room;
}

/** @param {Field[]} fields */
export const plainFields = (fields) => fields.map(plain);

/** @param {string} text @param {Uint8Array} bytes @param {number} at @returns {number} bytes written */
function writeText(text, bytes, at) {
  if (text.length < SHORT) {
    let i = 0;
    for (; i < text.length; ++i) {
      const unit = text.charCodeAt(i);
      if (unit > 0x7f) break;
      bytes[at + i] = unit;
    }
    if (i === text.length) return i;
  }
  return encoder.encodeInto(text, bytes.subarray(at)).written;
}

/**
 * @param {(string | Uint8Array)[]} fields
 * @param {Uint8Array} bytes  has room for them
 * @param {number} start
 * @returns {number} the frame's size
 */
export function writeFrame(fields, bytes, start) {
  let at = start;
  for (const field of fields) {
    let size;
    if (typeof field === 'string') {
      size = writeText(field, bytes, at + 4);
    } else {
      bytes.set(field, at + 4);
      size = field.length;
    }
    bytes[at] = size;
    bytes[at + 1] = size >>> 8;
    bytes[at + 2] = size >>> 16;
    bytes[at + 3] = size >>> 24;
    at += 4 + size;
  }
  return at - start;
}

/** Reads a frame that the core wrote. It must be read before the next call. */
export class FrameReader {
  #bytes;
  #start;
  #at;
  #all;

  /** @param {Uint8Array} bytes @param {number} start @param {number} size */
  constructor(bytes, start, size) {
    this.#bytes = bytes;
    this.#start = start;
    this.#at = start;
    // Most frames are short and ASCII: then one decoding serves all fields, whose offsets are those of the bytes.
    const all = size <= ONE_DECODING ? decoder.decode(bytes.subarray(start, start + size)) : '';
    this.#all = all.length === size ? all : null;
  }

  text() {
    const bytes = this.#bytes;
    const start = this.#at + 4;
    const size = bytes[start - 4] | (bytes[start - 3] << 8) | (bytes[start - 2] << 16) | (bytes[start - 1] << 24);
    this.#at = start + size;
    if (size === 0) return '';
    if (this.#all !== null) return this.#all.slice(start - this.#start, this.#at - this.#start);
    return decoder.decode(bytes.subarray(start, this.#at));
  }

  number() {
    return Number(this.text());
  }

  flag() {
    return this.text() === '1';
  }

  texts() {
    return Array.from({ length: this.number() }, () => this.text());
  }

  /** Names in lower case. A name that comes twice is joined by a comma, as HTTP has it. */
  headers() {
    /** @type {Record<string, string>} */
    const headers = {};
    for (let left = this.number(); left > 0; --left) {
      const name = this.text().toLowerCase();
      const value = this.text();
      headers[name] = Object.hasOwn(headers, name) ? `${headers[name]}, ${value}` : value;
    }
    return headers;
  }

  error() {
    const code = /** @type {import('../errors.js').ErrorCode} */ (this.text());
    const message = this.text();
    return new CvmError(code, message, {
      where: this.text(),
      serviceCode: this.text(),
      serviceMessage: this.text(),
      requestId: this.text(),
      httpStatus: this.number(),
      retryable: this.flag(),
      ambiguous: this.flag(),
    });
  }
}

/** Headers as fields: a count, then names and values. @param {[string, string][]} pairs @returns {Field[]} */
export const headerFields = (pairs) => [pairs.length, ...pairs.flat()];
