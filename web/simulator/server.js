import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { acceptsGzip } from './envelope.js';
import { LARGEST_POST } from './gateway.js';
import { send } from './wire.js';

/** @typedef {import('./types.js').WireRequest} WireRequest */
/** @typedef {import('node:http').IncomingMessage | import('node:http2').Http2ServerRequest} IncomingRequest */
/** @typedef {import('./wire.js').ServerResponse} ServerResponse */

const KEEP_ALIVE_MS = 60_000;
/** Above the service's limit for a GET, so that the service answers and not Node. */
const LARGEST_HEAD = 128 * 1024;

/**
 * @param {object} options
 * @param {import('./simulator.js').Simulator} options.simulator
 * @param {number} options.port
 * @param {{ cert: string | Buffer, key: string | Buffer }} [options.tls]
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startServer({ simulator, port, tls }) {
  const connections = new ConnectionNumbers();
  const onRequest = (/** @type {any} */ incoming, /** @type {any} */ response) => {
    answer(simulator, connections, incoming, response).catch((error) => fail(response, error));
  };
  const limits = { maxHeaderSize: LARGEST_HEAD };
  const server = tls
    ? createSecureServer({ ...tls, ...limits, allowHTTP1: true }, onRequest)
    : createServer(limits, onRequest);
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = KEEP_ALIVE_MS;
  /** @type {Set<{ destroy: () => unknown }>} */
  const open = new Set();
  for (const event of tls ? ['secureConnection', 'connection', 'session'] : ['connection']) {
    server.on(event, (connection) => {
      open.add(connection);
      connection.once('close', () => open.delete(connection));
    });
  }
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(undefined));
  });
  const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `${tls ? 'https' : 'http'}://127.0.0.1:${bound}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const connection of open) connection.destroy();
      }),
  };
}

/** Numbers connections in the order of their first request. */
class ConnectionNumbers {
  constructor() {
    /** @type {WeakMap<object, number>} */
    this.numbers = new WeakMap();
    this.last = 0;
  }

  /** @param {IncomingRequest} incoming */
  of(incoming) {
    const connection = ('stream' in incoming && incoming.stream.session) || incoming.socket;
    const known = this.numbers.get(connection);
    const number = known ?? ++this.last;
    this.numbers.set(connection, number);
    return { connection: number, reused: known !== undefined };
  }
}

/**
 * @param {import('./simulator.js').Simulator} simulator
 * @param {ConnectionNumbers} connections
 * @param {IncomingRequest} incoming
 * @param {ServerResponse} response
 */
async function answer(simulator, connections, incoming, response) {
  const where = connections.of(incoming);
  // A client that goes away while it sends has asked for nothing.
  const request = await receive(incoming, where).catch(() => undefined);
  if (request) await send(response, await simulator.handle(request));
}

/**
 * A defect of this program must not look like a fault that was asked for.
 * @param {ServerResponse} response
 * @param {unknown} error
 */
function fail(response, error) {
  process.stderr.write(`simulator: ${error instanceof Error ? error.stack : error}\n`);
  if (response.headersSent) return;
  response.statusCode = 500;
  response.end('the simulator has failed\n');
}

/**
 * @param {IncomingRequest} incoming
 * @param {{ connection: number, reused: boolean }} where
 * @returns {Promise<WireRequest>}
 */
async function receive(incoming, where) {
  const headers = plainHeaders(incoming);
  const { body, tooLarge } = await readBody(incoming);
  const target = (incoming.url ?? '/').replace(/^[a-z]+:\/\/[^/?]*/i, '');
  const mark = target.indexOf('?');
  return {
    method: incoming.method ?? 'GET',
    path: (mark < 0 ? target : target.slice(0, mark)) || '/',
    query: mark < 0 ? '' : target.slice(mark + 1),
    headers,
    body,
    accepts_gzip: acceptsGzip(headers['accept-encoding']),
    body_too_large: tooLarge,
    ...where,
    http_version: incoming.httpVersionMajor === 2 ? '2' : incoming.httpVersion,
  };
}

/** @param {IncomingRequest} incoming */
function plainHeaders(incoming) {
  /** @type {Record<string, string>} */
  const headers = {};
  for (const [name, value] of Object.entries(incoming.headers)) {
    if (value !== undefined && !name.startsWith(':')) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  const authority = incoming.headers[':authority'];
  if (typeof authority === 'string') headers.host ??= authority;
  return headers;
}

/**
 * The rest of a body that is too large is read and thrown away, so that the client gets to read the answer.
 * @param {IncomingRequest} incoming
 */
async function readBody(incoming) {
  /** @type {Buffer[]} */
  let chunks = [];
  let length = 0;
  for await (const chunk of incoming) {
    length += chunk.length;
    if (length > LARGEST_POST) chunks = [];
    else chunks.push(chunk);
  }
  return { body: new Uint8Array(Buffer.concat(chunks)), tooLarge: length > LARGEST_POST };
}
