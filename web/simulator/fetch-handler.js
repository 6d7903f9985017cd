/** @typedef {import('./types.js').Outcome} Outcome */
/** @typedef {import('./types.js').WireRequest} WireRequest */

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * The simulator in the place of the global `fetch`: no sockets, each call a connection of its own.
 * @param {(request: WireRequest) => Promise<Outcome>} handle
 * @returns {(input: string | URL | Request, init?: RequestInit) => Promise<Response>}
 */
export function fetchHandler(handle) {
  let connection = 0;
  return async (input, init) => {
    const request = new Request(input, init);
    const url = new URL(request.url);
    const outcome = await handle({
      method: request.method,
      path: url.pathname,
      query: url.search.slice(1),
      headers: { host: url.host, ...Object.fromEntries(request.headers) },
      body: new Uint8Array(await request.arrayBuffer()),
      // A real fetch hands the body over unpacked.
      accepts_gzip: false,
      body_too_large: false,
      connection: ++connection,
      reused: false,
      http_version: 'fetch',
    });
    if (outcome.delay_ms > 0) await sleep(outcome.delay_ms);
    return toResponse(outcome, request.signal);
  };
}

/**
 * @param {Outcome} outcome
 * @param {AbortSignal} signal
 * @returns {Promise<Response>}
 */
async function toResponse(outcome, signal) {
  const { wire, status, headers, body } = outcome;
  if (wire?.kind === 'destroy') throw new TypeError('fetch failed');
  if (wire?.kind === 'hang') {
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
  }
  if (wire?.kind === 'cut') return new Response(brokenStream(body), { status, headers });
  if (wire?.kind === 'slow')
    return new Response(slowStream(body, wire.chunk_bytes, wire.delay_ms), { status, headers });
  return new Response(/** @type {BodyInit} */ (body), { status, headers });
}

/** @param {Uint8Array} body */
function brokenStream(body) {
  return new ReadableStream({
    start: (controller) => controller.enqueue(body),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
}

/**
 * @param {Uint8Array} body
 * @param {number} chunkBytes
 * @param {number} delayMs
 */
function slowStream(body, chunkBytes, delayMs) {
  let sent = 0;
  return new ReadableStream({
    async pull(controller) {
      await sleep(delayMs);
      controller.enqueue(body.slice(sent, sent + chunkBytes));
      sent += chunkBytes;
      if (sent >= body.length) controller.close();
    },
  });
}
