/// <reference lib="esnext.disposable" preserve="true" />
import { clock, sleep } from './clock.js';
import { deadline, needed, paramsText } from './core/options.js';
import { SigningDesk } from './credentials.js';
import { dispose } from './dispose.js';
import { drive } from './engine/drive.js';
import { RateLimiter } from './engine/limiter.js';
import { Scheduler } from './engine/scheduler.js';
import { SingleCall } from './engine/single-call.js';
import { CvmError } from './errors.js';
import { firstOf } from './first-of.js';
import { Signer } from './signer.js';
import { fetchTransport, globalFetch } from './transport/fetch.js';

/**
 * @typedef {import('./core/module.js').Module} Module
 * @typedef {import('./signer.js').Credential} Credential
 * @typedef {import('./credentials.js').CredentialProvider} CredentialProvider
 * @typedef {import('./engine/step.js').EngineEvent} EngineEvent
 * @typedef {import('./models.js').Models} Models
 */

/**
 * @typedef {object} ClientOptions
 * @property {Credential | CredentialProvider} credential
 * @property {string} [region]  where a call names none
 * @property {string} [endpoint]  takes the calls of every service; `http://` for loopback only
 * @property {'cn' | 'intl' | 'internal'} [site]
 * @property {string} [lang]  "en-US" or "zh-CN": the language of the service's messages
 * @property {typeof globalThis.fetch} [fetch]  sends what it is given, once, and hands on every member of its second
 *   argument: in Deno the `client` in there, in a page the Idempotency-Key keep a change from being sent twice
 * @property {import('./transport/transport.js').Transport} [transport]  in place of the entry's own; never rejects
 * @property {() => number} [now]  the wall clock, in milliseconds
 * @property {import('./clock.js').Sleep} [sleep]
 * @property {Record<string, number>} [rates]  action → requests a second, for accounts with other limits
 * @property {{ maxAttempts?: number, baseMs?: number, capMs?: number, totalMs?: number }} [retry]
 * @property {number} [requestTimeoutMs]
 * @property {(error: unknown) => void} [onObserverError]  the first thing that an `onEvent` of a call threw, or its promise
 *   rejected with
 */

/**
 * @typedef {object} CallOptions
 * @property {string} [region]  absent: the client's
 * @property {'GET' | 'POST'} [method]
 * @property {string} [service]  for an action outside the table
 * @property {string} [version]  for an action outside the table
 * @property {number} [deadlineMs]  for the whole call, repeats and the wait for a credential included
 * @property {AbortSignal} [signal]  nothing new is sent afterwards; a change under way is waited for
 * @property {(event: EngineEvent) => void} [onEvent]  what it throws changes nothing about the call; see `onObserverError`
 */

/**
 * A successful call, whole.
 * @typedef {object} RawAnswer
 * @property {string} requestId
 * @property {string} body  the answer as the service wrote it: {"Response":{…}}
 * @property {string} deprecatedWarning  JSON text; empty when absent
 * @property {number} attempts  requests that it took
 * @property {string[]} requestIds  of every answer that had one
 * @property {number} skewMs  what was learnt of this machine's clock
 */

/** Limiters that the clients of one process share, by the instance that holds them. @type {WeakMap<object, RateLimiter>} */
const shared = new WeakMap();

/** A number that is drawn once for a client. */
const randomSeed = () => crypto.getRandomValues(new Uint32Array(1))[0];

/**
 * The service from JavaScript. Retries, rates and the clock are decided by the core; see `CvmError` for what calls
 * reject with. A change whose answer was lost rejects with `ambiguous: true` and was sent once.
 *
 * ```js
 * const client = await Client.create({ credential: { secretId, secretKey }, region: 'ap-guangzhou' });
 * const { ImageSet } = await client.describeImages({ Limit: 100 });
 * await client.deleteImages({ ImageIds: ['img-34vaef8fe'], DryRun: true });
 * ```
 */
export class Client {
  /** Where the WebAssembly comes from; each entry of the package has its own. @type {() => Promise<Module>} */
  static load = Signer.load;
  /**
   * How requests get out unless the options say otherwise; with the caller's fetch in place of the runtime's if there is one.
   * @type {(fetch?: typeof globalThis.fetch) => import('./transport/transport.js').Transport}
   */
  static transport = (fetch = globalFetch) => fetchTransport(fetch);

