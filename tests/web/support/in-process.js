import { SAMPLE_ACCOUNT } from '../../../web/simulator/sample-account.js';
import { createSimulator } from '../../../web/simulator/simulator.js';
import { signedHeaders } from './tc3.js';

/** @typedef {Partial<import('./tc3.js').Signing> & { headers?: Record<string, string> }} CallOptions */

/**
 * The simulator without a process and without a socket, at a time that stands still until the test moves it.
 * @param {Partial<import('../../../web/simulator/simulator.js').Options>} [options]
 */
export function createService(options = {}) {
  const time = { ms: Date.UTC(2026, 2, 15) };
  const simulator = createSimulator({ seed: SAMPLE_ACCOUNT, now: () => time.ms, ...options });

  /** @type {(action: string, parameters?: object | string, options?: CallOptions) => Promise<Response>} */
  const send = (action, parameters = {}, { headers = {}, ...signing } = {}) => {
    const payload = typeof parameters === 'string' ? parameters : JSON.stringify(parameters);
    const host = signing.host ?? '127.0.0.1';
    const signed = signedHeaders({ host, action, payload, timestamp: Math.floor(time.ms / 1000), ...signing });
    const method = signing.method ?? 'POST';
    const target = `http://${host}/${signing.query ? `?${signing.query}` : ''}`;
    return simulator.fetch(target, {
      method,
      headers: { ...signed, ...headers },
      ...(method === 'GET' ? {} : { body: payload }),
    });
  };

  /** @type {(action: string, parameters?: object | string, options?: CallOptions) => Promise<any>} */
  const call = async (action, parameters, more) => (await (await send(action, parameters, more)).json()).Response;

  /** @type {(action: string, parameters?: object | string, options?: CallOptions) => Promise<string | null>} */
  const code = async (action, parameters, more) => (await call(action, parameters, more)).Error?.Code ?? null;

  /** @type {(method: string, path: string, body?: unknown) => Promise<any>} */
  const control = async (method, path, body) =>
    (
      await simulator.fetch(`http://127.0.0.1${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
    ).json();

  return { simulator, time, send, call, code, control };
}

/**
 * @param {{ ImageSet: { ImageId: string }[] }} answer
 * @returns {string[]}
 */
export const imageIds = (answer) => answer.ImageSet.map((image) => image.ImageId);
