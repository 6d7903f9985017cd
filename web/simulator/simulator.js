import { createAuthenticator } from './authenticate.js';
import { Clock } from './clock.js';
import { control } from './control.js';
import { compress, encodeText, serviceAnswer } from './envelope.js';
import { acts, alterMembers, alterOutcome, errorInstead, firstHalf, mayCompress } from './fault-effects.js';
import { FaultQueue } from './faults.js';
import { fetchHandler } from './fetch-handler.js';
import { checkEnvelope, checkPermission, findAction, parametersForLog, parametersOf, regionOf } from './gateway.js';
import { RateCounter } from './rates.js';
import { RequestLog } from './request-log.js';
import { ServiceError } from './service-error.js';
import { createState, purgeDeleted, regionState } from './state.js';

/** @typedef {import('./request-log.js').LogEntry} LogEntry */
/** @typedef {import('./types.js').Fault} Fault */
/** @typedef {import('./types.js').Members} Members */
/** @typedef {import('./types.js').Outcome} Outcome */
/** @typedef {import('./types.js').Seed} Seed */
/** @typedef {import('./types.js').State} State */
/** @typedef {import('./types.js').WireRequest} WireRequest */

const CONTROL_PATH = '/_sim/';

/**
 * @typedef {object} Options
 * @property {Seed} seed
 * @property {Partial<State>} [state]  an earlier state to go on with, instead of the seed's
 * @property {() => number} [now]
 * @property {Partial<import('./types.js').Settings>} [settings]  weigh more than the seed's, also after a reset
 * @property {(state: State) => void} [onChange]  called after each change, before the answer
 */

/** The service without a socket: requests in, outcomes out, time as an argument. */
export class Simulator {
  /** @param {Options} options */
  constructor({ seed, state, now = Date.now, settings = {}, onChange = () => {} }) {
    this.seed = seed;
    this.settings = settings;
    this.onChange = onChange;
    this.state = createState(/** @type {any} */ (state ?? seed), settings);
    this.clock = new Clock(now, () => this.state.clock);
    this.faults = new FaultQueue();
    this.requests = new RequestLog();
    this.rates = new RateCounter();
    this.authenticate = createAuthenticator(seed.credentials);
    this.fetch = fetchHandler((request) => this.handle(request));
  }

  /** Back to the seed; faults, requests, rates and clock as well. */
  reset() {
    this.replaceState(this.seed);
    this.faults.clear();
    this.requests.clear();
    this.rates.clear();
  }

  /** @param {any} state */
  replaceState(state) {
    this.state = createState(state, this.settings);
    this.changed();
  }

  changed() {
    purgeDeleted(this.state, this.clock.time_ms);
    this.onChange(this.state);
  }

  /**
   * @param {WireRequest} request
   * @returns {Promise<Outcome>}
   */
  async handle(request) {
    if (request.path.startsWith(CONTROL_PATH)) return control(this, request);
    if (request.path !== '/')
      return { status: 404, headers: [['Content-Type', 'text/plain']], body: encodeText('Not Found\n'), delay_ms: 0 };
    const actionName = request.headers['x-tc-action'] ?? '';
    const fault = this.faults.take({
      action: actionName,
      region: request.headers['x-tc-region'] ?? '',
      reused: request.reused,
    });
    const times = { time_ms: this.clock.time_ms, wall_ms: this.clock.wall_ms + (fault?.offset_ms ?? 0) };
    const requestId = crypto.randomUUID();
    const entry = this.requests.open(request, {
      at_ms: times.time_ms,
      request_id: requestId,
      fault: fault?.kind ?? null,
      params: parametersForLog(request),
    });
    const members = await this.membersFor(request, fault, times, entry);
    const about = {
      wall_ms: times.wall_ms,
      request_id: requestId,
      headers: request.headers,
      delay_ms: this.state.settings.latency_ms,
    };
    const answer = serviceAnswer(members, about);
    const outcome = fault ? alterOutcome(fault, answer, about) : answer;
    return request.accepts_gzip && mayCompress(fault) ? compress(outcome) : outcome;
  }

  /**
   * @param {WireRequest} request
   * @param {Fault | undefined} fault
   * @param {{ time_ms: number, wall_ms: number }} times
   * @param {LogEntry} entry
   * @returns {Promise<Members>}
   */
  async membersFor(request, fault, times, entry) {
    try {
      const members = fault && !acts(fault) ? {} : await this.act(request, fault, times, entry);
      const instead = fault && errorInstead(fault, entry.action);
      if (instead) throw instead;
      return fault ? alterMembers(fault, members) : members;
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      entry.code = error.code;
      return { Error: { Code: error.code, Message: error.message } };
    }
  }

  /**
   * The way of a request through the service's checks, in the service's order, to its action.
   * @param {WireRequest} request
   * @param {Fault | undefined} fault
   * @param {{ time_ms: number, wall_ms: number }} times
   * @param {LogEntry} entry
   * @returns {Promise<Members>}
   */
  async act(request, fault, times, entry) {
    checkEnvelope(request);
    const { name, action } = findAction(request.headers);
    const credential = await this.authenticate(request, action.service, times.wall_ms);
    const { state } = this;
    this.countRate(name, action.rate, request.headers['x-tc-region'] ?? '', credential.identity.UserId, times.time_ms);
    checkPermission(credential, name, action);
    const region = regionOf(request, action, state);
    const parameters = parametersOf(request, action);
    const half = fault?.kind === 'partial' && name === 'DeleteImages' ? fault : undefined;
    const context = {
      state,
      settings: state.settings,
      region,
      data: regionState(state, region),
      credential,
      ...times,
      changed: () => {
        entry.acted = true;
        this.changed();
      },
    };
    const members = action.run(context, half ? firstHalf(half, parameters) : parameters);
    if (half)
      throw new ServiceError(half.code ?? 'InternalError', 'An internal error has occurred. Retry your request.');
    return members;
  }

  /**
   * @param {string} name
   * @param {number} rate
   * @param {string} region
   * @param {string} user
   * @param {number} timeMs
   */
  countRate(name, rate, region, user, timeMs) {
    this.rates.count(`${name} ${region} ${user}`, this.state.settings.rates[name] ?? rate, timeMs, name);
  }
}

/** @param {Options} options */
export const createSimulator = (options) => new Simulator(options);
