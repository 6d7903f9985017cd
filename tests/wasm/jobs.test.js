// client.plan and client.apply against the simulator: over HTTP once, otherwise in this process and in virtual time.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Client, CvmError } from 'cvm-images';

import { startSimulator } from '../web/support/simulator.js';
import { KEYS } from '../web/support/tc3.js';
import { account } from './support/account.js';
import { assertValid, confirmed, outcomes, planned, WEB } from './support/jobs.js';

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
