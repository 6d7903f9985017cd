// What becomes of a policy's jobs when somebody steps in or something fails: it is reported, every time.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';

import { SECRETS } from './support/bindings.js';
import { GUANGZHOU, person, until, withAccount } from './support/desk.js';

const LIMIT = 90_000;

/** Who is told. */
async function startHook() {
  /** @type {any[]} */
  const reports = [];
  const server = http.createServer(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    reports.push({ key: incoming.headers['idempotency-key'], text, ...JSON.parse(text) });
    outgoing.end();
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return { reports, url: `http://127.0.0.1:${port}/`, close: () => (server.closeAllConnections(), server.close()) };
}

/**
 * An account, and somebody who is told.
 * @typedef {Awaited<ReturnType<typeof startHook>>} Hook
 * @param {(account: Parameters<Parameters<typeof withAccount>[0]>[0], hook: Hook) => Promise<void>} run
 */
const withHook = (run) =>
  withAccount(async (account) => {
    const hook = await startHook();
    try {
      await run(account, hook);
    } finally {
      hook.close();
    }
  });

/** @param {Hook} hook @param {object} [more] */
const policy = ({ url }, more) => ({
  POLICY: JSON.stringify({
    name: 'old',
    mode: 'apply',
    regions: [GUANGZHOU],
    selection: { ids: ['img-envdev01'] },
    webhook: url,
    ...more,
  }),
});

/** @param {Hook} hook @param {import('../../../web/worker/desk/desk.js').Desk} desk @param {number} count */
async function reported(hook, desk, count) {
  for (const end = Date.now() + 60_000; hook.reports.length < count && Date.now() < end;) {
    await desk.round(500, 100);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return hook.reports[count - 1];
}

test(
  'a plan that is cancelled once it is made is not applied',
  { timeout: LIMIT },
  withHook(async ({ desk: made, store, deletes }, hook) => {
    const desk = made(policy(hook));
    /** @type {Promise<any>[]} */
    const cancelled = [];
    const { text } = store;
    store.text = (id, name) => {
      // What applies the plan reads it first: somebody is a moment faster than the rest of it.
      const isMade = name === 'plan' && store.job(id)?.state === 'done';
      if (isMade && cancelled.length === 0) cancelled.push(desk.cancel(id, person('ann')));
      return text(id, name);
    };
    const { id } = /** @type {any} */ (await desk.runPolicy('cron-1'));
    const report = await reported(hook, desk, 1);
    assert.deepEqual([(await cancelled[0]).id, report.job, report.not_applied], [id, id, 'cancelled']);
    await desk.round(500, 100);
    assert.deepEqual([store.job(id)?.state, await deletes()], ['cancelled', []]);
    assert.ok(!(await desk.jobs()).some(({ kind }) => kind === 'apply'));
  }),
);

test(
  'an apply that is cancelled while it waits for a second yes is reported',
  { timeout: LIMIT },
  withHook(async ({ desk: made, deletes }, hook) => {
    const desk = made({ ...policy(hook), APPROVERS: '2' });
    const plan = /** @type {any} */ (await desk.runPolicy('cron-1'));
    await until(desk, plan.id);
    const apply = (await desk.jobs()).find(({ kind }) => kind === 'apply');
    assert.equal(apply?.state, 'awaiting-approval');
    await desk.cancel(apply.id, person('ann'));
    const report = await reported(hook, desk, 1);
    assert.deepEqual([report.job, report.state, report.receipt], [apply.id, 'cancelled', null]);
    assert.equal((await desk.job(apply.id, person('ann'))).finished !== null, true);
    assert.deepEqual([hook.reports.length, await deletes()], [1, []]);
  }),
);

test(
  'one that was interrupted is reported when that happens, and again when it is over',
  { timeout: LIMIT },
  withHook(async ({ desk: made, deletes }, hook) => {
    const bindings = { ...policy(hook, { selection: { ids: ['img-web00105', 'img-web00112'] } }), BATCH: '1' };
    const desk = made(bindings);
    await desk.runPolicy('cron-1');
    while ((await deletes()).length === 0) await desk.round(100, 500);
    const failing = made({ ...bindings, TENCENTCLOUD_SECRET_KEY: 'RotatedAwaySecretKey000000000000' });
    const first = await reported(hook, failing, 1);
    assert.deepEqual([first.state, first.receipt.interrupted], ['interrupted', true]);
    assert.equal(failing.nextMs, null);
    const mended = made(bindings);
    await mended.continueJob(first.job, /** @type {any} */ ({}), person('ann'));
    const last = await reported(hook, mended, 2);
    assert.deepEqual([last.job, last.state, last.receipt.summary.deleted], [first.job, 'done', 2]);
    assert.notEqual(last.key, first.key);
  }),
);

test(
  'a plan over its guard is reported as not applied',
  { timeout: LIMIT },
  withHook(async ({ desk: made, deletes }, hook) => {
    const desk = made(policy(hook, { selection: { name: ['web-*'] }, guards: { max_delete: 0 } }));
    await desk.runPolicy('cron-1');
    assert.equal((await reported(hook, desk, 1)).not_applied, 'over-guard');
    assert.deepEqual(await deletes(), []);
  }),
);

test(
  'what the service quotes of the key is in no row and no report',
  { timeout: LIMIT },
  withHook(async ({ desk: made, simulator }, hook) => {
    const desk = made(policy(hook));
    const message = `the SecretId ${SECRETS.at(-1)} is unknown`;
    const fault = {
      kind: 'error',
      action: 'DescribeImages',
      code: 'AuthFailure.InvalidSecretId',
      message,
      times: 50,
    };
    await simulator.control('POST', '/_sim/faults', fault);
    const { id } = /** @type {any} */ (await desk.runPolicy('cron-1'));
    const { text } = await reported(hook, desk, 1);
    const rows = JSON.stringify([await desk.job(id, person('ann')), await desk.events(id, 0, 0, person('ann'))]);
    for (const secret of SECRETS) assert.ok(!text.includes(secret) && !rows.includes(secret));
    assert.match(rows, /the SecretId \[secret\] is unknown/);
  }),
);
