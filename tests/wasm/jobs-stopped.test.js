// Runs that are stopped, killed or broken, and taken up again, in virtual time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { CvmError, Signer } from 'cvm-images';
import { Applier, drive, Planner } from 'cvm-images/engine';
import { load } from 'cvm-images/load';

import { ROOT } from '../support/run.js';
import { KEYS } from '../web/support/tc3.js';
import { account } from './support/account.js';
import { assertValid, confirmed, outcomes, planned, WEB } from './support/jobs.js';

test('stopped at any event: nothing new is sent, the receipt is true, and the snapshot finishes it', async () => {
  for (let at = 1; ; at += 9) {
    const { client, plan, deletes, assertTrue } = await planned();
    /** @type {string[]} */
    const lines = [];
    const persist = (/** @type {string} */ line) => void lines.push(line);
    const stop = new AbortController();
    let events = 0;
    const onEvent = () => void ((events += 1) === at && stop.abort());
    const how = { ...confirmed(plan), batch: 2, persist, onEvent, signal: stop.signal };
    /** @type {any} */
    const first = await client.apply(plan, how).catch((e) => e);
    if (!stop.signal.aborted) return;
    const sent = (await deletes()).flat();
    if (!(first instanceof CvmError)) {
      assertValid('receipt', first);
      await assertTrue(first);
      assert.ok(first.interrupted || first.summary.deleted === 6, `at ${at}`);
    } else {
      assert.deepEqual([first.code, sent], ['cancelled', []], `at ${at}`);
    }
    const receipt = await client.apply(plan, { ...confirmed(plan), batch: 2, persist, snapshot: lines.join('') });
    assert.deepEqual(receipt.summary, { deleted: 6, accepted: 0, failed: 0, skipped: 0, unknown: 0 }, `at ${at}`);
    await assertTrue(receipt);
    assert.deepEqual((await deletes()).flat().sort(), WEB, `each image is named once; stopped at ${at}`);
  }
});

test('killed when a line was, or was not yet, durable: the lines and the snapshot take it up', async () => {
  for (const durable of [true, false]) {
    for (let at = 1; ; at += 1) {
      const { client, plan, deletes, assertTrue, ...it } = await planned();
      /** @type {string[]} */
      const lines = [];
      let snapshot = '';
      const killed = await new Promise((resolve) => {
        const persist = (/** @type {string} */ line, /** @type {() => string} */ whole) => {
          if (lines.length + 1 < at || durable) lines.push(line);
          if (lines.length + Number(!durable) < at) return;
          if (durable) snapshot = whole();
          resolve(true);
          return new Promise(() => {}); // the process is gone: nothing follows
        };
        client.apply(plan, { ...confirmed(plan), batch: 2, persist }).then(() => resolve(false));
      });
      if (!killed) break;
      const other = await it.makeClient();
      const receipt = await other.apply(plan, { ...confirmed(plan), batch: 2, snapshot: snapshot || lines.join('') });
      assert.deepEqual(receipt.summary, { deleted: 6, accepted: 0, failed: 0, skipped: 0, unknown: 0 }, `line ${at}`);
      await assertTrue(receipt);
      const sent = (await deletes()).flat();
      assert.deepEqual([...new Set(sent)].sort(), WEB);
      assert.equal(sent.length, WEB.length, `line ${at}: an image was named twice`);
    }
  }
});

test('another plan’s snapshot is refused', async () => {
  const { client, plan, deletes } = await planned();
  const other = await client.plan({ selection: { ids: ['img-web00216'] } });
  let snapshot = '';
  await client.apply(other, { ...confirmed(other), persist: (_, whole) => void (snapshot = whole()) });
  await assert.rejects(client.apply(plan, { ...confirmed(plan), snapshot }), { code: 'refused', where: 'journal' });
  assert.deepEqual(await deletes(), [['img-web00216']]);
});

test('a line that cannot be kept ends the run: nothing is sent, nothing is written after it', async () => {
  const faults = [
    () => Promise.reject(),
    () => Promise.reject(new Error('disk full')),
    () => {
      throw new Error('disk full');
    },
  ];
  for (let at = 1; ; at += 1) {
    const { client, plan, deletes, assertTrue } = await planned();
    let asked = 0;
    let sentBefore = -1;
    /** @type {string[]} */
    const lines = [];
    const persist = async (/** @type {string} */ line) => {
      if ((asked += 1) < at) return void lines.push(line);
      sentBefore = (await deletes()).length;
      return faults[at % 3]();
    };
    const how = { ...confirmed(plan), batch: 2 };
    /** @type {any} */
    let error;
    const receipt = await client.apply(plan, { ...how, persist }).catch((e) => void (error = e ?? 'nothing'));
    if (sentBefore < 0) return;
    assert.equal(asked, at, 'it is not called again');
    assert.equal((await deletes()).length, sentBefore, `line ${at}`);
    if (sentBefore === 0) {
      assert.match(String(error), /disk full|nothing/);
    } else {
      assertValid('receipt', receipt);
      assert.deepEqual([receipt?.interrupted, /** @type {any} */ (receipt?.error)?.code], [true, 'internal']);
      await assertTrue(receipt);
    }
    const finished = await client.apply(plan, { ...how, snapshot: lines.join('') });
    await assertTrue(finished);
    assert.equal(finished.summary.deleted + finished.summary.skipped, 6, JSON.stringify(outcomes(finished)));
  }
});

