import { FINAL, SO_FAR } from './job.js';
import { sealPlan } from './seal.js';

/**
 * @typedef {import('../store/types.js').Job} Job
 * @typedef {import('./runner.js').Ended} Ended
 */

/** Writes down how a job ended, seals plans, and leaves a line for the audit. */
export class Finishing {
  #settings;
  #store;
  #audit;

  /** @param {import('./desk.js').DeskOptions} options */
  constructor({ settings, store, audit }) {
    this.#settings = settings;
    this.#store = store;
    this.#audit = audit;
  }

  /** @param {Job} given @param {Ended} ended */
  async finish(given, ended) {
    const job = this.#store.job(given.id) ?? given;
    const sealed = ended.plan ? await this.#sealed(job, ended.plan) : {};
    /** @type {Job} */
    const after = { ...job, ...sealed, ...endOf(ended) };
    const open = job.policy || ended.interrupted; // a policy's ends once its report is out: see Policies
    if (!open) after.finished = new Date().toISOString();
    this.#store.transaction(() => {
      if (ended.plan) this.#store.putText(job.id, 'plan', JSON.stringify(ended.plan));
      if (ended.receipt) this.#writeReceipt(job, ended.interrupted ? SO_FAR : FINAL, ended.receipt);
      this.#store.putJob(after);
    });
    await this.#store.sync();
    this.#tell(after, ended);
  }

  /** @param {Job} job @param {any} plan */
  async #sealed(job, plan) {
    const seal = plan.appliable ? await sealPlan(this.#settings, plan, job.operator) : undefined;
    return { digest: plan.digest, count: plan.summary.delete, seal };
  }

  /** @param {Job} job @param {string} name @param {any} receipt */
  #writeReceipt(job, name, receipt) {
    this.#store.putText(job.id, name, JSON.stringify(receipt));
    for (const { region, id, outcome } of receipt.images) this.#store.putImage(job.id, { region, id, state: outcome });
  }

  /** @param {Job} job @param {Ended} ended */
  #tell({ id, kind, operator, state, digest, error, regions }, { receipt }) {
    const ids = receipt?.images.flatMap((/** @type {any} */ image) => image.request_ids) ?? [];
    this.#audit(state === 'interrupted' ? `${kind}-interrupted` : `${kind}-ended`, {
      who: operator,
      job: id,
      regions,
      plan_digest: digest,
      outcome: state,
      summary: receipt?.summary,
      error: error ?? receipt?.error ?? undefined,
      request_ids: [...new Set(ids)].slice(0, 200),
    });
  }
}

/** @param {Ended} ended @returns {Pick<Job, 'state' | 'error'>} */
function endOf({ plan, receipt, error, interrupted }) {
  if (interrupted) return { state: 'interrupted', error: error.toJSON() };
  // One with a receipt was told to stop: else it would be interrupted.
  if (error) return { state: receipt || error.code === 'cancelled' ? 'cancelled' : 'failed', error: error.toJSON() };
  if (plan || !receipt.interrupted) return { state: 'done', error: null };
  return { state: receipt.error ? 'failed' : 'cancelled', error: receipt.error };
}
