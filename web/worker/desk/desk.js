// The desk of one account: everything that is decided about jobs, in one place. In a Durable Object there is one for the
// account; elsewhere one for the process.
import { CvmError } from 'cvm-images/engine';

import { explain } from '../calls/explain.js';
import { read } from '../calls/read.js';
import { Problem, problemOf } from '../http/problem.js';
import { Applies } from './applies.js';
import { EngineRoom } from './engine-room.js';
import { Finishing } from './finishing.js';
import { claimKey, confirmed, FINAL, idOf, jobView, SO_FAR } from './job.js';
import { Policies, policyPerson } from './policies.js';
import { Runner } from './runner.js';

/**
 * @typedef {import('../settings.js').Settings} Settings
 * @typedef {import('../store/types.js').Store} Store
 * @typedef {import('../store/types.js').Job} Job
 * @typedef {import('../who/who.js').Who} Person
 * @typedef {{ key: string, hash: string }} Once  an Idempotency-Key and what came with it
 *
 * @typedef {object} DeskOptions
 * @property {Settings} settings
 * @property {Store} store
 * @property {import('../audit.js').Audit} audit
 * @property {() => void} schedule  there is work
 * @property {boolean} durable  the rows outlive the process, and an alarm carries jobs on; otherwise requests do
 */

const MOST_OPEN_JOBS = 1000;
const MOST_READS = 256;
const LISTED = 100;
const EVENTS_AT_ONCE = 500;
const KEPT_MS = 30 * 86_400_000;
/** One step of a job where only requests carry it on. */
const step = () => ({ ms: 2000, sends: { left: 100 } });

/** Who may hold a send log: only an operator can go on with it. @param {Person} who */
const holder = ({ name, role }) => (role === 'operator' ? name : null);

export class Desk {
  #options;
  #store;
  #room;
  #runner;
  #applies;
  #policies;
  #reads = 0;

  /** @param {DeskOptions} options */
  constructor(options) {
    this.#options = options;
    this.#store = options.store;
    this.#room = new EngineRoom(options.settings);
    this.#applies = new Applies(options);
    const finishing = new Finishing(options);
    this.#policies = new Policies(options, this.#applies);
    const finish = finishing.finish.bind(finishing);
    this.#runner = new Runner(this.#room, options.store, finish, options.settings);
  }

  /** @param {string} sid @param {number} expires */
  async endSession(sid, expires) {
    this.#store.endSession(sid, expires);
    await this.#store.sync();
  }

  /** @param {string} sid */
  async isSessionOpen(sid) {
    return !this.#store.isSessionEnded(sid);
  }

  /** @param {string} action @param {string} region @param {object} params */
  read(action, region, params) {
    return this.#reading(() => read(this.#room, action, region, params));
  }

  /** A read, shown. @param {string} action @param {string} region @param {object} params */
  explain(action, region, params) {
    return this.#reading(() => explain(this.#room, action, region, params));
  }

  /** @template T @param {() => Promise<T>} work */
  async #reading(work) {
    if (this.#reads >= MOST_READS)
      throw new Problem(429, 'busy', 'too many reads are waiting', 'ask again in a moment');
    this.#reads += 1;
    try {
      return await work();
    } finally {
      this.#reads -= 1;
    }
  }

