// Carries jobs on, a bounded piece at a time.
import { CvmError, drive } from 'cvm-images/engine';

import { Bell } from './bell.js';
import { Bounded } from './bounded.js';
import { confirmed } from './job.js';

/**
 * @typedef {import('../store/types.js').Store} Store
 * @typedef {import('../store/types.js').Job} Job
 * @typedef {{ machine: any, bounded: Bounded, stop: AbortController }} Live
 *
 * @typedef {object} Ended
 * @property {any} [plan]
 * @property {any} [receipt]
 * @property {any} [error]
 */

const MOST_RUNS = 3;
const MOST_AT_ONCE = 4;
/** @type {Job['state'][]} */
const GOES_ON = ['queued', 'running'];

export class Runner {
  #room;
  #store;
  #finish;
  #allowed;
  /** Machines that are in this process's memory. @type {Map<string, Live>} */
  #live = new Map();
  /** Pieces under way. @type {Map<string, Promise<void>>} */
  #active = new Map();
  /** Rung for a job's number when it has news, for `jobs` when there is one more to run. */
  bell = new Bell();

  /**
   * @param {import('./engine-room.js').EngineRoom} room
   * @param {Store} store
   * @param {(job: Job, ended: Ended) => Promise<void>} finish  writes down how a job ended
   * @param {Pick<import('../settings.js').Settings, 'allowApply' | 'regions'>} allowed
   */
  constructor(room, store, finish, allowed) {
    this.#allowed = allowed;
    this.#room = room;
    this.#store = store;
    this.#finish = finish;
  }

  /** @param {string} id */
  cancel(id) {
    this.#live.get(id)?.stop.abort();
  }

  /** When the unfinished jobs want to be carried on (wall clock); null: none of them does. @returns {number | null} */
  nextMs() {
    const waiting = this.#runnable().map((job) => this.#resumeMs(job));
    if (waiting.length === 0) return null;
    return Date.now() + Math.max(Math.min(...waiting) - this.#room.now().monotonicMs, 0);
  }

  /** @param {Job} job */
  #resumeMs = ({ id }) => this.#live.get(id)?.bounded.resumeMs ?? 0;

  /** One apply at a time: two of them could both count on the same images to stay. */
  #turn() {
    return this.#store.open('apply', GOES_ON, 1);
  }

  /** The next ones; there may be many more. */
  #runnable() {
    return [...this.#turn(), ...this.#store.open('plan', GOES_ON, 2 * MOST_AT_ONCE)];
  }

