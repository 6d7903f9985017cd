import http from 'node:http';
import https from 'node:https';

/**
 * @typedef {{ status: number, headers: import('node:http').IncomingHttpHeaders, rawHeaders: string[], body: Buffer }} Answer
 *
 * @typedef {object} RequestOptions
 * @property {string} [method]
 * @property {Record<string, string>} [headers]
 * @property {string | Buffer} [body]
 * @property {import('node:http').Agent | false} [agent]  false, the default, is a connection of its own
 */

/**
 * One HTTP/1.1 request as it stands: no retries, no redirects, nothing unpacked. Certificates are not checked; all of this is loopback.
 * @param {string} url
 * @param {RequestOptions} [options]
 * @returns {Promise<Answer>}
 */
export function httpRequest(url, { method = 'GET', headers = {}, body = '', agent = false } = {}) {
  const { request } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method, headers, agent, rejectUnauthorized: false }, (incoming) => {
      /** @type {Buffer[]} */
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.once('error', reject);
      incoming.once('end', () => {
        const { statusCode: status = 0, headers: received, rawHeaders } = incoming;
        resolve({ status, headers: received, rawHeaders, body: Buffer.concat(chunks) });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}
