// Desks on this machine: rows in memory that outlive a desk, as a disk would.
import { setTimeout as pause } from 'node:timers/promises';

import { Desk } from '../../../../web/worker/desk/desk.js';
import { memoryStore } from '../../../../web/worker/store/memory.js';
import { readSettings } from '../../../../web/worker/settings.js';
import { startSimulator } from '../../support/simulator.js';
import { bindings } from './bindings.js';

export const GUANGZHOU = 'ap-guangzhou';

/** @param {string} name @param {Partial<import('../../../../web/worker/who/who.js').Who>} [more] @returns {import('../../../../web/worker/who/who.js').Who} */
export const person = (name, more) => ({
  name,
  role: 'operator',
  via: 'token',
  loginMs: Date.now(),
  token: `token of ${name}`,
  ...more,
});

/** An account and its rows; `desk` starts a process of a worker on them. */
export async function startAccount() {
  const simulator = await startSimulator();
  const store = memoryStore();
  /** @type {any[]} */
  const audit = [];
  /** @param {Record<string, string>} [more]  bindings @param {boolean} [durable] */
  const desk = (more, durable = true) =>
    new Desk({
      settings: readSettings(bindings(simulator.url, more)),
      store,
      audit: (what, fields) => void audit.push({ what, ...fields }),
      schedule: () => {},
      durable,
    });
  /** The ids that DeleteImages named, request by request. @returns {Promise<string[][]>} */
  const deletes = async () =>
    (await simulator.control('GET', '/_sim/requests'))
      .filter((/** @type {any} */ { action }) => action === 'DeleteImages')
      .map((/** @type {any} */ { params }) => params.ImageIds);
  return { simulator, store, audit, desk, deletes, stop: () => simulator.stop() };
}

/** @param {(account: Awaited<ReturnType<typeof startAccount>>) => Promise<void>} work */
export const withAccount = (work) => async () => {
  const account = await startAccount();
  try {
    await work(account);
  } finally {
    await account.stop();
  }
};

/** Carries jobs on until one of them is as it should be. @param {Desk} desk @param {string} id @param {(job: any) => boolean} [is] @returns {Promise<any>} */
export async function until(desk, id, is = ({ finished }) => finished !== null, withinMs = 60_000) {
  for (const end = Date.now() + withinMs; ;) {
    const job = await desk.job(id, person('ann'));
    if (is(job)) return job;
    if (Date.now() > end) throw new Error(`not so within ${withinMs} ms: ${JSON.stringify(job)}`);
    await desk.round(1000, 500);
    await pause(50);
  }
}

/** @param {Desk} desk @param {string[]} ids @param {string} [name] */
export async function planned(desk, ids, name = 'ann') {
  const { job } = await desk.startPlan({ regions: [GUANGZHOU], selection: { ids } }, person(name), null);
  return until(desk, job.id);
}

/** What confirms a plan. @param {any} plan  its job */
export const confirmation = ({ id, seal, plan }) => ({
  plan_job: id,
  seal,
  digest: plan.digest,
  regions: [GUANGZHOU],
  count: plan.summary.delete,
});

let keys = 0;

/** @param {Desk} desk @param {any} plan @param {any} [who] */
export const start = async (desk, plan, who = person('ann')) =>
  (await desk.startApply(confirmation(plan), who, { key: `key-${(keys += 1)}`, hash: 'hash' })).job;

/** What a Problem says. @param {Promise<unknown>} refused */
export const codeOf = (refused) =>
  refused.then(
    () => 'not refused',
    (error) => error.code,
  );