test('a credential that is gone after the first change makes a receipt of what is known', async () => {
  let revoked = false;
  const credential = () => (revoked ? Promise.reject(new Error('revoked')) : { ...KEYS.main });
  const { client, plan, assertTrue, deletes } = await planned({ credential });
  const onEvent = ({ kind = '' }) => void (revoked ||= kind === 'delete-accepted');
  const receipt = await client.apply(plan, { ...confirmed(plan), batch: 2, onEvent });
  assertValid('receipt', receipt);
  assert.equal(/** @type {any} */ (receipt.error).code, 'credential-unavailable');
  assert.equal(receipt.interrupted, true);
  await assertTrue(receipt);
  assert.equal((await deletes()).length, 1);
  await assert.rejects(client.apply(plan, confirmed(plan)), { code: 'credential-unavailable' });
});

test('an instance that fails in the middle: ambiguous once a change was sent, and the snapshot takes it up', async () => {
  const loaded = await load(readFileSync(`${ROOT}dist/core/cvm-images-engine.wasm`));
  for (const [kind, ambiguous] of /** @type {const} */ ([
    ['checked', false],
    ['delete-accepted', true],
  ])) {
    const { client, plan, assertTrue } = await planned({ Kind: loaded.Client });
    const signer = await loaded.Signer.create(KEYS.main);
    const body = new Uint8Array(0);
    Object.defineProperty(body, 'length', { value: 2 ** 31 });
    const trap = () =>
      signer.signRequest({ method: 'POST', url: 'https://x.test/', headers: {}, body }, { service: 'cvm' });
    let snapshot = '';
    const how = { ...confirmed(plan), batch: 2, persist: (/** @type {string} */ line) => void (snapshot += line) };
    const onEvent = (/** @type {any} */ event) => void (event.kind === kind && trap());
    await assert.rejects(client.apply(plan, { ...how, onEvent }), { code: 'internal', ambiguous });
    const receipt = await client.apply(plan, { ...how, snapshot });
    assert.equal(receipt.summary.deleted, 6);
    await assertTrue(receipt);
  }
});

test('a client that is disposed of while it applies finishes what was confirmed', async () => {
  const { client, plan, assertTrue } = await planned();
  const onEvent = ({ kind = '' }) => void (kind === 'delete-sent' && client.dispose());
  const receipt = await client.apply(plan, { ...confirmed(plan), batch: 2, onEvent });
  assert.equal(receipt.summary.deleted, 6);
  await assertTrue(receipt);
  await assert.rejects(client.apply(plan, confirmed(plan)), { code: 'misuse' });
  await assert.rejects(client.plan({ selection: { ids: WEB } }), { code: 'misuse' });
});

test('an observer that throws changes nothing about a run', async () => {
  const { client, plan, assertTrue } = await planned();
  const onEvent = () => {
    throw new Error('mine');
  };
  const receipt = await client.apply(plan, { ...confirmed(plan), onEvent });
  assert.equal(receipt.summary.deleted, 6);
  await assertTrue(receipt);
});

/** What `drive` needs, without a Client. @param {Awaited<ReturnType<typeof account>>} it */
async function worldOf({ time, fetch }) {
  const signer = await Signer.create(KEYS.main);
  const now = () => ({ monotonicMs: time.ms, wallMs: time.ms });
  /** @type {any} */
  const world = {
    now,
    sleep: time.sleep,
    sign: async (/** @type {any} */ { request, service, timestamp }) =>
      signer.signRequest(request, { service, timestamp }),
    transport: async (/** @type {any} */ { url, method, headers, body }) => {
      const answer = await fetch(url, { method, headers, body });
      return { type: 'answered', status: answer.status, headers: answer.headers, body: await answer.text() };
    },
  };
  return { now, world };
}

test('with an event loop of one’s own: Planner and Applier of /engine, taken up half-way', async () => {
  const it = await account();
  const { now, world } = await worldOf(it);
  const options = { account: 'mine', endpoint: 'http://127.0.0.1', seed: 1 };
  const begun = await Planner.create({ regions: ['ap-guangzhou'], selection: { ids: WEB } }, options, now());
  for (let step = begun.poll(now()); step.type === 'send' || step.type === 'event'; step = begun.poll(now()));
  const planner = await Planner.restore(begun.snapshot(), options, now());
  begun.dispose();
  await drive(planner, world);
  const plan = planner.plan();
  assertValid('plan', plan);
  assert.equal(plan.summary.delete, 6);
  assert.throws(() => begun.poll(now()), { code: 'misuse' });
  await assert.rejects(Planner.restore('{}', options, now()), { code: 'invalid-parameter', where: 'snapshot' });
  planner.dispose();

  const how = { ...confirmed(plan), batch: 4 };
  const applier = await Applier.create(plan, how, options, now());
  assert.equal(applier.snapshot(), '', 'nothing to take up yet');
  const enough = new Error('the worker is evicted');
  let accepted = 0;
  const transport = async (/** @type {any} */ request, /** @type {any} */ limits) => {
    const answer = await world.transport(request);
    if (limits.changes) accepted += 1;
    return answer;
  };
  const persist = () => {
    if (accepted > 0) throw enough;
  };
  await assert.rejects(drive(applier, { ...world, transport, persist }), (error) => error === enough);
  const broken = applier.brokenOff(enough);
  assertValid('receipt', broken);
  assert.equal(/** @type {any} */ (broken.error).message, 'the worker is evicted');
  await it.assertTrue(broken);
  const snapshot = applier.snapshot();
  applier.dispose();

  const restored = await Applier.restore(snapshot, plan, how, options, now());
  await drive(restored, world);
  const receipt = restored.receipt();
  assertValid('receipt', receipt);
  assert.equal(receipt.summary.deleted, 6);
  await it.assertTrue(receipt);
  assert.deepEqual((await it.deletes()).flat().sort(), WEB);
  const finished = await Applier.restore(restored.snapshot(), plan, how, options, now());
  await drive(finished, world);
  assert.deepEqual(outcomes(finished.receipt()), outcomes(receipt));
  assert.deepEqual((await it.deletes()).flat().sort(), WEB);
});
