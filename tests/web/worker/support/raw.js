// Requests that no client library would send.
import { connect } from 'node:net';

/**
 * Writes what it is given to a connection of its own and gives what came back until it is closed or an answer is whole.
 * @param {string} url
 * @param {(string | Buffer)[]} pieces
 * @param {{ pauseMs?: number, patienceMs?: number }} [options]
 * @returns {Promise<{ status: number, head: string, body: string }>}
 */
export function raw(url, pieces, { pauseMs = 0, patienceMs = 20_000 } = {}) {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const done = () => {
      clearTimeout(timer);
      socket.destroy();
      const [head = '', ...body] = text.split('\r\n\r\n');
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1] ?? 0), head, body: body.join('\r\n\r\n') });
    };
    const timer = setTimeout(done, patienceMs);
    socket.setEncoding('utf8');
    socket.on('data', (chunk) => {
      text += chunk;
      if (isWhole(text)) done();
    });
    socket.on('error', () => setTimeout(done, 50)); // what was answered before is read still
    socket.on('end', done);
    const write = async () => {
      for (const piece of pieces) {
        if (socket.destroyed) return;
        if (!socket.write(piece)) await new Promise((go) => socket.once('drain', go).once('close', go));
        if (pauseMs > 0) await new Promise((go) => setTimeout(go, pauseMs));
      }
    };
    socket.once('connect', () => void write());
  });
}

/** @param {string} text */
function isWhole(text) {
  const end = text.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /^content-length: (\d+)/im.exec(text.slice(0, end))?.[1];
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length - end - 4 >= Number(length);
}

/** @param {string} method @param {string} path @param {Record<string, string>} headers */
export const head = (method, path, headers) =>
  `${method} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n${Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')}\r\n`;
