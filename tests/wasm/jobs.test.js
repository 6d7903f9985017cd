// client.plan and client.apply against the simulator: over HTTP once, otherwise in this process and in virtual time.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import Ajv2020 from 'ajv/dist/2020.js';
import { Client, CvmError, Signer } from 'cvm-images';
import { Applier, drive, Planner } from 'cvm-images/engine';
import { load } from 'cvm-images/load';

import { ROOT } from '../support/run.js';
import { startSimulator } from '../web/support/simulator.js';
import { KEYS } from '../web/support/tc3.js';
import { account } from './support/account.js';

const ajv = new Ajv2020.default({ strict: true, strictRequired: false, allErrors: true });
for (const name of ['common', 'event', 'guards', 'plan', 'receipt', 'selection']) {
  ajv.addSchema(JSON.parse(readFileSync(`${ROOT}core/schemas/${name}.schema.json`, 'utf8')));
}

/** @param {string} name @param {unknown} document */
function assertValid(name, document) {
  const validate = ajv.getSchema(`${name}.schema.json`);
  assert.ok(validate?.(document), JSON.stringify(validate?.errors));
}

/** @param {any} receipt */
const outcomes = (receipt) =>
  Object.fromEntries(
    receipt.images.map((/** @type {any} */ { id, outcome, reason }) => [
      id,
      reason ? `${outcome} ${reason.code}` : outcome,
    ]),
  );

/** @param {any} plan */
const confirmed = (plan) => ({ digest: plan.digest, deletes: plan.summary.delete, by: 'a test' });

const WEB = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126', 'img-web00202', 'img-web00209'];

/** A simulated account, a client of it and a plan that deletes six images. @param {any} [options] */
async function planned(options) {
  const it = await account(options);
  const client = await it.makeClient();
  const plan = await client.plan({ selection: { ids: WEB } });
  assert.equal(plan.summary.delete, WEB.length);
  return { ...it, client, plan };
}

test('over HTTP: a plan of two regions, applied, verified against the service', { timeout: 60_000 }, async () => {
  const simulator = await startSimulator();
  try {
    const client = await Client.create({ credential: KEYS.main, endpoint: simulator.url });
    /** @type {any[]} */
    const events = [];
    const onEvent = (/** @type {any} */ event) => events.push(event);
    const regions = ['ap-guangzhou', 'ap-singapore'];
    const selection = { name: ['web-2026-0[12]-*', 'sg-web-*'], keep_newest: 5, per: 'name-prefix' };
    const plan = await client.plan({ regions, selection, guards: { max_delete: 5 } }, { onEvent });
    assertValid('plan', plan);
    assert.equal(plan.appliable, true);
    assert.deepEqual(plan.account, { id: '100000000001', source: 'caller-identity' });
    assert.deepEqual(
      plan.regions.map(({ region, status }) => [region, status]),
      regions.map((region) => [region, 'scanned']),
    );
    const goes = plan.images.filter(({ verdict }) => verdict === 'delete').map(({ region, id }) => `${region} ${id}`);
    assert.equal(goes.length, plan.summary.delete);
    assert.ok(goes.includes('ap-guangzhou img-web00105') && goes.length <= 5, goes.join());
    const receipt = await client.apply(plan, { ...confirmed(plan), onEvent });
    assertValid('receipt', receipt);
    assert.deepEqual(receipt.summary, { deleted: goes.length, accepted: 0, failed: 0, skipped: 0, unknown: 0 });
    assert.deepEqual([receipt.plan_digest, receipt.confirmed_by], [plan.digest, 'a test']);
    assert.deepEqual([receipt.interrupted, receipt.error], [false, null]);
    const state = await simulator.control('GET', '/_sim/state');
    for (const { region, id } of receipt.images) {
      const image = state.regions[region].images.find((/** @type {any} */ one) => one.ImageId === id);
      assert.ok(image === undefined || image.deleted_at_ms != null, id);
    }
    const [{ before, after, limit }] = receipt.quota;
    assert.deepEqual([before, limit], [50, 52]);
    assert.equal(after, 50 - receipt.images.filter(({ region }) => region === 'ap-guangzhou').length);
    for (const event of events) assertValid('event', { time: '2026-11-24T10:00:00Z', ...event });
    const told = (/** @type {string} */ kind) => events.filter((event) => event.kind === kind);
    assert.equal(told('image-gone').length, goes.length);
    assert.equal(told('delete-sent').length, goes.length);
    const twice = await client.apply(plan, confirmed(plan));
    assert.ok(
      Object.values(outcomes(twice)).every((outcome) => outcome === 'skipped already-gone'),
      JSON.stringify(outcomes(twice)),
    );
    client.dispose();
  } finally {
    await simulator.stop();
  }
});

