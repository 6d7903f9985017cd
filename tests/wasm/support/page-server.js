import { readFile } from 'node:fs/promises';
import http from 'node:http';
import { extname, join } from 'node:path';

/** No eval, no inline script; WebAssembly may be compiled. */
export const POLICY =
  "default-src 'none'; connect-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; base-uri 'none'";

/** @type {Record<string, string>} */
const TYPES = {
  '.js': 'text/javascript',
  '.wasm': 'application/wasm',
  '.html': 'text/html',
  '.json': 'application/json',
};

/**
 * A page's own origin on loopback: files of `folder`, and everything else is passed on to the service. A change is passed
 * on once for each Idempotency-Key, since a browser may repeat it by itself.
 * @param {string} folder
 * @param {string} upstream
 * @param {Record<string, string>} [extra]  path → text
 */
export async function servePage(folder, upstream, extra = {}) {
  /** @type {Set<string>} */
  const seen = new Set();
  const agent = new http.Agent({ keepAlive: true });

  /** @param {http.IncomingMessage} incoming @param {http.ServerResponse} outgoing */
  const pass = (incoming, outgoing) => {
    const key = String(incoming.headers['idempotency-key'] ?? '');
    if (key && seen.has(key)) {
      incoming.socket.destroy();
      return;
    }
    if (key) seen.add(key);
    const { method, headers, url } = incoming;
    const onward = http.request(new URL(url ?? '/', upstream), { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.on('aborted', () => incoming.socket.destroy());
      answer.pipe(outgoing);
    });
    onward.on('error', () => incoming.socket.destroy());
    incoming.pipe(onward);
  };

  const server = http.createServer(async (incoming, outgoing) => {
    const path = new URL(incoming.url ?? '/', 'http://page.test').pathname;
    const isFile = incoming.method === 'GET' && extname(path) in TYPES;
    if (!isFile) return pass(incoming, outgoing);
    const body = extra[path] ?? (await readFile(join(folder, path)).catch(() => null));
    const headers = { 'content-type': TYPES[extname(path)], 'content-security-policy': POLICY };
    outgoing.writeHead(body === null ? 404 : 200, headers).end(body ?? '');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    close: () => {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}