  #module;
  #options;
  #desk;
  #transport;
  #time;
  #seed = randomSeed();
  /** @type {RateLimiter | null} */
  #ownLimiter = null;
  #underWay = 0;
  #disposed = false;

  /** @protected @param {Module} module @param {Omit<ClientOptions, 'credential'>} options @param {SigningDesk} desk @param {import('./transport/transport.js').Transport} transport */
  constructor(module, options, desk, transport) {
    this.#module = module;
    this.#options = options;
    this.#desk = desk;
    this.#transport = transport;
    this.#time = clock(options.now, options.sleep);
  }

  /**
   * Errors: `invalid-credential`, `invalid-endpoint`, `invalid-parameter`, those of a credential provider.
   * @param {ClientOptions} options
   * @returns {Promise<Client>}
   */
  static async create(options) {
    if (!options?.credential) {
      throw new CvmError('no-credential', 'a client needs a credential or a provider of one', { where: 'credential' });
    }
    const module = await this.load();
    const load = async () => module;
    class BoundSigner extends Signer {
      static load = load;
    }
    const { credential, fetch, transport, ...rest } = options;
    const desk = new SigningDesk(credential, options.now ?? Date.now, BoundSigner);
    const client = new this(module, rest, desk, transport ?? this.transport(fetch));
    await client.#check();
    return client;
  }

  /**
   * Any API 3.0 action. Resolves with the answer's `Response`.
   * @param {string} action
   * @param {object | string} [params]
   * @param {CallOptions} [options]
   * @returns {Promise<any>}
   */
  async call(action, params, options) {
    const { body } = await this.callRaw(action, params, options);
    return JSON.parse(body).Response;
  }

