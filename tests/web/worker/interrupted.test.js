// A job of which something was sent never ends without a receipt that is true, whatever fails afterwards.
import assert from 'node:assert/strict';
import test from 'node:test';

import { assertValid, outcomes } from '../../wasm/support/jobs.js';
import { codeOf, person, planned, start, until, withAccount } from './support/desk.js';

const IDS = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126'];
const ROTATED = { BATCH: '2', TENCENTCLOUD_SECRET_KEY: 'RotatedAwaySecretKey000000000000' };

/** @param {any} job */
const isInterrupted = ({ state }) => state === 'interrupted';

/** A job whose process ended after its first batch was sent. @param {Awaited<ReturnType<typeof import('./support/desk.js').startAccount>>} account */
async function begun({ desk, deletes }) {
  const first = desk({ BATCH: '2' });
  const { id } = await start(first, await planned(first, IDS));
  while ((await deletes()).length === 0) await first.round(100, 500);
  return id;
}

test(
  'started again with a key that fails: kept open, told, and taken up with a good one',
  { timeout: 90_000 },
  withAccount(async (account) => {
    const id = await begun(account);
    const job = await until(account.desk(ROTATED), id, isInterrupted);
    assert.deepEqual([job.finished, job.error.code], [null, 'authentication']);
    assertValid('receipt', job.receipt);
    const { deleted, unknown, failed } = job.receipt.summary;
    assert.deepEqual([job.receipt.interrupted, deleted + unknown >= 2, deleted + unknown + failed], [true, true, 4]);
    assert.equal(account.desk(ROTATED).nextMs, null, 'it waits for somebody');
    const said = account.audit.find(({ what }) => what === 'apply-interrupted');
    assert.deepEqual([said.job, said.outcome], [id, 'interrupted']);

    const mended = account.desk({ BATCH: '2' });
    const late = person('ann', { loginMs: Date.now() - 301_000 });
    assert.equal(await codeOf(mended.continueJob(id, /** @type {any} */ ({}), late)), 'login-too-old');
    await mended.continueJob(id, /** @type {any} */ ({}), person('bob'));
    const done = await until(mended, id);
    assert.deepEqual([done.state, done.error, done.receipt.summary.deleted], ['done', null, IDS.length]);
    assert.deepEqual((await account.deletes()).flat().sort(), IDS, 'none is named twice');
    assert.equal(account.audit.find(({ what }) => what === 'job-continued').who, 'bob');
  }),
);

test(
  'what was interrupted can be given up: its receipt says what is not known',
  { timeout: 90_000 },
  withAccount(async (account) => {
    const id = await begun(account);
    const desk = account.desk(ROTATED);
    const { receipt } = await until(desk, id, isInterrupted);
    const job = await desk.cancel(id, person('ann'));
    assert.deepEqual([job.state, job.finished !== null], ['cancelled', true]);
    assert.deepEqual(/** @type {any} */ (await desk.job(id, person('ann'))).receipt, receipt);
  }),
);

test(
  'told to stop while the key fails: ended with a receipt as well',
  { timeout: 90_000 },
  withAccount(async (account) => {
    const id = await begun(account);
    const desk = account.desk(ROTATED);
    await desk.cancel(id, person('ann'));
    const job = await until(desk, id);
    assert.equal(job.state, 'cancelled');
    assert.equal(Object.keys(outcomes(job.receipt)).length, IDS.length);
  }),
);

test(
  'a send log that cannot be read: nothing is said to be known',
  { timeout: 90_000 },
  withAccount(async (account) => {
    const id = await begun(account);
    account.store.addLine(id, 'torn{\n');
    const job = await until(account.desk({ BATCH: '2' }), id, isInterrupted);
    assertValid('receipt', job.receipt);
    const { deleted, accepted, failed, unknown } = job.receipt.summary;
    assert.deepEqual([deleted + unknown, accepted, failed], [IDS.length, 0, 0]);
    assert.equal((await account.deletes()).length, 1);
  }),
);

test(
  'a cursor is taken up with a fresh login only, and never one of Access alone',
  { timeout: 90_000 },
  withAccount(async ({ desk: made, deletes }) => {
    const desk = made({}, false);
    const { id } = await start(desk, await planned(desk, IDS));
    const { cursor } = await until(desk, id, (job) => job.cursor !== undefined);
    for (const loginMs of [Date.now() - 301_000, Date.now() + 90_000, null]) {
      const taken = desk.continueJob(id, { cursor, plan: {} }, person('ann', { loginMs }));
      assert.equal(await codeOf(taken), 'login-too-old');
    }
    assert.deepEqual(await deletes(), []);
  }),
);

test(
  'nothing was sent: it failed, and says why',
  { timeout: 90_000 },
  withAccount(async (account) => {
    const first = account.desk();
    const { id } = await start(first, await planned(first, IDS));
    const job = await until(account.desk(ROTATED), id);
    assert.deepEqual([job.state, job.error.code, job.receipt], ['failed', 'authentication', null]);
    assert.deepEqual(await account.deletes(), []);
  }),
);