  /** @param {{ regions: string[], selection: any, guards?: any }} request @param {Person} who @param {Once | null} once */
  async startPlan(request, who, once) {
    const first = claimKey(this.#store, who, once);
    if (first) return { job: this.#view(first), replayed: true };
    this.#refuseIfFull();
    (await this.#room.planner(request)).dispose(); // what the core refuses is refused now, not by a job that fails
    /** @type {Job} */
    const job = {
      id: idOf('plan'),
      kind: 'plan',
      state: 'queued',
      operator: who.name,
      created: new Date().toISOString(),
      regions: request.regions,
      request,
    };
    return this.#accept(job, who, once);
  }

  /** @param {import('./applies.js').ApplyRequest} request @param {Person} who @param {Once} once */
  async startApply(request, who, once) {
    const first = claimKey(this.#store, who, once);
    if (first) return { job: this.#view(first), replayed: true };
    this.#refuseIfFull();
    try {
      const { job, plan } = await this.#applies.check(request, who);
      (await this.#room.applier(plan, confirmed(job), '')).dispose(); // what the core refuses is no job
      return await this.#accept(job, who, once, () => this.#applies.write(job, plan));
    } catch (error) {
      const meanwhile = claimKey(this.#store, who, once); // the same request, a little earlier
      if (meanwhile) return { job: this.#view(meanwhile), replayed: true };
      throw error;
    }
  }

  /** @param {string} id @param {import('./applies.js').Typed} typed @param {Person} who */
  async approve(id, typed, who) {
    const job = this.#applies.approve(this.#known(id), typed, who);
    await this.#saved(job);
    this.#options.audit('apply-approved', { who: who.name, job: id, plan_digest: job.digest });
    return this.#view(job);
  }

  /** What has been sent is still looked after. @param {string} id @param {Person} who */
  async cancel(id, who) {
    const job = this.#known(id);
    if (!job.finished) {
      await this.#saved(this.#cancelled(job));
      this.#runner.cancel(id);
      this.#options.audit('job-cancelled', { who: who.name, job: id, plan_digest: job.digest });
    }
    // Who gives up needs no line: nothing is announced any more.
    if (!this.#options.durable) await this.#runner.carryOn(id, step(), null);
    return this.#shown(id, who, false);
  }

  /** @param {Job} job @returns {Job} */
  #cancelled(job) {
    const rests = ['awaiting-approval', 'queued', 'interrupted'].includes(job.state);
    const soFar = this.#store.text(job.id, SO_FAR);
    if (!rests || (soFar === null && !this.#applies.isUnsent(job))) return { ...job, cancelling: true };
    if (soFar !== null) this.#store.putText(job.id, FINAL, soFar);
    const finished = job.policy ? {} : { finished: new Date().toISOString() }; // a policy's: once its report is out
    return { ...job, cancelling: true, state: 'cancelled', ...finished };
  }

  /** Carried on by being asked for, where nothing else does that. @param {string} id @param {Person} who */
  async job(id, who) {
    this.#known(id);
    if (!this.#options.durable) await this.#runner.carryOn(id, step(), holder(who));
    return this.#shown(id, who, true);
  }

  /**
   * Where rows do not outlive the process an operator is given the cursor too, and a send that a line announces goes out
   * only after one was shown that line.
   * @param {string} id @param {Person} who @param {boolean} whole
   */
  async #shown(id, who, whole) {
    const job = this.#known(id);
    const turn = job.kind === 'apply' ? { waits_for: this.#runner.waitsFor(job) } : {};
    const view = { ...this.#view(job, whole), ...turn };
    const client = holder(who);
    if (this.#options.durable || client === null) return view;
    const showing = this.#runner.showing(id);
    const cursor = await this.#applies.cursor(job);
    if (cursor === null) return view;
    showing(client);
    return { ...view, cursor };
  }

  async jobs() {
    return this.#store.jobs(LISTED).map((job) => this.#view(job));
  }

  /**
   * The events after a number, as texts, once there is one, the job is over or the time is. `ask`: the job goes on once it
   * is asked for.
   * @param {string} id @param {number} after @param {number} waitMs @param {Person} who
   */
  async events(id, after, waitMs, who) {
    const isNew = () => this.#known(id).finished !== undefined || this.#store.eventCount(id) > after;
    const { durable } = this.#options;
    if (!isNew() && !durable) await this.#runner.carryOn(id, step(), null);
    const ask = !durable && holder(who) === this.#known(id).operator && this.#runner.isUnshown(id);
    if (!isNew() && !ask) {
      await this.#runner.bell.wait(id, durable ? waitMs : Math.min(waitMs, this.#runner.restMs(id)));
    }
    const events = this.#store.events(id, after, EVENTS_AT_ONCE);
    const { state, finished } = this.#known(id);
    const last = events.at(-1)?.n ?? after;
    const all = last >= this.#store.eventCount(id);
    return { events, state, over: finished !== undefined && all, ask: ask && all };
  }

  /** @param {string} occasion  the same occasion runs it once */
  async runPolicy(occasion) {
    const { policy } = this.#options.settings;
    if (!policy) return null;
    const who = policyPerson(policy.name);
    const once = { key: occasion, hash: 'policy' };
    const first = claimKey(this.#store, who, once);
    if (first) return this.#view(first);
    return (await this.#accept(this.#policies.planJob(policy), who, once)).job;
  }

  /** How a policy's job ended, and whether somebody was told. @param {string} id */
  outcome(id) {
    const { state, error, policy } = this.#known(id);
    return { state, error: /** @type {any} */ (error), report: policy?.report };
  }

  /** Carries on all jobs for a while; gives the instant at which to go on, or null. @param {number} ms @param {number} sends */
  async round(ms, sends) {
    await this.#policies.settle();
    await this.#runner.round(ms, sends);
    await this.#policies.settle();
    return this.nextMs;
  }

  /** When there is something to do (wall clock); null: there is nothing. */
  get nextMs() {
    return this.#policies.pending().length > 0 ? Date.now() : this.#runner.nextMs();
  }

  /**
   * One that was interrupted goes on; where clients are the disk, also one that another process began.
   * @param {string} id @param {import('./applies.js').Continued} continued @param {Person} who
   */
  async continueJob(id, continued, who) {
    const known = this.#store.job(id);
    const interrupted = known?.state === 'interrupted';
    if (!interrupted && this.#options.durable) {
      throw new Problem(409, 'not-interrupted', 'jobs go on by themselves here', 'look at the job');
    }
    const job = interrupted ? this.#applies.resume(known, who) : await this.#applies.continued(id, continued, who);
    if (interrupted) await this.#saved(job);
    const { digest, regions, count } = job;
    this.#options.audit('job-continued', { who: who.name, job: id, regions, plan_digest: digest, count });
    if (!this.#options.durable) await this.#runner.carryOn(id, step(), null);
    return this.#shown(id, who, true);
  }

  /** @param {Job} job @param {Person} who @param {Once | null} once @param {() => void} [more] */
  async #accept(job, who, once, more = () => {}) {
    const first = this.#store.transaction(() => {
      const known = claimKey(this.#store, who, once); // again: checking took a while
      if (known) return known;
      more();
      this.#store.putJob(job);
      if (once) this.#store.putKey(`${who.name} ${once.key}`, job.id, once.hash);
      this.#store.forget(Date.now() - KEPT_MS);
      return null;
    });
    if (first) return { job: this.#view(first), replayed: true };
    const { id, kind, regions, digest, count, operator } = job;
    this.#options.audit(`${kind}-asked`, { who: operator, job: id, regions, plan_digest: digest, count });
    await this.#saved(job);
    return { job: this.#view(job), replayed: false };
  }

  /** @param {Job} job */
  async #saved(job) {
    this.#store.putJob(job);
    await this.#store.sync();
    this.#runner.bell.ring(job.id);
    this.#runner.bell.ring('jobs');
    this.#options.schedule();
  }

  #refuseIfFull() {
    if (this.#store.openCount() < MOST_OPEN_JOBS) return;
    throw new Problem(429, 'busy', 'too many jobs are waiting', 'wait until some are done, or cancel some');
  }

  /** @param {string} id @returns {Job} */
  #known(id) {
    const job = this.#store.job(id);
    if (job) return job;
    throw new Problem(404, 'no-such-job', 'there is no such job', 'GET /api/jobs lists them');
  }

  /** @param {Job} job @param {boolean} [whole] */
  #view = (job, whole = false) => jobView(this.#store, job, whole);
}

/** The commands that may come from outside this isolate. */
const COMMANDS = [
  ...['endSession', 'isSessionOpen', 'read', 'startPlan', 'startApply', 'approve', 'cancel', 'job', 'jobs', 'events'],
  ...['runPolicy', 'continueJob', 'explain'],
];

/**
 * Calls a command by its name; what it refuses comes back as a plain value, since errors lose their members on the way
 * between isolates.
 * @param {Desk} desk @param {string} name @param {any[]} given
 * @returns {Promise<{ value?: any, problem?: ReturnType<Problem['toPlain']> }>}
 */
export async function command(desk, name, given) {
  try {
    if (!COMMANDS.includes(name)) throw new Problem(500, 'internal', 'no such command');
    return { value: await /** @type {any} */ (desk)[name](...given) };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.toPlain() };
    if (error instanceof CvmError) return { problem: problemOf(error).toPlain() };
    throw error;
  }
}
