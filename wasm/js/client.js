/// <reference lib="esnext.disposable" preserve="true" />
import { clock, sleep } from './clock.js';
import { deadline, needed, paramsText } from './core/options.js';
import { SigningDesk } from './credentials.js';
import { dispose } from './dispose.js';
import { Applier } from './engine/applier.js';
import { drive } from './engine/drive.js';
import { RateLimiter } from './engine/limiter.js';
import { Planner } from './engine/planner.js';
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
 * @typedef {import('./client-options.js').ClientOptions} ClientOptions
 * @typedef {import('./client-options.js').CallOptions} CallOptions
 * @typedef {import('./client-options.js').RawAnswer} RawAnswer
 * @typedef {import('./client-options.js').JobOptions} JobOptions
 * @typedef {import('./client-options.js').Persist} Persist
 */

/** The module of calls → the one with everything, once it was needed: rates are counted in one place. @type {WeakMap<Module, Module>} */
const larger = new WeakMap();

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
  /** The same with Planner and Applier in it, for `plan` and `apply`. @type {() => Promise<Module>} */
  static loadEngine = Signer.load;
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
  describeRegions(params = { Product: 'cvm' }, options) {
    return this.call('DescribeRegions', params, { ...options, region: options?.region ?? '' });
  }
  /** @type {Models['getCallerIdentity']} */
  getCallerIdentity(params, options) {
    return this.call('GetCallerIdentity', params, options);
  }

  /**
   * What would be deleted, and why or why not, for every image: the document `cvm-images.plan/1`. Reads only.
   * Rejects with `invalid-parameter` or `invalid-region` before anything is sent, with `authentication`, `clock`,
   * `cancelled`; a region that cannot be read is in the plan as not scanned.
   *
   * ```js
   * const plan = await client.plan({ selection: { name: ['web-*'], min_age: '30d', keep_newest: 3, per: 'family' } });
   * ```
   * @param {Partial<import('./engine/planner.js').PlanRequest> & { selection: import('./documents.js').Selection }} request
   *   `regions` absent: the client's
   * @param {JobOptions} [options]
   * @returns {Promise<import('./documents.js').Plan>}
   */
  async plan(request, options) {
    const regions = needed('request', request).regions ?? (this.#options.region ? [this.#options.region] : []);
    return this.#job('plan', needed('options', options ?? {}), {
      make: (limiter, scheduler) => new Planner(limiter, scheduler, { ...request, regions }),
      result: (planner) => planner.plan(),
    });
  }

  /**
   * Carries out a plan that somebody confirmed: reads everything again, deletes what is as it was planned, verifies. The
   * document `cvm-images.receipt/1` says what became of every image; whether all went well is in its `summary`.
   * Rejects when no change was sent: `refused` for a plan that was changed, has expired, is for another endpoint or
   * account, or was not confirmed as it is. Later faults (`persist` failed, no credential any more) end the run, and the
   * receipt is `interrupted` with the `error`, as it is, without one, after `signal`: nothing new is sent then. Should the
   * WebAssembly fail once a change was sent, there is no receipt: it rejects with `internal`, `ambiguous`. Whatever
   * happened, `snapshot` takes the run up: what `persist` was given last.
   *
   * ```js
   * const receipt = await client.apply(plan, { digest: plan.digest, deletes: plan.summary.delete });
   * ```
   * @param {import('./documents.js').Plan | string} plan
   * @param {import('./engine/applier.js').ApplyOptions & JobOptions & { persist?: Persist }} options
   * @returns {Promise<import('./documents.js').Receipt>}
   */
  async apply(plan, options) {
    return this.#job('apply', needed('options', options), {
      make: (limiter, scheduler) => new Applier(limiter, scheduler, plan, options),
      result: (applier) => applier.receipt(),
      brokenOff: (applier, fault) => applier.brokenOff(fault),
    });
  }

  /**
   * @template {import('./engine/machine.js').Machine & { snapshot: () => string }} M
   * @template Document
   * @param {string} name
   * @param {JobOptions & { persist?: Persist }} options
   * @param {{ make: (limiter: RateLimiter, scheduler: import('./engine/options.js').SchedulerOptions) => M,
   *   result: (machine: M) => Document, brokenOff?: (machine: M, fault: any) => Document }} job
   * @returns {Promise<Document>}
   */
  async #job(name, { onEvent, signal, persist }, { make, result, brokenOff }) {
    if (this.#disposed) throw new CvmError('misuse', 'this Client was disposed of', { where: 'Client' });
    this.#underWay += 1;
    /** @type {M | undefined} */
    let machine;
    let changed = false;
    try {
      await this.#awaitSigner(name, Infinity, signal);
      await this.#needEngine();
      const made = (machine = make(this.#limiter(), this.#schedulerOptions()));
      const world = this.#world(name, Infinity, signal, onEvent);
      await drive(made, {
        ...world,
        transport: (request, how) => {
          changed ||= how.changes;
          return world.transport(request, how);
        },
        persist: persist && ((line) => persist(line, () => made.snapshot())),
      });
      return result(made);
    } catch (fault) {
      if (!machine?.instance.live || !changed || !brokenOff) throw fault;
      return brokenOff(machine, fault);
    } finally {
      machine?.dispose();
      this.#underWay -= 1;
      this.#freeIfDone();
    }
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
    const instance = this.#current.instance();
    const account = instance.output(instance.call('account', [this.#desk.secretId])).text();
    this.#seed = (this.#seed + 1) >>> 0;
    return { endpoint, site, lang, rates, retry, requestTimeoutMs, account, seed: this.#seed };
  }

  /** Plans and their application need the larger module; once it is there, all calls of the process go through it. */
  async #needEngine() {
    const engine = await /** @type {typeof Client} */ (this.constructor).loadEngine();
    if (engine !== this.#module) larger.set(this.#module, engine);
  }

  get #current() {
    return larger.get(this.#module) ?? this.#module;
  }

  /** Rates are counted for the whole process, unless this client's clock is its own. */
  #limiter() {
    const { now } = this.#options;
    const instance = this.#current.instance();
    const kept = now ? this.#ownLimiter : shared.get(instance);
    if (kept?.instance === instance) return kept;
    const made = new RateLimiter(this.#current, this.#time().monotonicMs);
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