  /**
   * The same; resolves with the answer's text as the service wrote it, and what it took.
   * @param {string} action
   * @param {object | string} [params]
   * @param {CallOptions} [options]
   * @returns {Promise<RawAnswer>}
   */
  async callRaw(action, params, options) {
    if (this.#disposed) throw new CvmError('misuse', 'this Client was disposed of', { where: 'Client' });
    const { method, service, version, signal, onEvent, region } = needed('options', options ?? {});
    const call = {
      action,
      region: region ?? this.#options.region ?? '',
      params: paramsText(params),
      method,
      service,
      version,
    };
    const endMs = this.#time().monotonicMs + deadline(options?.deadlineMs);
    this.#underWay += 1;
    try {
      await this.#awaitSigner(action, endMs, signal);
      return await this.#run(call, endMs, signal, onEvent);
    } finally {
      this.#underWay -= 1;
      this.#freeIfDone();
    }
  }

  /**
   * @param {import('./engine/scheduler.js').ScheduledCall} call
   * @param {number} endMs @param {AbortSignal} [signal] @param {(event: EngineEvent) => void} [onEvent]
   */
  async #run(call, endMs, signal, onEvent) {
    const machine = new SingleCall(this.#limiter(), this.#schedulerOptions(), call, this.#leftMs(endMs));
    try {
      await drive(machine, this.#world(call.action, endMs, signal, onEvent));
      const { answer, error, attempts, requestIds, skewMs } = machine.result();
      if (!answer) throw error;
      return { ...answer, attempts, requestIds, skewMs };
    } finally {
      machine.dispose();
    }
  }

  /** @type {Models['deleteImages']} */
  deleteImages(params, options) {
    return this.call('DeleteImages', params, options);
  }
  /** @type {Models['describeImages']} */
  describeImages(params, options) {
    return this.call('DescribeImages', params, options);
  }
  /** @type {Models['describeImageSharePermission']} */
  describeImageSharePermission(params, options) {
    return this.call('DescribeImageSharePermission', params, options);
  }
  /** @type {Models['modifyImageSharePermission']} */
  modifyImageSharePermission(params, options) {
    return this.call('ModifyImageSharePermission', params, options);
  }
  /** @type {Models['describeImageQuota']} */
  describeImageQuota(params, options) {
    return this.call('DescribeImageQuota', params, options);
  }
  /** @type {Models['describeImageFromFamily']} */
  describeImageFromFamily(params, options) {
    return this.call('DescribeImageFromFamily', params, options);
  }
  /** @type {Models['describeInstances']} */
  describeInstances(params, options) {
    return this.call('DescribeInstances', params, options);
  }
  /** @type {Models['describeLaunchTemplates']} */
  describeLaunchTemplates(params, options) {
    return this.call('DescribeLaunchTemplates', params, options);
  }
  /** @type {Models['describeLaunchTemplateVersions']} */
  describeLaunchTemplateVersions(params, options) {
    return this.call('DescribeLaunchTemplateVersions', params, options);
  }
  /** @type {Models['describeLaunchConfigurations']} */
  describeLaunchConfigurations(params, options) {
    return this.call('DescribeLaunchConfigurations', params, options);
  }
  /** @type {Models['describeSnapshots']} */
  describeSnapshots(params, options) {
    return this.call('DescribeSnapshots', params, options);
  }
  /** @type {Models['describeRegions']} */
  describeRegions(params = { Product: 'cvm' }, options = {}) {
    return this.call('DescribeRegions', params, { ...options, region: options.region ?? '' });
  }
  /** @type {Models['getCallerIdentity']} */
  getCallerIdentity(params, options) {
    return this.call('GetCallerIdentity', params, options);
  }

  /** Frees what the client holds inside WebAssembly and wipes its key, once the calls under way have ended. */
  dispose() {
    this.#disposed = true;
    this.#freeIfDone();
  }

  #freeIfDone() {
    if (!this.#disposed || this.#underWay > 0) return;
    this.#desk.dispose();
    this.#ownLimiter?.dispose();
    this.#ownLimiter = null;
  }

  /** A fault in the configuration shows here, not at the first call. */
  async #check() {
    await this.#desk.signer();
    (await Scheduler.create(this.#schedulerOptions(), this.#time(), this.#limiter())).dispose();
  }

  #schedulerOptions() {
    const { endpoint, site, lang, rates, retry, requestTimeoutMs } = this.#options;
    const instance = this.#module.instance();
    const account = instance.output(instance.call('account', [this.#desk.secretId])).text();
    this.#seed = (this.#seed + 1) >>> 0;
    return { endpoint, site, lang, rates, retry, requestTimeoutMs, account, seed: this.#seed };
  }

  /** Rates are counted for the whole process, unless this client's clock is its own. */
  #limiter() {
    const { now } = this.#options;
    const instance = this.#module.instance();
    const kept = now ? this.#ownLimiter : shared.get(instance);
    if (kept?.instance.live) return kept;
    const made = new RateLimiter(this.#module, this.#time().monotonicMs);
    if (now) this.#ownLimiter = made;
    else shared.set(instance, made);
    return made;
  }

  /** @param {number} endMs  monotonic */
  #leftMs(endMs) {
    return Math.max(endMs - this.#time().monotonicMs, 0);
  }

  /** A provider of credentials may take its time, but not more than the call has. @param {string} action @param {number} endMs @param {AbortSignal} [signal] */
  async #awaitSigner(action, endMs, signal) {
    if (this.#desk.isReady) return;
    const limits = { signal, ms: this.#leftMs(endMs), sleep: this.#options.sleep ?? sleep };
    if (await firstOf(this.#desk.signer(), limits)) return;
    const [code, message] = signal?.aborted
      ? /** @type {const} */ (['cancelled', `${action} was cancelled`])
      : /** @type {const} */ (['timed-out', `the deadline passed before there was a credential for ${action}`]);
    throw new CvmError(code, message, { where: action, retryable: code === 'timed-out' });
  }

  /** @param {string} action @param {number} endMs @param {AbortSignal} [signal] @param {(event: EngineEvent) => void} [onEvent] */
  #world(action, endMs, signal, onEvent) {
    return {
      /** @param {import('./engine/step.js').SendStep} step */
      sign: async (step) => {
        await this.#awaitSigner(action, endMs);
        return this.#desk.sign(step.request, { service: step.service, timestamp: step.timestamp });
      },
      transport: this.#transport,
      now: this.#time,
      sleep: this.#options.sleep ?? sleep,
      onEvent,
      onObserverError: this.#options.onObserverError,
      signal,
    };
  }

  [dispose]() {
    this.dispose();
  }
}
