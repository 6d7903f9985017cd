import { httpRequest } from './http.js';
import { signedHeaders } from './tc3.js';

/** @typedef {Partial<import('./tc3.js').Signing> & { agent?: import('node:http').Agent, headers?: Record<string, string> }} CallOptions */

/**
 * A signed call over a real socket: the whole HTTP answer.
 * @param {string} url
 * @param {string} action
 * @param {object | string} [parameters]  a text is sent as it stands
 * @param {CallOptions} [options]
 */
export function send(url, action, parameters = {}, { agent, headers = {}, ...signing } = {}) {
  const { host } = new URL(url);
  const payload = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
  const signed = signedHeaders({ host, action, payload, ...signing });
  const get = signing.method === 'GET';
  return httpRequest(get ? `${url}/?${signing.query ?? ''}` : url, {
    method: signing.method ?? 'POST',
    headers: { ...signed, ...headers },
    ...(get ? {} : { body: payload }),
    ...(agent ? { agent } : {}),
  });
}

/**
 * The same, down to the member Response.
 * @param {string} url
 * @param {string} action
 * @param {object | string} [parameters]
 * @param {CallOptions} [options]
 * @returns {Promise<any>}
 */
export async function call(url, action, parameters, options) {
  const answer = await send(url, action, parameters, options);
  return JSON.parse(answer.body.toString()).Response;
}

/**
 * The same again, but only the code of the error, or null.
 * @param {string} url
 * @param {string} action
 * @param {object | string} [parameters]
 * @param {CallOptions} [options]
 * @returns {Promise<string | null>}
 */
export async function codeOf(url, action, parameters, options) {
  return (await call(url, action, parameters, options)).Error?.Code ?? null;
}
