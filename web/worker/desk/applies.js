// What has to be true before a plan is applied, and before a second person's yes counts.
import { openText, sealText, sha256 } from '../crypto.js';
import { Problem } from '../http/problem.js';
import { needFreshLogin } from '../who/who.js';
import { idOf } from './job.js';
import { checkSeal, deletions, regionsOf } from './seal.js';

/**
 * @typedef {import('./desk.js').Person} Person
 * @typedef {import('../store/types.js').Job} Job
 * @typedef {import('./documents.js').Plan} Plan
 *
 * What a person typed.
 * @typedef {{ digest: string, regions: string[], count: number }} Typed
 * @typedef {Typed & { plan_job?: string, plan?: any, seal: string }} ApplyRequest
 * @typedef {{ cursor: string, plan: any }} Continued
 */

/** @param {string} code @param {string} message @param {string} remedy */
const conflict = (code, message, remedy) => new Problem(409, code, message, remedy);

/** @param {Date} date */
const dayOf = (date) => date.toISOString().slice(0, 10);

export class Applies {
  #settings;
  #store;

  /** @param {import('./desk.js').DeskOptions} options */
  constructor({ settings, store }) {
    this.#settings = settings;
    this.#store = store;
  }

  /** Throws unless all of it is in order; nothing is written. @param {ApplyRequest} request @param {Person} who */
  async check(request, who) {
    const { sealKey, approvers } = this.#settings;
    this.refuseUnlessAllowed();
    needFreshLogin(who, Date.now());
    const plan = this.#planOf(request);
    refuseOverGuard(plan);
    await checkSeal(sealKey, request.seal, plan, who.name, Date.now());
    this.#checkTyped(request, plan);
    this.#checkPlan(plan);
    const waits = approvers > 1;
    /** @type {Job} */
    const job = {
      id: idOf('apply'),
      kind: 'apply',
      state: waits ? 'awaiting-approval' : 'queued',
      operator: who.name,
      created: new Date().toISOString(),
      regions: regionsOf(plan),
      plan: request.plan_job,
      digest: plan.digest,
      count: deletions(plan).length,
      approvals: [],
    };
    return { job, plan: JSON.stringify(plan) };
  }

  refuseUnlessAllowed() {
    if (this.#settings.allowApply) return;
    throw new Problem(403, 'apply-not-allowed', 'this worker only plans', 'its owner can set ALLOW_APPLY to "true"');
  }

  /** The rows of a job that begins; in one transaction with the job itself. @param {Job} job @param {string} text */
  write(job, text) {
    const plan = /** @type {Plan} */ (JSON.parse(text));
    this.#refuseIfApplied(plan);
    this.#refuseOverDay(deletions(plan).length);
    this.#store.putApplied(plan.digest, job.id);
    this.#store.addDeletes(dayOf(new Date()), deletions(plan).length);
    this.#store.putText(job.id, 'plan', text);
    for (const { region, id } of deletions(plan)) this.#store.putImage(job.id, { region, id, state: 'planned' });
  }

  /** @param {Job} job @param {Typed} typed @param {Person} who @returns {Job} */
  approve(job, typed, who) {
    this.refuseUnlessAllowed();
    needFreshLogin(who, Date.now());
    if (job.state !== 'awaiting-approval') {
      throw conflict('not-awaiting', `the job is ${job.state} and waits for nobody`, 'look at the job');
    }
    if (who.name === job.operator) {
      throw new Problem(403, 'own-approval', 'the second yes is another operator’s', 'ask another operator');
    }
    const plan = /** @type {Plan} */ (JSON.parse(this.#store.text(job.id, 'plan') ?? 'null'));
    if (Date.parse(plan.expires) <= Date.now())
      throw conflict('seal-expired', 'the plan has expired', 'make a new plan');
    this.#checkTyped(typed, plan);
    return { ...job, state: 'queued', approvals: [...(job.approvals ?? []), who.name] };
  }

  /** @param {ApplyRequest} request @returns {Plan} */
  #planOf({ plan_job: id, plan }) {
    const text = id === undefined ? null : this.#store.text(id, 'plan');
    const found = plan ?? (text && JSON.parse(text));
    if (found && isPlan(found)) return found;
    if (found) throw new Problem(400, 'plan-malformed', 'this is no plan', 'send the plan as it came');
    throw new Problem(
      404,
      'no-such-plan',
      'there is no such plan here',
      'send the plan itself as `plan`, with its seal',
    );
  }

  /** @param {Typed} typed @param {Plan} plan */
  #checkTyped(typed, plan) {
    const regions = regionsOf(plan);
    const same =
      typed.digest === plan.digest &&
      typed.count === deletions(plan).length &&
      [...new Set(typed.regions)].sort().join() === regions.join();
    if (same) return;
    throw conflict(
      'not-confirmed',
      'digest, regions and count are not those of the plan',
      'read the plan and type its regions and the number of images that it deletes',
    );
  }

  /** @param {Plan} plan */
  #checkPlan(plan) {
    const outside = regionsOf(plan).find((region) => !this.#settings.regions.has(region));
    if (outside) throw new Problem(403, 'region-not-allowed', `${outside} is not on the list`, 'see ALLOWED_REGIONS');
    if (deletions(plan).length === 0)
      throw conflict('nothing-to-delete', 'the plan deletes nothing', 'make another plan');
    this.#refuseIfApplied(plan);
    this.#refuseOverDay(deletions(plan).length);
  }

  /** One confirmation, one job, whatever the Idempotency-Key. @param {Plan} plan */
  #refuseIfApplied({ digest }) {
    const job = this.#store.appliedBy(digest);
    if (job === null) return;
    throw new Problem(
      409,
      'already-applied',
      'this plan was confirmed before',
      'look at that job, or make a new plan',
      {
        job,
      },
    );
  }

