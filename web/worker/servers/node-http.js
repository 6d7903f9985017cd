// node:http in front of a fetch handler.
import http from 'node:http';
import { Readable } from 'node:stream';

import { refusal, secured } from '../http/headers.js';
import { Problem } from '../http/problem.js';
import { checkHost } from '../http/request.js';

const LIMITS = { maxHeaderSize: 16 * 1024, requestTimeout: 30_000, headersTimeout: 10_000, keepAliveTimeout: 30_000 };

/** @param {http.IncomingMessage} incoming @param {string} hostname */
function originOf({ headers: { host } }, hostname) {
  checkHost(host ?? null);
  return `http://${host ?? hostname}`;
}

/** @param {http.IncomingMessage} incoming @param {string} origin */
function requestOf(incoming, origin) {
  const headers = new Headers();
  for (let i = 0; i < incoming.rawHeaders.length; i += 2)
    headers.append(incoming.rawHeaders[i], incoming.rawHeaders[i + 1]);
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const target = new URL(url.startsWith('/') ? origin + url : '/', origin); // never another host's name in its place
  return new Request(target, {
    method,
    headers,
    ...(hasBody ? { body: /** @type {any} */ (Readable.toWeb(incoming)), duplex: 'half' } : {}),
  });
}

/** @param {Response} answer @param {http.ServerResponse} outgoing */
async function send(answer, outgoing) {
  const headers = [...answer.headers].filter(([name]) => name !== 'set-cookie');
  const cookies = answer.headers.getSetCookie();
  for (const [name, value] of headers) outgoing.setHeader(name, value);
  if (cookies.length > 0) outgoing.setHeader('set-cookie', cookies);
  outgoing.writeHead(answer.status);
  if (!answer.body) return void outgoing.end();
  const reader = answer.body.getReader();
  outgoing.once('close', () => void reader.cancel().catch(() => {}));
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    if (!outgoing.write(value)) await new Promise((go) => outgoing.once('drain', go).once('close', go));
  }
  outgoing.end();
}

/**
 * @param {(request: Request) => Promise<Response>} handle
 * @param {{ port: number, hostname?: string }} where
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function listen(handle, { port, hostname = '127.0.0.1' }) {
  const server = http.createServer(LIMITS, (incoming, outgoing) => {
    const answer = async () => {
      try {
        return await handle(requestOf(incoming, originOf(incoming, hostname)));
      } catch (error) {
        if (error instanceof Problem) return secured(refusal(error));
        throw error;
      }
    };
    (async () => {
      await send(await answer(), outgoing);
      // What was not read of a body is not waited for: its connection ends.
      if (!incoming.complete) outgoing.once('finish', () => setTimeout(() => incoming.destroy(), 100).unref());
    })().catch(() => {
      if (!outgoing.headersSent) outgoing.writeHead(400);
      outgoing.end();
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, hostname, () => resolve(undefined));
  });
  const { port: bound } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { url: `http://${hostname}:${bound}`, close: () => (server.closeAllConnections(), server.close()) };
}