test('a plan that is not what was confirmed, or is for somewhere else, is refused and nothing is sent', async () => {
  const { client: own, plan, deletes, ...it } = await planned();
  const elsewhere = await it.makeClient({ endpoint: 'http://127.0.0.2' });
  const somebody = await it.makeClient({ credential: KEYS.subAccount });
  const renamed = structuredClone(plan);
  renamed.images[0].name = 'another';
  const fewer = structuredClone(plan);
  fewer.images.pop();
  fewer.summary.delete -= 1;
  const refusals = /** @type {[any, any, any, string, string][]} */ ([
    [own, renamed, confirmed(plan), 'refused', 'digest'],
    [own, { ...plan, expires: '2099-01-01T00:00:00Z' }, confirmed(plan), 'refused', 'digest'],
    [own, fewer, confirmed(fewer), 'refused', 'digest'],
    [own, plan, { ...confirmed(plan), digest: '0'.repeat(64) }, 'refused', 'digest'],
    [own, plan, { deletes: 6 }, 'refused', 'digest'],
    [own, plan, { ...confirmed(plan), deletes: 5 }, 'refused', 'deletes'],
    [own, plan, { digest: plan.digest }, 'refused', 'deletes'],
    [elsewhere, plan, confirmed(plan), 'refused', 'endpoint'],
    [somebody, plan, confirmed(plan), 'refused', 'account'],
    [own, { ...plan, schema: 'cvm-images.plan/2' }, confirmed(plan), 'invalid-parameter', 'schema'],
    [own, {}, confirmed(plan), 'invalid-parameter', 'schema'],
    [own, '[]', confirmed(plan), 'invalid-parameter', ''],
    [own, null, confirmed(plan), 'invalid-parameter', 'plan'],
    [own, { ...plan, images: [1n] }, confirmed(plan), 'invalid-parameter', 'plan'],
    [own, plan, { ...confirmed(plan), deletes: '6' }, 'invalid-parameter', 'deletes'],
    [own, plan, { ...confirmed(plan), batch: 0 }, 'invalid-parameter', 'batch'],
    [own, plan, { ...confirmed(plan), times: { settleMs: -1 } }, 'invalid-parameter', 'times.settleMs'],
    [own, plan, { ...confirmed(plan), snapshot: 'no journal\n' }, 'invalid-parameter', 'journal'],
    [own, plan, { ...confirmed(plan), snapshot: 7 }, 'invalid-parameter', 'snapshot'],
    [own, plan, undefined, 'invalid-parameter', 'options'],
  ]);
  for (const [who, what, how, code, where] of refusals) {
    const error = await who.apply(what, how).catch((/** @type {any} */ e) => e);
    assert.ok(error instanceof CvmError, `${code} ${where}: ${JSON.stringify(error)}`);
    assert.deepEqual([error.code, error.where, error.ambiguous], [code, where, false], error.message);
  }
  it.time.ms += 25 * 3_600_000;
  await assert.rejects(own.apply(plan, confirmed(plan)), { code: 'refused', where: 'expires' });
  const late = await own.plan({ selection: { ids: WEB } });
  const early = await account();
  const before = await early.makeClient();
  await assert.rejects(before.apply(late, confirmed(late)), { code: 'refused', where: 'created' });
  assert.deepEqual(await early.deletes(), []);
  assert.deepEqual(await deletes(), []);
});

test('a plan over a guard is made, marked and refused', async () => {
  const it = await account();
  const client = await it.makeClient();
  const plan = await client.plan({ selection: { name: ['web-*'] }, guards: { max_delete: 3 } });
  assertValid('plan', plan);
  assert.equal(plan.appliable, false);
  assert.equal(plan.refused_by[0].code, 'max-delete');
  await assert.rejects(client.apply(plan, confirmed(plan)), { code: 'refused', where: 'appliable' });
  assert.deepEqual(await it.deletes(), []);
});