  /** @param {number} count */
  #refuseOverDay(count) {
    const { maxDeletesPerDay: most } = this.#settings;
    const used = this.#store.deletesOn(dayOf(new Date()));
    if (used + count <= most) return;
    const message = `today ${used} of ${most} deletions are spoken for, and this plan has ${count}`;
    throw new Problem(429, 'daily-limit', message, 'wait for the next day (UTC), or raise MAX_DELETES_PER_DAY');
  }

  /** @param {Job} job @returns {Promise<string | null>} */
  async cursor(job) {
    const journal = this.#store.journal(job.id);
    if (job.kind !== 'apply' || job.finished || job.state !== 'running') return null;
    return sealText(this.#settings.sealKey, 'cursor', { job: { ...job, state: 'queued' }, journal });
  }

  /** A job that another process began; unless this one knows it already. @param {Continued} continued @param {Person} who @returns {Promise<Job>} */
  async continued({ cursor, plan }, who) {
    this.refuseUnlessAllowed();
    const opened = await openText(this.#settings.sealKey, 'cursor', cursor);
    const text = JSON.stringify(plan);
    const same = opened && isPlan(plan) && plan.digest === opened.job.digest && opened.job.operator === who.name;
    if (!same) {
      throw new Problem(
        403,
        'cursor-invalid',
        'cursor, plan and operator do not belong together',
        'send them as they came',
      );
    }
    const known = this.#store.job(opened.job.id);
    if (known) return known;
    this.#store.transaction(() => {
      this.write(opened.job, text);
      this.#store.putJob(opened.job);
      if (opened.journal) this.#store.addLine(opened.job.id, opened.journal);
    });
    return opened.job;
  }
}

/** Enough of one for its seal to be looked at; the core reads the rest, strictly. @param {any} value @returns {value is Plan} */
export function isPlan(value) {
  const texts = [value?.digest, value?.endpoint, value?.expires, value?.account?.id];
  return (
    texts.every((text) => typeof text === 'string') &&
    typeof value.guards === 'object' &&
    value.guards !== null &&
    Array.isArray(value.refused_by) &&
    Array.isArray(value.images) &&
    value.images.every(
      (/** @type {any} */ image) =>
        typeof image?.region === 'string' && typeof image.id === 'string' && Array.isArray(image.shared_with),
    )
  );
}

/** Such a plan has no seal. @param {Plan} plan */
function refuseOverGuard(plan) {
  if (plan.appliable === true) return;
  const why = plan.refused_by.map(({ code }) => String(code).slice(0, 40)).join(', ');
  throw conflict('over-guard', `a guard refuses this plan: ${why}`, 'choose fewer images');
}

/** What an Idempotency-Key is compared by. @param {string} route @param {string} body */
export const bodyHash = (route, body) => sha256(`${route}\n${body}`);
