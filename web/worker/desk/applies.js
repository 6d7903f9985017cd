// What has to be true before a plan is applied, and before a second person's yes counts.
import { openText, sealText, sha256 } from '../crypto.js';
import { Problem } from '../http/problem.js';
import { needFreshLogin } from '../who/who.js';
import { idOf } from './job.js';
import { namesSend } from './journal.js';
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
    this.refuseUnlessAllowed();
    needFreshLogin(who, Date.now());
    const plan = this.#planOf(request);
    refuseOverGuard(plan);
    await checkSeal(this.#settings, request.seal, plan, who.name, Date.now());
    this.#checkTyped(request, plan);
    this.#checkPlan(plan);
    return { job: this.#jobOf(request, plan, who), plan: JSON.stringify(plan) };
  }

  /** @param {ApplyRequest} request @param {Plan} plan @param {Person} who @returns {Job} */
  #jobOf(request, plan, who) {
    const waits = this.#settings.approvers > 1;
    const now = new Date();
    const created = now.toISOString();
    return {
      id: idOf('apply'),
      kind: 'apply',
      state: waits ? 'awaiting-approval' : 'queued',
      operator: who.name,
      token: who.token,
      created,
      ...(waits ? {} : { released: created }),
      counted: dayOf(now),
      regions: regionsOf(plan),
      plan: request.plan_job,
      digest: plan.digest,
      count: deletions(plan).length,
      approvals: [],
    };
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
    // A token that got another name since is still the same person's.
    if (who.name === job.operator || (job.token !== undefined && who.token === job.token)) {
      throw new Problem(403, 'own-approval', 'the second yes is another operator’s', 'ask another operator');
    }
    const plan = /** @type {Plan} */ (JSON.parse(this.#store.text(job.id, 'plan') ?? 'null'));
    if (Date.parse(plan.expires) <= Date.now())
      throw conflict('seal-expired', 'the plan has expired', 'make a new plan');
    this.#checkTyped(typed, plan);
    return this.#released({ ...job, approvals: [...(job.approvals ?? []), who.name] });
  }

  /** One that was interrupted after something was sent: what became of that is looked at first. @param {Job} job @param {Person} who @returns {Job} */
  resume(job, who) {
    this.refuseUnlessAllowed();
    needFreshLogin(who, Date.now());
    const policy = job.policy && { ...job.policy, told: undefined };
    return this.#released({ ...job, error: null, runs: 0, policy });
  }

  /**
   * Its turn may come. What is let go on a later day than it was confirmed counts on that day as well, so that no day has
   * more than its limit.
   * @param {Job} job @returns {Job}
   */
  #released(job) {
    const day = dayOf(new Date());
    const { counted, count = 0 } = job;
    if (counted !== day) {
      this.#refuseOverDay(count);
      this.#store.addDeletes(day, count);
    }
    return { ...job, state: 'queued', released: new Date().toISOString(), counted: day };
  }

  /** @param {ApplyRequest} request @returns {Plan} */
  #planOf({ plan_job: id, plan }) {
    if (plan !== undefined) {
      if (isPlan(plan)) return plan;
      throw new Problem(400, 'plan-malformed', 'this is no plan', 'send the plan as it came');
    }
    const text = id === undefined ? null : this.#store.text(id, 'plan');
    if (text !== null) return JSON.parse(text);
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

  /**
   * With it another process can take the job up: the send log, sealed. Null where there is nothing to take up.
   * @param {Job} job @returns {Promise<string | null>}
   */
  async cursor(job) {
    const journal = this.#store.journal(job.id);
    if (job.kind !== 'apply' || job.finished) return null;
    if (job.state !== 'running' && journal === '') return null;
    return sealText(this.#settings.sealKey, 'cursor', { job: { ...job, state: 'queued', error: null }, journal });
  }

  /**
   * A job that another process began; unless this one knows it already. It may delete, so it takes what starting it takes.
   * @param {string} id @param {Continued} continued @param {Person} who @returns {Promise<Job>}
   */
  async continued(id, { cursor, plan }, who) {
    this.refuseUnlessAllowed();
    needFreshLogin(who, Date.now());
    const opened = await openText(this.#settings.sealKey, 'cursor', cursor);
    const same =
      opened?.job?.id === id && isPlan(plan) && plan.digest === opened.job.digest && opened.job.operator === who.name;
    if (!same) {
      const message = 'cursor, plan, job and operator do not belong together';
      throw new Problem(403, 'cursor-invalid', message, 'send them as they came');
    }
    const known = this.#store.job(id);
    if (known) return known;
    this.#store.transaction(() => {
      this.write(opened.job, JSON.stringify(plan));
      this.#store.putJob({ ...opened.job, counted: dayOf(new Date()) });
      if (opened.journal) this.#store.addLine(id, opened.journal);
    });
    return opened.job;
  }

  /** Of one that does not run: may it end at once, with nothing to look after? @param {Job} job */
  isUnsent({ id }) {
    return !namesSend(this.#store.journal(id));
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
    value.refused_by.every((/** @type {any} */ why) => typeof why?.code === 'string') &&
    Array.isArray(value.images) &&
    value.images.every(isImage)
  );
}

/** @param {any} image */
const isImage = (image) =>
  typeof image?.region === 'string' &&
  typeof image.id === 'string' &&
  Array.isArray(image.shared_with) &&
  image.shared_with.every((/** @type {unknown} */ account) => typeof account === 'string');

/** Such a plan has no seal. @param {Plan} plan */
function refuseOverGuard(plan) {
  if (plan.appliable === true) return;
  const why = plan.refused_by.map(({ code }) => code.slice(0, 40)).join(', ');
  throw conflict('over-guard', `a guard refuses this plan: ${why}`, 'choose fewer images');
}

/** What an Idempotency-Key is compared by. @param {string} route @param {string} body */
export const bodyHash = (route, body) => sha256(`${route}\n${body}`);
