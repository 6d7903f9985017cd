// What all calls of an account share inside one process: the limiter, the signer, the way out.
import { Client, Signer } from 'cvm-images';
import { Applier, Planner, Scheduler } from 'cvm-images/engine';

import { sha256 } from '../crypto.js';

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

export class EngineRoom {
  #settings;
  /** @type {Promise<Signer> | null} */
  #signer = null;
  /** @type {Promise<Limiter> | null} */
  #limiter = null;
  #latest = 0;
  #seed = crypto.getRandomValues(new Uint32Array(1))[0];
  #transport = Client.transport();
  /** @type {Promise<string> | null} */
  #account = null;

  /** @param {Settings} settings */
  constructor(settings) {
    this.#settings = settings;
  }

  /** Milliseconds; the first clock never goes back. */
  now = () => {
    this.#latest = Math.max(this.#latest, Math.floor(performance.now()));
    return { monotonicMs: this.#latest, wallMs: Date.now() };
  };

  /** For `drive`. @param {Partial<import('./bounded.js').World>} [more] @returns {import('./bounded.js').World} */
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
