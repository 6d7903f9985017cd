import { timer } from '../clock.js';
import { explainFault, GIVEN_UP, MAX_ANSWER_BYTES, notBegun } from './transport.js';

/**
 * @typedef {import('./transport.js').Transport} Transport
 * @typedef {import('./transport.js').SignedRequest} SignedRequest
 * @typedef {import('./transport.js').TransferOptions} TransferOptions
 * @typedef {import('./transport.js').Answered | import('./transport.js').Unanswered} End
 * @typedef {{ init: object, close: () => void }} Own
 *
 * @typedef {object} FetchOptions
 * @property {RequestInit} [init]  what every request gets besides
 * @property {boolean} [idempotencyKey]  give each change an Idempotency-Key
 * @property {() => Own} [forChange]  what each change gets besides, and how to let go of it
 */

/** Headers that fetch sets by itself and some runtimes refuse. */
const OWN = new Set(['host', 'content-length', 'connection']);

/** A value that no other request has. */
function freshKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The answer's body, up to the cap; null past it.
 * @param {Response} response
 * @returns {Promise<Uint8Array | null>}
 */
async function readBody(response) {
  if (!response.body) return new Uint8Array(await response.arrayBuffer());
  /** @type {Uint8Array[]} */
  const chunks = [];
  let size = 0;
  const reader = response.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MAX_ANSWER_BYTES) {
      void reader.cancel().catch(() => {});
      return null;
    }
    chunks.push(value);
  }
  if (chunks.length === 1) return chunks[0];
  const body = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.length;
  }
  return body;
}

/** Some runtimes do not notice that a body ended early. @param {Response} response @param {Uint8Array} body */
function isCut(response, body) {
  const promised = response.headers.get('content-length');
  return promised !== null && !response.headers.has('content-encoding') && body.length < Number(promised);
}

/**
 * The two ways in which a transfer ends before it is over: `end` is what they make of it, and `signal` is for whoever
 * listens to one. Not every fetch does, and not every body.
 * @param {TransferOptions} options
 */
function limits({ timeoutMs, signal }) {
  const controller = new AbortController();
  /** @type {(end: End) => void} */
  let resolve;
  const end = new Promise((/** @type {(end: End) => void} */ settle) => (resolve = settle));
  /** @param {'timeout' | 'aborted'} fault @param {string} detail */
  const over = (fault, detail) => {
    resolve({ type: 'lost', fault, detail });
    controller.abort();
  };
  const stopTimer = timer(timeoutMs, () => over('timeout', `no answer within ${timeoutMs} ms`));
  const abort = () => over('aborted', 'given up');
  signal?.addEventListener('abort', abort);
  const clear = () => {
    stopTimer();
    signal?.removeEventListener('abort', abort);
  };
  return { end, signal: controller.signal, clear };
}

/** @param {Response} response @returns {Promise<End>} */
async function readAnswer(response) {
  const body = await readBody(response);
  if (body === null) return { type: 'lost', fault: 'too-large', detail: 'the answer is larger than 64 MiB' };
  if (isCut(response, body)) return { type: 'lost', fault: 'cut', detail: 'the answer ended early' };
  return { type: 'answered', status: response.status || 302, headers: [...response.headers], body };
}

/** @param {Own | undefined} own */
function letGo(own) {
  try {
    own?.close();
  } catch {
    // It was gone already.
  }
}

/**
 * A transport over fetch. The deadline covers the body as well; redirects are not followed.
 *
 * A browser repeats a POST by itself when a reused connection closes without an answer. No option of fetch prevents it,
 * so there each change carries an Idempotency-Key: whatever stands between page and service must let each key through
 * once.
 * @param {typeof globalThis.fetch} fetch
 * @param {FetchOptions} [options]
 * @returns {Transport}
 */
export function fetchTransport(fetch, { init = {}, idempotencyKey = false, forChange } = {}) {
  /** @param {SignedRequest} request @param {boolean} changes @param {Own | undefined} own @param {AbortSignal} signal */
  const exchange = async (request, changes, own, signal) => {
    const headers = Object.entries(request.headers).filter(([name]) => !OWN.has(name));
    if (changes && idempotencyKey) headers.push(['idempotency-key', freshKey()]);
    const response = await fetch(request.url, {
      ...init,
      ...own?.init,
      method: request.method,
      headers,
      ...(request.method === 'GET' ? {} : { body: /** @type {BodyInit} */ (request.body) }),
      redirect: 'manual',
      signal,
    });
    return readAnswer(response);
  };
  return async (request, options) => {
    const { changes, signal } = options;
    if (signal?.aborted) return GIVEN_UP;
    /** @type {Own | undefined} */
    let own;
    try {
      own = changes ? forChange?.() : undefined;
    } catch (error) {
      return notBegun(error);
    }
    const limit = limits(options);
    try {
      return await Promise.race([limit.end, exchange(request, changes, own, limit.signal)]);
    } catch (error) {
      return explainFault(error, options);
    } finally {
      limit.clear();
      letGo(own);
    }
  };
}

/** The runtime's own fetch, as it is when it is called. @type {typeof globalThis.fetch} */
export const globalFetch = (...request) => globalThis.fetch(...request);
