import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';

import { timer } from '../clock.js';
import { explainFault, GIVEN_UP, MAX_ANSWER_BYTES, notBegun } from './transport.js';

/** @typedef {import('./transport.js').Transport} Transport */
/** @typedef {import('./transport.js').Answered | import('./transport.js').Unanswered} End */

/** Certificate checks stay on, whatever NODE_TLS_REJECT_UNAUTHORIZED says. */
const AGENT = { keepAlive: true, maxSockets: 64, rejectUnauthorized: true };

/** @type {Record<string, () => import('node:stream').Transform>} */
const DECODERS = { gzip: zlib.createGunzip, br: zlib.createBrotliDecompress, deflate: zlib.createInflate };

/** Pairs, each header as it came. @param {string[]} raw @returns {[string, string][]} */
const headerPairs = (raw) => Array.from({ length: raw.length / 2 }, (_, i) => [raw[2 * i], raw[2 * i + 1]]);

/**
 * Did the request leave? Not before its connection stands, TLS included.
 * @param {http.ClientRequest} outgoing
 */
function watchConnection(outgoing) {
  const state = { sent: false };
  outgoing.once('socket', (socket) => {
    if (!socket.connecting) {
      state.sent = true;
      return;
    }
    const ready = 'encrypted' in socket ? 'secureConnect' : 'connect';
    socket.once(ready, () => (state.sent = true));
  });
  return state;
}

/**
 * @param {http.IncomingMessage} incoming
 * @param {(end: End) => void} settle
 */
function readAnswer(incoming, settle) {
  const encoding = String(incoming.headers['content-encoding'] ?? 'identity').toLowerCase();
  const decoder = DECODERS[encoding]?.();
  const body = decoder ? incoming.pipe(decoder) : incoming;
  /** @type {Buffer[]} */
  const chunks = [];
  let size = 0;
  /** @param {string} detail */
  const cut = (detail) => settle({ type: 'lost', fault: 'cut', detail });
  incoming.once('aborted', () => cut('the answer ended early'));
  incoming.on('error', (error) => cut(error.message));
  decoder?.on('error', (error) => cut(error.message));
  body.on('data', (/** @type {Buffer} */ chunk) => {
    size += chunk.length;
    chunks.push(chunk);
    if (size > MAX_ANSWER_BYTES) {
      settle({ type: 'lost', fault: 'too-large', detail: 'the answer is larger than 64 MiB' });
      incoming.destroy();
    }
  });
  body.once('end', () => {
    if (!incoming.complete) return cut('the answer ended early');
    const headers = headerPairs(incoming.rawHeaders);
    settle({ type: 'answered', status: incoming.statusCode ?? 0, headers, body: Buffer.concat(chunks) });
  });
}

/**
 * @param {import('./transport.js').SignedRequest} request
 * @param {Record<string, http.Agent | https.Agent>} agents
 */
function begin(request, agents) {
  const secure = request.url.startsWith('https:');
  const body = Buffer.from(/** @type {string} */ (request.body));
  const headers = { 'accept-encoding': 'gzip, br', ...request.headers };
  if (request.method !== 'GET') Object.assign(headers, { 'content-length': String(body.length) });
  const outgoing = (secure ? https : http).request(request.url, {
    method: request.method,
    headers,
    agent: agents[secure ? 'https:' : 'http:'],
  });
  return { outgoing, body, secure };
}

/**
 * @param {ReturnType<typeof begin>} begun
 * @param {import('./transport.js').TransferOptions} options
 * @param {(end: End) => void} resolve
 */
function watch({ outgoing, secure }, { timeoutMs, signal }, resolve) {
  const connection = watchConnection(outgoing);
  /** @param {End} end */
  const settle = (end) => {
    stopTimer();
    signal?.removeEventListener('abort', abort);
    resolve(end);
  };
  /** @param {'timeout' | 'aborted'} fault @param {string} detail */
  const giveUp = (fault, detail) => {
    settle({ type: connection.sent ? 'lost' : 'not-sent', fault, detail });
    outgoing.destroy();
  };
  const abort = () => giveUp('aborted', 'given up');
  const stopTimer = timer(timeoutMs, () => giveUp('timeout', `no answer within ${timeoutMs} ms`));
  signal?.addEventListener('abort', abort);
  outgoing.on('error', (error) => {
    const end = explainFault(error, { changes: connection.sent });
    if (connection.sent) settle({ type: 'lost', fault: 'cut', detail: end.detail });
    else if (end.type === 'not-sent') settle(end);
    else settle({ ...end, type: 'not-sent', fault: secure ? 'tls' : 'connect' });
  });
  outgoing.once('response', (incoming) => readAnswer(incoming, settle));
}

/**
 * A transport over node:http and node:https with connections that are kept. Node repeats nothing by itself, so a change
 * is delivered at most once.
 * @param {{ agent?: http.Agent | https.Agent }} [options]  an agent of your own, for a proxy or another CA: an
 *   https.Agent, or what extends it, unless the endpoint is `http://`
 * @returns {Transport}
 */
export function nodeTransport({ agent } = {}) {
  const agents = { 'http:': agent ?? new http.Agent(AGENT), 'https:': agent ?? new https.Agent(AGENT) };
  return async (request, options) => {
    if (options.signal?.aborted) return GIVEN_UP;
    /** @type {ReturnType<typeof begin>} */
    let begun;
    try {
      begun = begin(request, agents);
    } catch (error) {
      return notBegun(error);
    }
    return new Promise((resolve) => {
      watch(begun, options, resolve);
      begun.outgoing.end(begun.body);
    });
  };
}
