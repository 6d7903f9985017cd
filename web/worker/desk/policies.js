// Cleaning on its own: a plan by the policy's rules, applied if that is allowed, and a report of it.
import { Problem } from '../http/problem.js';
import { FINAL, idOf, SO_FAR } from './job.js';
import { deletions, regionsOf } from './seal.js';
import { sleep } from './engine-room.js';

/**
 * @typedef {import('../store/types.js').Job} Job
 * @typedef {import('../settings.js').Policy} Policy
 */

const ATTEMPTS = 3;
const MOST_INTERRUPTED = 100;
const CANCELLED = 'cancelled';
const PATIENCE_MS = 5000;

const nowText = () => new Date().toISOString();

/** Who a policy is when it asks. @param {string} name @returns {import('./desk.js').Person} */
export const policyPerson = (name) => ({
  name: `policy:${name}`,
  role: 'operator',
  via: 'policy',
  loginMs: Date.now(),
});

export class Policies {
  #options;
  #store;
  #applies;

  /** @param {import('./desk.js').DeskOptions} options @param {import('./applies.js').Applies} applies */
  constructor(options, applies) {
    this.#options = options;
    this.#store = options.store;
    this.#applies = applies;
  }

  /** @param {Policy} policy @returns {Job} */
  planJob({ name, mode, webhook, regions, selection, guards }) {
    return {
      id: idOf('plan'),
      kind: 'plan',
      state: 'queued',
      operator: policyPerson(name).name,
      created: new Date().toISOString(),
      regions,
      request: { regions, selection, guards },
      policy: { name, mode, webhook },
    };
  }

  /** Jobs of a policy that need what follows: an apply, or the report, also of one that was interrupted. */
  pending() {
    const interrupted = this.#store.open('*', ['interrupted'], MOST_INTERRUPTED);
    const untold = interrupted.filter(({ policy }) => policy && policy.told !== 'interrupted');
    return [...this.#store.open('*', ['done', 'failed', 'cancelled'], 10), ...untold];
  }

  async settle() {
    for (const job of this.pending()) await this.#goOn(job);
  }

  /** @param {Job} job */
  async #goOn(job) {
    const applies = job.kind === 'plan' && job.state === 'done' && job.policy?.mode === 'apply';
    const refused = applies ? await this.#apply(job) : undefined;
    if (refused === 'begun') return;
    const report = await this.#report(this.#latest(job), refused);
    this.#close(job, report, refused === CANCELLED);
    await this.#store.sync();
  }

  /** Somebody may have changed it while something was waited for. @param {Job} job */
  #latest = (job) => this.#store.job(job.id) ?? job;

  /** One that was interrupted stays open. @param {Job} told @param {'sent' | 'failed' | undefined} report @param {boolean} cancelled */
  #close(told, report, cancelled) {
    const latest = this.#latest(told);
    const policy = latest.policy && { ...latest.policy, report, told: told.state };
    if (latest.state !== told.state) return; // it goes on, or ended in another way: that is reported too
    const state = cancelled ? 'cancelled' : latest.state;
    this.#store.putJob({ ...latest, state, policy, ...(state === 'interrupted' ? {} : { finished: nowText() }) });
  }

  /** Through the same door as everybody: ALLOW_APPLY, guards, the daily limit, the second person. @param {any} job @returns {Promise<string>} */
  async #apply(job) {
    const plan = JSON.parse(this.#store.text(job.id, 'plan') ?? 'null');
    const who = policyPerson(job.policy.name);
    const typed = { digest: plan.digest, regions: regionsOf(plan), count: deletions(plan).length };
    try {
      const begun = await this.#applies.check({ ...typed, plan_job: job.id, seal: job.seal ?? '' }, who);
      const apply = { ...begun.job, policy: job.policy };
      this.#store.transaction(() => {
        const latest = this.#latest(job);
        if (latest.cancelling) throw new Problem(409, CANCELLED, 'the plan was cancelled before it was applied');
        this.#applies.write(apply, begun.plan);
        this.#store.putJob(apply);
        this.#store.putJob({ ...latest, finished: nowText() });
      });
      await this.#store.sync();
      const { id, digest, count, regions } = apply;
      this.#options.audit('apply-asked', { who: job.operator, job: id, regions, plan_digest: digest, count });
      return 'begun';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.code;
    }
  }

  /** @param {Job} job @param {string | undefined} refused */
  async #report(job, refused) {
    const { name = '', mode, webhook } = job.policy ?? {};
    if (!webhook) return undefined;
    const planned = job.kind === 'plan' ? job.id : (job.plan ?? '');
    const interrupted = job.state === 'interrupted';
    const [plan, receipt] = [this.#store.text(planned, 'plan'), this.#store.text(job.id, interrupted ? SO_FAR : FINAL)];
    const body = JSON.stringify({
      schema: 'cvm-images.report/1',
      policy: name,
      mode,
      job: job.id,
      state: job.state,
      error: job.error ?? null,
      not_applied: refused ?? null,
      plan: plan && JSON.parse(plan),
      receipt: receipt && JSON.parse(receipt),
    });
    const sent = await post(webhook, body, interrupted ? `${job.id}-interrupted` : job.id);
    /** @type {'sent' | 'failed'} */
    const outcome = sent ? 'sent' : 'failed';
    this.#options.audit('report', { who: job.operator, job: job.id, outcome });
    return outcome;
  }
}

/** The same id each time, so that a receiver can drop what it has. @param {string} webhook @param {string} body @param {string} id */
async function post(webhook, body, id) {
  const headers = { 'content-type': 'application/json', 'idempotency-key': id };
  for (let attempt = 1; attempt <= ATTEMPTS; ++attempt) {
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      const answer = await fetch(webhook, { method: 'POST', headers, body, redirect: 'manual', signal });
      await answer.body?.cancel();
      if (answer.ok) return true;
    } catch {
      // told below
    }
    if (attempt < ATTEMPTS) await sleep(500 * attempt);
  }
  return false;
}
