import { Problem } from './problem.js';

const SLOWEST_MS = 10_000;
const DEEPEST = 32;
const DROPPED = 256 * 1024; // also what is a little too large: its sender shall hear why

/** @param {number} limit */
const tooLarge = (limit) => new Problem(413, 'body-too-large', `a body here has at most ${limit} bytes`, 'send less');

/**
 * A body's text, up to a size and within a time, whatever its Content-Length says.
 * @param {Request} request
 * @param {number} limit  bytes
 * @param {number} [slowestMs]
 * @returns {Promise<string>}
 */
export async function bodyText(request, limit, slowestMs = SLOWEST_MS) {
  const declared = request.headers.get('content-length');
  if (declared !== null && !(Number(declared) <= limit)) throw tooLarge(limit);
  if (request.headers.has('content-encoding')) {
    throw new Problem(415, 'body-encoded', 'a body here is not compressed', 'leave Content-Encoding out');
  }
  if (!request.body) return '';
  const reader = request.body.getReader();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((/** @type {(value: 'late') => void} */ resolve) => {
    timer = setTimeout(() => resolve('late'), slowestMs);
  });
  try {
    return await collect(reader, limit, late);
  } catch (error) {
    void reader.cancel().catch(() => {});
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

/** @param {ReadableStreamDefaultReader<Uint8Array>} reader @param {number} limit @param {Promise<'late'>} late */
async function collect(reader, limit, late) {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  for (;;) {
    const chunk = await Promise.race([reader.read(), late]);
    if (chunk === 'late') throw new Problem(408, 'body-too-slow', 'the body did not come in time', 'send it again');
    if (chunk.done) break;
    size += chunk.value.length;
    if (size > limit) throw tooLarge(limit);
    text += decoded(decoder, chunk.value);
  }
  return text + decoded(decoder);
}

/** @param {TextDecoder} decoder @param {Uint8Array} [bytes] */
function decoded(decoder, bytes) {
  try {
    return bytes ? decoder.decode(bytes, { stream: true }) : decoder.decode();
  } catch {
    throw new Problem(400, 'body-not-utf8', 'the body is not UTF-8', 'send JSON in UTF-8');
  }
}

/**
 * A small body that nobody wanted is read and dropped, so that the connection can be used again; a large one is not.
 * @param {Request} request
 */
export async function dropBody(request) {
  const declared = Number(request.headers.get('content-length') ?? NaN);
  if (!request.body || request.bodyUsed || !(declared <= DROPPED)) return;
  await bodyText(request, DROPPED, 1000).catch(() => {});
}

/**
 * One JSON object. Members that would reach an object's prototype are refused, not passed over: nobody sends them by
 * accident.
 * @param {string} text
 * @returns {Record<string, any>}
 */
export function jsonObject(text) {
  let value;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Problem(400, 'body-not-json', 'the body is not JSON', 'send one JSON object');
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    throw new Problem(400, 'body-not-object', 'the body is not a JSON object', 'send one JSON object');
  }
  check(value, 0);
  return value;
}

const POISON = new Set(['__proto__', 'constructor', 'prototype']);

/** @param {object} value @param {number} depth */
function check(value, depth) {
  if (depth > DEEPEST) throw new Problem(400, 'body-too-deep', 'the body is nested too deeply', 'send flatter JSON');
  for (const [name, member] of Object.entries(value)) {
    if (!Array.isArray(value) && POISON.has(name)) {
      throw new Problem(400, 'body-member', `a member may not be called "${name}"`, 'leave it out');
    }
    if (member !== null && typeof member === 'object') check(member, depth + 1);
  }
}

/**
 * Members that this version does not know are refused: one that was meant as a guard must not be passed over.
 * @param {Record<string, unknown>} body
 * @param {string[]} known
 */
export function onlyMembers(body, known) {
  const other = Object.keys(body).find((name) => !known.includes(name));
  if (other === undefined) return;
  const remedy = known.length > 0 ? `members here are ${known.join(', ')}` : 'there are none here';
  throw new Problem(400, 'body-member', `the member ${JSON.stringify(other.slice(0, 40))} is not known`, remedy);
}
