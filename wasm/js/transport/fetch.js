import { explainFault, MAX_ANSWER_BYTES } from './transport.js';

/**
 * @typedef {import('./transport.js').Transport} Transport
 * @typedef {import('./transport.js').SignedRequest} SignedRequest
 *
 * @typedef {object} FetchOptions
 * @property {RequestInit} [init]  what every request gets besides
 * @property {boolean} [idempotencyKey]  give each change an Idempotency-Key
 * @property {() => { init: object, close: () => void }} [forChange]  what each change gets besides, and how to let go of it
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
  return async (request, { timeoutMs, changes, signal }) => {
    const controller = new AbortController();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      controller.abort();
    }, timeoutMs);
    const abort = () => controller.abort();
    signal?.addEventListener('abort', abort);
    const own = changes ? forChange?.() : undefined;
    try {
      const headers = Object.entries(request.headers).filter(([name]) => !OWN.has(name));
      if (changes && idempotencyKey) headers.push(['idempotency-key', freshKey()]);
      const response = await fetch(request.url, {
        ...init,
        ...own?.init,
        method: request.method,
        headers,
        ...(request.method === 'GET' ? {} : { body: /** @type {BodyInit} */ (request.body) }),
        redirect: 'manual',
        signal: controller.signal,
      });
      const body = await readBody(response);
      if (body === null) return { type: 'lost', fault: 'too-large', detail: 'the answer is larger than 64 MiB' };
      if (isCut(response, body)) return { type: 'lost', fault: 'cut', detail: 'the answer ended early' };
      return { type: 'answered', status: response.status || 302, headers: [...response.headers], body };
    } catch (error) {
      if (timedOut) return { type: 'lost', fault: 'timeout', detail: `no answer within ${timeoutMs} ms` };
      if (signal?.aborted) return { type: 'lost', fault: 'aborted', detail: 'given up' };
      return explainFault(error);
    } finally {
      own?.close();
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  };
}
