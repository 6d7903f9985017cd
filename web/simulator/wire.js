/** @typedef {import('./types.js').Outcome} Outcome */
/** @typedef {import('node:http').ServerResponse | import('node:http2').Http2ServerResponse} ServerResponse */
/** @typedef {Extract<Outcome['wire'], { kind: 'destroy' }>} Destroy */

const CHUNK_BYTES = 64 * 1024;

const sleep = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * @param {ServerResponse} response
 * @returns {import('node:http2').ServerHttp2Stream | undefined}
 */
const streamOf = (response) => ('stream' in response ? response.stream : undefined);

/**
 * Sends an outcome the way it asks for, over HTTP/1.1 or HTTP/2.
 * @param {ServerResponse} response
 * @param {Outcome} outcome
 */
export async function send(response, outcome) {
  if (outcome.delay_ms > 0) await sleep(outcome.delay_ms);
  const { wire, body } = outcome;
  if (wire?.kind === 'hang') return;
  if (wire?.kind === 'destroy') {
    destroy(response, wire);
    return;
  }
  writeHead(response, outcome);
  if (wire?.kind === 'cut') await cut(response, body);
  else if (wire?.kind === 'slow') await drip(response, body, wire.chunk_bytes, wire.delay_ms);
  else if (wire?.kind === 'chunked') await drip(response, body, CHUNK_BYTES, 0);
  else response.end(body);
}

/**
 * @param {ServerResponse} response
 * @param {Destroy} how
 */
function destroy(response, { rst = false, stream: onlyStream = false }) {
  const stream = streamOf(response);
  if (stream) {
    if (onlyStream) stream.close(2 /* INTERNAL_ERROR */);
    else stream.session?.destroy();
    return;
  }
  const { socket } = response;
  // A reset cannot be asked of a TLS socket; there it is closed like any other.
  if (rst && socket && !('encrypted' in socket)) socket.resetAndDestroy();
  else socket?.destroy();
}

/**
 * @param {ServerResponse} response
 * @param {Outcome} outcome
 */
function writeHead(response, { status, headers, body, wire }) {
  response.sendDate = false;
  response.statusCode = status;
  /** @type {Map<string, string[]>} */
  const byName = new Map();
  for (const [name, value] of headers) byName.set(name, [...(byName.get(name) ?? []), value]);
  for (const [name, values] of byName) response.setHeader(name, headerValue(response, values));
  if (wire?.kind !== 'chunked')
    response.setHeader('Content-Length', wire?.kind === 'cut' ? wire.announce : body.length);
}

/**
 * Node's HTTP/2 refuses a second line for most names; there the two values share one line, as a client would join them.
 * @param {ServerResponse} response
 * @param {string[]} values
 */
const headerValue = (response, values) =>
  values.length > 1 && streamOf(response) ? values.join(', ') : values.length > 1 ? values : (values[0] ?? '');

/**
 * The body goes out whole, and then the connection ends although more was announced.
 * @param {ServerResponse} response
 * @param {Uint8Array} body
 */
async function cut(response, body) {
  await write(response, body);
  const stream = streamOf(response);
  if (stream) stream.close(2 /* INTERNAL_ERROR */);
  else response.socket?.end();
}

/**
 * @param {ServerResponse} response
 * @param {Uint8Array} body
 * @param {number} chunkBytes
 * @param {number} delayMs
 */
async function drip(response, body, chunkBytes, delayMs) {
  const target = streamOf(response) ?? response;
  for (let sent = 0; sent < body.length && !target.destroyed; sent += chunkBytes) {
    if (delayMs > 0) await sleep(delayMs);
    await write(response, body.subarray(sent, sent + chunkBytes));
  }
  response.end();
}

/**
 * @param {ServerResponse} response
 * @param {Uint8Array} bytes
 * @returns {Promise<void>}
 */
function write(response, bytes) {
  const target = /** @type {import('node:stream').Writable} */ (streamOf(response) ?? response);
  const through = /** @type {import('node:stream').Writable} */ (/** @type {unknown} */ (response));
  if (target.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => {
      target.off('close', done);
      resolve();
    };
    target.once('close', done);
    through.write(bytes, done);
  });
}