  /** @param {string} id */
  #ifRunnable(id) {
    const job = this.#store.job(id);
    if (!job || job.finished || !GOES_ON.includes(job.state)) return null;
    return job.kind === 'plan' || this.#turn()[0]?.id === id ? job : null;
  }

  /** Carries on what there is, also what comes meanwhile, until the time or the requests are used up or nothing is left to do. @param {number} ms @param {number} most */
  async round(ms, most) {
    const end = Date.now() + ms;
    const sends = { left: most };
    /** One piece each, so that the round is bounded. @type {Set<string>} */
    const served = new Set();
    for (;;) {
      const left = end - Date.now();
      if (left <= 0 || sends.left <= 0) break;
      const now = this.#room.now().monotonicMs;
      const ready = this.#runnable().filter((job) => !served.has(job.id) && this.#resumeMs(job) <= now);
      for (const { id } of ready.slice(0, Math.max(MOST_AT_ONCE - this.#active.size, 0))) {
        served.add(id);
        void this.advance(id, { ms: left, sends });
      }
      if (this.#active.size === 0) break;
      await Promise.race([...this.#active.values(), this.bell.wait('jobs', left)]);
    }
    await Promise.all(this.#active.values());
    this.bell.ring('jobs'); // ends the timers of those who waited
  }

  /** A step of a job, or of the one that has to be over before it. @param {string} id @param {import('./bounded.js').Budget} budget */
  carryOn(id, budget) {
    const [apply] = this.#turn();
    const waits = apply && this.#store.job(id)?.kind === 'apply';
    return this.advance(waits ? apply.id : id, budget);
  }

  /** One piece of a job; who comes while one is under way waits for that one. @param {string} id @param {import('./bounded.js').Budget} budget */
  advance(id, budget) {
    const running = this.#active.get(id);
    if (running) return running;
    const piece = this.#piece(id, budget).finally(() => this.#active.delete(id));
    this.#active.set(id, piece);
    return piece;
  }

  /** @param {string} id @param {import('./bounded.js').Budget} budget */
  async #piece(id, budget) {
    const job = this.#ifRunnable(id);
    if (!job) return;
    try {
      const live = await this.#machineOf(job);
      if (!live) return;
      if (this.#mustStop(this.#store.job(id) ?? job)) live.stop.abort();
      live.bounded.begin(budget, this.#room.now().monotonicMs);
      await drive(live.bounded, this.#worldOf(job, live));
      if (live.bounded.done) await this.#end(job, this.#documentOf(job, live));
    } catch (fault) {
      await this.#failed(job, fault);
    }
  }

  /** Also when its owner changed their mind: nothing new is sent then. @param {Job} job */
  #mustStop({ cancelling, kind, regions }) {
    const { allowApply, regions: known } = this.#allowed;
    return cancelling || (kind === 'apply' && !(allowApply && regions.every((region) => known.has(region))));
  }

  /** @param {Job} job @param {Live} live @returns {Ended} */
  #documentOf(job, { machine }) {
    return job.kind === 'plan' ? { plan: machine.plan() } : { receipt: machine.receipt() };
  }

  /** The machine in memory, or one that takes up where the rows end; null when the job was cancelled meanwhile. @param {Job} job @returns {Promise<Live | null>} */
  async #machineOf(job) {
    const known = this.#live.get(job.id);
    if (known) return known;
    const machine = job.kind === 'plan' ? await this.#room.planner(job.request) : await this.#applierOf(job);
    const latest = this.#ifRunnable(job.id);
    if (!latest) return (machine.dispose(), null);
    const live = { machine, bounded: new Bounded(machine), stop: new AbortController() };
    this.#live.set(job.id, live);
    if (latest.state !== 'running') this.#store.putJob({ ...latest, state: 'running' });
    return live;
  }

  /** @param {Job} job */
  #applierOf(job) {
    return this.#room.applier(this.#store.text(job.id, 'plan') ?? '', confirmed(job), this.#store.journal(job.id));
  }

  /** @param {Job} job @param {Live} live */
  #worldOf({ id }, live) {
    return this.#room.world({
      signal: live.stop.signal,
      persist: async (line) => {
        this.#store.addLine(id, line);
        await this.#store.sync();
      },
      onEvent: (event) => {
        const time = new Date().toISOString();
        this.#store.addEvent(id, JSON.stringify({ time, ...event }));
        const state = IMAGE_STATES[event.kind];
        if (state && event.image) this.#store.putImage(id, { region: event.region, id: event.image, state });
        this.bell.ring(id);
      },
    });
  }

  /** @param {Job} job @param {any} fault */
  async #failed(job, fault) {
    const live = this.#live.get(job.id);
    const latest = this.#store.job(job.id) ?? job;
    const runs = (latest.runs ?? 0) + 1;
    if (live && !live.machine.instance.live && runs < MOST_RUNS) {
      this.#live.delete(job.id);
      this.#room.rebuild();
      this.#store.putJob({ ...latest, runs }); // the rows take it up
      return;
    }
    const error = fault instanceof CvmError ? fault : new CvmError('internal', 'the job failed inside the worker');
    const receipt = live?.bounded.changed && live.machine.instance.live ? live.machine.brokenOff(error) : undefined;
    await this.#end(job, { error, receipt });
  }

  /** @param {Job} job @param {Ended} ended */
  async #end(job, ended) {
    const live = this.#live.get(job.id);
    await this.#finish(job, ended);
    this.#live.delete(job.id);
    live?.machine.dispose();
    this.bell.ring(job.id);
    this.bell.ring('jobs');
  }
}

/** What an event says of an image's row. @type {Record<string, string>} */
const IMAGE_STATES = {
  'delete-sent': 'sent',
  'delete-accepted': 'accepted',
  'delete-unclear': 'unclear',
  'image-gone': 'gone',
  'image-kept': 'kept',
};
