// Carries jobs on, a bounded piece at a time.
import { CvmError, drive } from 'cvm-images/engine';

import { Bell } from './bell.js';
import { Bounded } from './bounded.js';
import { confirmed } from './job.js';
import { namesSend } from './journal.js';
import { unknownReceipt } from './unknown-receipt.js';

/**
 * @typedef {import('../store/types.js').Store} Store
 * @typedef {import('../store/types.js').Job} Job
 * What lives in this process of a job: `lines` that were written, and how many of them each client was shown.
 * @typedef {{ machine: any, bounded: Bounded, stop: AbortController, lines: number, shown: Map<string, number> }} Live
 *
 * @typedef {object} Ended
 * @property {any} [plan]
 * @property {any} [receipt]
 * @property {any} [error]
 * @property {boolean} [interrupted]  it may be taken up again; the receipt says what is known so far
 */

const MOST_RUNS = 3;
const MOST_AT_ONCE = 4;
const MOST_QUEUED = 1000;
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

  /** @param {{ id: string }} job */
  #resumeMs = ({ id }) => this.#live.get(id)?.bounded.resumeMs ?? 0;

  /**
   * One apply at a time: two of them could both count on the same images to stay. The one that runs keeps its turn; then
   * comes the one that was released first, which with a second person's yes is not the one that was made first.
   */
  #turn() {
    const running = this.#store.open('apply', ['running'], 1);
    if (running.length > 0) return running;
    const since = (/** @type {Job} */ { released, created }) => released ?? created;
    const queued = this.#store.open('apply', ['queued'], MOST_QUEUED);
    return queued.sort((a, b) => (since(a) < since(b) ? -1 : since(a) > since(b) ? 1 : 0)).slice(0, 1);
  }

  /** The apply that has to be over before this one; null: none. @param {Job} job */
  waitsFor({ id, kind, state }) {
    if (kind !== 'apply' || state !== 'queued') return null;
    const [apply] = this.#turn();
    return apply && apply.id !== id ? apply.id : null;
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

  /**
   * A step of a job, or of the one that has to be over before it, where the clients are the disk: lines take effect once
   * `client`, whose job it is and who alone can go on with them, was shown all of them.
   * @param {string} id @param {import('./bounded.js').Budget} budget @param {string | null} client
   */
  carryOn(id, budget, client) {
    const [apply] = this.#turn();
    const next = apply && this.#store.job(id)?.kind === 'apply' ? apply.id : id;
    const live = this.#live.get(next);
    const own = client !== null && client === this.#store.job(next)?.operator;
    const acknowledged = live !== undefined && own && live.shown.get(client) === live.lines;
    return this.advance(next, { ...budget, acknowledged });
  }

  /** To be called with the lines that `client` is about to be shown. @param {string} id @returns {(client: string) => void} */
  showing(id) {
    const live = this.#live.get(id);
    const lines = live?.lines ?? 0;
    return (client) => void live?.shown.set(client, lines);
  }

  /** How long nothing but news can carry a job on, in milliseconds. @param {string} id */
  restMs(id) {
    const job = this.#store.job(id);
    const next = (job && this.waitsFor(job)) ?? id;
    if (!this.#ifRunnable(next) || this.isUnshown(next)) return Infinity;
    return Math.max(this.#resumeMs({ id: next }) - this.#room.now().monotonicMs, 0);
  }

  /** Does it wait for a client that has its latest line? @param {string} id */
  isUnshown(id) {
    return this.#live.get(id)?.bounded.unshown === true;
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
      live.bounded.begin(budget, this.#room.now());
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
    const live = { machine, bounded: new Bounded(machine), stop: new AbortController(), lines: 0, shown: new Map() };
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
        live.lines += 1;
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
    if (!namesSend(this.#store.journal(job.id))) return this.#end(job, { error });
    const receipt = this.#receiptSoFar(latest, live, error);
    await this.#end(job, { error, receipt, interrupted: !latest.cancelling });
  }

  /**
   * Something was sent by this process or by one before it: what became of it is told, or said to be unknown.
   * @param {Job} job @param {Live | undefined} live @param {CvmError} error
   */
  #receiptSoFar(job, live, error) {
    try {
      if (live?.machine.instance.live) return live.machine.brokenOff(error);
    } catch {
      // it is told without the machine
    }
    const plan = JSON.parse(this.#store.text(job.id, 'plan') ?? 'null');
    return unknownReceipt(plan, job, this.#store.journal(job.id), error);
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