test('a request that makes no plan is refused before anything is sent', async () => {
  const it = await account();
  const client = await it.makeClient();
  const nowhere = await it.makeClient({ region: undefined });
  for (const [who, request, code, where] of /** @type {[Client, any, string, string][]} */ ([
    [client, undefined, 'invalid-parameter', 'request'],
    [client, {}, 'invalid-parameter', 'selection'],
    [client, { selection: {} }, 'invalid-parameter', 'selection'],
    [client, { selection: { names: ['*'] } }, 'invalid-parameter', 'names'],
    [client, { selection: { ids: WEB, min_age: 30 } }, 'invalid-parameter', 'min_age'],
    [client, { selection: { ids: WEB }, guards: { max_delete: -1 } }, 'invalid-parameter', 'max_delete'],
    [client, { selection: { ids: WEB }, regions: 'ap-guangzhou' }, 'invalid-parameter', 'regions'],
    [client, { selection: { ids: WEB }, regions: ['AP'] }, 'invalid-region', 'Region'],
    [client, { selection: { ids: WEB }, validMs: 1 }, 'invalid-parameter', 'validMs'],
    [nowhere, { selection: { ids: WEB } }, 'invalid-region', 'regions'],
  ])) {
    const error = await who.plan(request).catch((e) => e);
    assert.ok(error instanceof CvmError, JSON.stringify(request));
    assert.deepEqual([error.code, error.where], [code, where], error.message);
  }
  assert.equal((await it.control('GET', '/_sim/requests')).length, 0);
  const stop = new AbortController();
  const onEvent = () => stop.abort();
  await assert.rejects(client.plan({ selection: { ids: WEB } }, { signal: stop.signal, onEvent }), {
    code: 'cancelled',
  });
  const wrong = await it.makeClient({ credential: { ...KEYS.main, secretKey: 'another' } });
  await assert.rejects(wrong.plan({ selection: { ids: WEB } }), { code: 'authentication' });
});

test('what was renamed, shared, used or protected since the plan is skipped with that reason', async () => {
  const { client, plan, control, deletes, assertTrue } = await planned();
  const change = (/** @type {string} */ id, /** @type {any} */ members) =>
    control('PATCH', `/_sim/images/ap-guangzhou/${id}`, members);
  await change(WEB[0], { ImageName: 'another' });
  await change(WEB[1], { shared_with: ['200000000001'] });
  await change(WEB[2], { Tags: [{ Key: 'keep', Value: '' }] });
  await change(WEB[3], { ImageState: 'SYNCING' });
  await control('DELETE', `/_sim/images/ap-guangzhou/${WEB[4]}`);
  const { instances } = await control('GET', '/_sim/regions/ap-guangzhou');
  instances.push({ ...instances[0], InstanceId: 'ins-new00001', ImageId: WEB[5] });
  await control('PATCH', '/_sim/regions/ap-guangzhou', { instances });
  const receipt = await client.apply(JSON.stringify(plan), confirmed(plan));
  assertValid('receipt', receipt);
  assert.deepEqual(outcomes(receipt), {
    [WEB[0]]: 'skipped changed',
    [WEB[1]]: 'skipped shared',
    [WEB[2]]: 'skipped protected',
    [WEB[3]]: 'skipped state',
    [WEB[4]]: 'skipped already-gone',
    [WEB[5]]: 'skipped referenced',
  });
  assert.deepEqual(await deletes(), []);
  await change(WEB[0], { ImageName: plan.images[0].name });
  const again = await client.apply(plan, confirmed(plan));
  assert.equal(outcomes(again)[WEB[0]], 'deleted');
  assert.deepEqual(await deletes(), [[WEB[0]]]);
  await assertTrue(again);
});

test('sharing that is to end is ended, and told', async () => {
  const it = await account();
  const client = await it.makeClient();
  const plan = await client.plan({
    selection: { ids: ['img-shared02'] },
    guards: { unshare: true, with_snapshots: true },
  });
  const receipt = await client.apply(plan, confirmed(plan));
  assertValid('receipt', receipt);
  assert.deepEqual(receipt.images[0].unshared_from, ['200000000001', '200000000002']);
  assert.deepEqual(receipt.images[0].snapshots, [{ id: 'snap-shared02', outcome: 'deleted' }]);
  await it.assertTrue(receipt);
});

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
