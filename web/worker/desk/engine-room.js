// What all calls of an account share inside one process: the limiter, the signer, the way out.
import { Client, Signer } from 'cvm-images';
import { Applier, Planner, Scheduler } from 'cvm-images/engine';

import { sha256 } from '../crypto.js';
import { scrubber } from '../settings.js';

/** @typedef {import('../settings.js').Settings} Settings */
/** @typedef {Awaited<ReturnType<typeof Scheduler.createLimiter>>} Limiter */

/** Ends early, without an error, when the signal says so. @param {number} ms @param {AbortSignal} [signal] @returns {Promise<void>} */
export const sleep = (ms, signal) =>
  new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal?.addEventListener('abort', done);
  });

/** What is shown in the place of what must not be: what a shell would put in. */
const SHOWN_ID = '$TENCENTCLOUD_SECRET_ID';
const SHOWN_TOKEN = '$TENCENTCLOUD_TOKEN';

/** @typedef {import('./bounded.js').World} World */

/**
 * The service may quote the key's name, or more, in what it says. It is taken out here, before plans, receipts, events and
 * errors are made of it, so that no row, answer or report can have it.
 * @param {World['transport']} transport @param {import('../settings.js').Scrub} scrub @returns {World['transport']}
 */
const scrubbing = (transport, scrub) => async (request, options) => {
  const end = await transport(request, options);
  if (end.type !== 'answered') return { ...end, detail: scrub(end.detail) };
  const text = textOf(end.body);
  const clean = text === null ? null : scrub(text);
  return clean === text ? end : { ...end, body: clean ?? '' };
};

/** Null for what is not UTF-8, which the core refuses. @param {string | Uint8Array} body */
export function textOf(body) {
  if (typeof body === 'string') return body;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
  } catch {
    return null;
  }
}

export class EngineRoom {
  #settings;
  /** @type {Promise<Signer> | null} */
  #signer = null;
  /** @type {Promise<Limiter> | null} */
  #limiter = null;
  #latest = 0;
  #seed = crypto.getRandomValues(new Uint32Array(1))[0];
  #transport;
  /** @type {Promise<string> | null} */
  #account = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
    this.#transport = scrubbing(Client.transport(), scrubber(settings));
  }

  /** Milliseconds; the first clock never goes back. */
  now = () => {
    this.#latest = Math.max(this.#latest, Math.floor(performance.now()));
    return { monotonicMs: this.#latest, wallMs: Date.now() };
  };

  /** For `drive`. @param {Partial<World>} [more] @returns {World} */
  world(more = {}) {
    return {
      sign: async ({ request, service, timestamp }) =>
        (await this.#sign()).signRequest(request, { service, timestamp }),
      transport: this.#transport,
      now: this.now,
      sleep,
      ...more,
    };
  }

  /**
   * The same, and every request is told with its stages, every end as it came.
   * @param {(explained: ReturnType<Signer['explain']>) => void} onSigned
   * @param {(end: Awaited<ReturnType<World['transport']>>) => void} onEnd
   * @returns {World}
   */
  explaining(onSigned, onEnd) {
    return this.world({
      sign: async ({ request, service, timestamp }) => {
        const explained = (await this.#sign()).explain(request, { service, timestamp });
        onSigned(explained);
        const { method, url, headers, body } = explained;
        return { method, url, headers, body };
      },
      transport: async (request, options) => {
        const end = await this.#transport(request, options);
        onEnd(end);
        return end;
      },
    });
  }

  /** A text about a request as it may be shown: without the key's name, and without a temporary key's token. @param {string} text */
  mask(text) {
    const { secretId, token } = this.#settings.credential;
    const clean = token ? text.replaceAll(token, SHOWN_TOKEN) : text;
    return scrubber(this.#settings)(clean.replaceAll(secretId, SHOWN_ID));
  }

  async scheduler() {
    const [options, limiter] = await this.#inputs();
    return Scheduler.create(options, this.now(), limiter);
  }

  /** @param {import('cvm-images/engine').Planner extends never ? never : any} request */
  async planner(request) {
    const [options, limiter] = await this.#inputs();
    return Planner.create(request, options, this.now(), limiter);
  }

  /** @param {string} plan @param {any} how @param {string} journal  empty: it begins */
  async applier(plan, how, journal) {
    const [options, limiter] = await this.#inputs();
    const { batch } = this.#settings;
    if (journal === '') return Applier.create(plan, { ...how, batch }, options, this.now(), limiter);
    return Applier.restore(journal, plan, { ...how, batch }, options, this.now(), limiter);
  }

  /** The WebAssembly failed: what lived in it is gone. A new limiter starts empty, so no burst follows. */
  rebuild() {
    this.#limiter = null;
  }

  /** @returns {Promise<[any, Limiter]>} */
  async #inputs() {
    const limiter = await (this.#limiter ??= Scheduler.createLimiter(this.now()));
    if (!limiter.instance.live) {
      this.rebuild();
      return this.#inputs();
    }
    const { endpoint, rates, credential } = this.#settings;
    this.#seed = (this.#seed + 1) >>> 0;
    this.#account ??= sha256(credential.secretId).then((digest) => digest.slice(0, 16));
    return [{ endpoint: endpoint || undefined, rates, account: await this.#account, seed: this.#seed }, limiter];
  }

  #sign() {
    return (this.#signer ??= Signer.create(this.#settings.credential));
  }
}
