// Who may say yes, how often, and in which order plans are applied.
import assert from 'node:assert/strict';
import test, { mock } from 'node:test';

import { codeOf, confirmation, person, planned, start, until, withAccount } from './support/desk.js';

const LIMIT = 90_000;
const DAY_MS = 86_400_000;

/** @param {import('../../../web/worker/desk/desk.js').Desk} desk @param {any} job @param {any} who */
const approve = (desk, job, who) => {
  const { plan_digest: digest, regions, count } = job;
  return desk.approve(job.id, { digest, regions, count }, who);
};

/** Two plans, confirmed in this order. @param {import('../../../web/worker/desk/desk.js').Desk} desk */
async function twoWaiting(desk) {
  const [first, second] = [await planned(desk, ['img-envdev01']), await planned(desk, ['img-envdev02'])];
  return [await start(desk, first), await start(desk, second)];
}

test(
  'the second is approved first and runs; the first, approved meanwhile, waits for it',
  { timeout: LIMIT },
  withAccount(async ({ desk: made, simulator }) => {
    const desk = made({ APPROVERS: '2' });
    const [first, second] = await twoWaiting(desk);
    await approve(desk, second, person('bob'));
    const fault = { kind: 'delay', action: 'DescribeInstances', delay_ms: 1500, times: 1 };
    await simulator.control('POST', '/_sim/faults', fault);
    const round = desk.round(3000, 800);
    const running = async () =>
      (await desk.jobs()).filter(({ kind, state }) => kind === 'apply' && state === 'running').map(({ id }) => id);
    while ((await running()).length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await approve(desk, first, person('bob'));
    assert.equal((await desk.job(first.id, person('ann'))).waits_for, second.id);
    /** @type {Set<string>} */
    const seen = new Set();
    let over = false;
    void round.then(() => (over = true));
    while (!over) {
      seen.add((await running()).join());
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    assert.deepEqual([...seen].filter(Boolean)[0], second.id);
    assert.ok(![...seen].some((ids) => ids.includes(',')), 'never two at once');
    for (const { id } of [first, second]) assert.equal((await until(desk, id)).receipt.summary.deleted, 1);
  }),
);

test(
  'queued ones go in the order in which they were released',
  { timeout: LIMIT },
  withAccount(async ({ desk: made }) => {
    const desk = made({ APPROVERS: '2' });
    const [first, second] = await twoWaiting(desk);
    await approve(desk, second, person('bob'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    await approve(desk, first, person('bob'));
    await until(desk, first.id);
    const ended = async (/** @type {any} */ { id }) => /** @type {any} */ (await desk.job(id, person('ann')));
    const [late, early] = [await ended(first), await ended(second)];
    assert.ok(early.receipt.finished <= late.receipt.started, `${early.receipt.finished} ${late.receipt.started}`);
  }),
);

test(
  'the second yes is another token’s, whatever its name',
  { timeout: LIMIT },
  withAccount(async ({ desk: made }) => {
    const desk = made({ APPROVERS: '2' });
    const job = await start(desk, await planned(desk, ['img-envdev01']));
    assert.equal(await codeOf(approve(desk, job, person('ann', { token: 'another' }))), 'own-approval');
    assert.equal(await codeOf(approve(desk, job, person('anna', { token: 'token of ann' }))), 'own-approval');
    assert.equal((await approve(desk, job, person('bob'))).state, 'queued');
  }),
);

test(
  'two confirmations at once never exceed the day’s limit',
  { timeout: LIMIT },
  withAccount(async ({ desk: made }) => {
    const desk = made({ MAX_DELETES_PER_DAY: '2' });
    const ids = ['img-envdev01', 'img-envdev02', 'img-web00105', 'img-web00112'];
    const plans = [];
    for (const id of ids) plans.push(await planned(desk, [id]));
    const ends = await Promise.all(plans.map((plan) => codeOf(start(desk, plan))));
    assert.deepEqual(ends.sort(), ['daily-limit', 'daily-limit', 'not refused', 'not refused']);
  }),
);

test(
  'what was confirmed yesterday and gets its second yes today counts today as well',
  { timeout: LIMIT },
  withAccount(async ({ desk: made }) => {
    const desk = made({ APPROVERS: '2', MAX_DELETES_PER_DAY: '1' });
    const plans = [await planned(desk, ['img-envdev01']), await planned(desk, ['img-envdev02'])];
    const midnight = Math.round(Date.now() / DAY_MS) * DAY_MS; // the nearest: the plans hold for a day
    mock.timers.enable({ apis: ['Date'], now: midnight - 30_000 });
    try {
      const yesterday = await start(desk, plans[0]);
      assert.equal(await codeOf(start(desk, plans[1])), 'daily-limit');
      mock.timers.setTime(midnight + 30_000);
      const today = await start(desk, plans[1]);
      assert.equal(await codeOf(approve(desk, yesterday, person('bob'))), 'daily-limit');
      assert.equal((await approve(desk, today, person('bob'))).state, 'queued');
    } finally {
      mock.timers.reset();
    }
  }),
);

test(
  'a login from the future is none, nor is one of Cloudflare Access',
  { timeout: LIMIT },
  withAccount(async ({ desk: made }) => {
    const desk = made();
    const plan = await planned(desk, ['img-envdev01']);
    const logins = [Date.now() + 90_000, null, Date.now() - 301_000];
    for (const loginMs of logins) {
      assert.equal(await codeOf(start(desk, plan, person('ann', { loginMs }))), 'login-too-old');
    }
    assert.equal((await start(desk, plan, person('ann', { loginMs: Date.now() + 30_000 }))).state, 'queued');
  }),
);

test(
  'a plan that another worker, endpoint or account sealed is none of this one’s',
  { timeout: LIMIT },
  withAccount(async ({ desk: made }) => {
    const plan = await planned(made(), ['img-envdev01']);
    /** @type {Record<string, string>[]} */
    const others = [{ CVM_ENDPOINT: 'https://cvm.example.test' }, { TENCENTCLOUD_SECRET_ID: 'AKIDofAnotherAccount' }];
    for (const other of others) assert.equal(await codeOf(start(made(other), plan)), 'seal-invalid');
    assert.equal((await start(made(), plan)).state, 'queued');
    assert.deepEqual(confirmation(plan).count, 1);
  }),
);
