import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService, imageIds } from '../support/in-process.js';
import { KEYS } from '../support/tc3.js';

const WEB = '/_sim/images/ap-guangzhou/img-web00105';

test('the state holds no key', async () => {
  const { control } = createService();
  const state = await control('GET', '/_sim/state');
  assert.deepEqual(Object.keys(state), ['account', 'regions', 'settings', 'clock']);
  const text = JSON.stringify(state);
  for (const { secretId, secretKey } of Object.values(KEYS))
    assert.ok(!text.includes(secretId) && !text.includes(secretKey));
});

test('the state can be replaced and reset', async () => {
  const { call, control } = createService();
  const state = { account: { AccountId: '100000000001' }, regions: { 'ap-guangzhou': { quota: 3, images: [] } } };
  assert.deepEqual(await control('PUT', '/_sim/state', state), { ok: true });
  assert.equal((await call('DescribeImages')).TotalCount, 0);
  assert.equal((await call('DescribeImageQuota')).ImageNumQuota, 3);
  assert.match((await control('PUT', '/_sim/state', { regions: {} })).error, /AccountId/);
  await control('POST', '/_sim/reset');
  assert.equal((await call('DescribeImages')).TotalCount, 55);
  assert.equal((await control('GET', '/_sim/requests')).length, 1);
});

test('an image can be changed, created and removed', async () => {
  const { call, control } = createService();
  const find = async (/** @type {string} */ id) => (await call('DescribeImages', { ImageIds: [id] })).ImageSet[0];
  await control('PATCH', WEB, { ImageState: 'USING', Tags: null, NewMember: 7, remove: ['CreatedTime'] });
  const changed = await find('img-web00105');
  assert.deepEqual(
    [changed.ImageState, changed.Tags, changed.NewMember, 'CreatedTime' in changed],
    ['USING', null, 7, false],
  );
  assert.equal((await control('GET', WEB)).ImageState, 'USING');

  await control('PUT', '/_sim/images/ap-tokyo/img-fresh000', { ImageName: 'fresh', shared_with: ['200000000001'] });
  const { ImageSet: set } = await call('DescribeImages', {}, { region: 'ap-tokyo' });
  assert.deepEqual(
    set.map((/** @type {any} */ each) => [each.ImageId, each.ImageName, each.ImageState, each.CreatedTime]),
    [['img-fresh000', 'fresh', 'NORMAL', '2026-03-15T00:00:00Z']],
  );
  await control('DELETE', '/_sim/images/ap-tokyo/img-fresh000');
  assert.deepEqual(imageIds(await call('DescribeImages', {}, { region: 'ap-tokyo' })), []);
  assert.match((await control('GET', '/_sim/images/ap-tokyo/img-fresh000')).error, /no image/);
});

test("a region's lists can be replaced", async () => {
  const { call, control } = createService();
  await control('PATCH', '/_sim/regions/ap-guangzhou', {
    instances: [{ InstanceId: 'ins-00000001', ImageId: 'img-web00105' }],
  });
  assert.deepEqual((await call('DescribeInstances')).InstanceSet, [
    { InstanceId: 'ins-00000001', ImageId: 'img-web00105' },
  ]);
  assert.equal((await control('GET', '/_sim/regions/ap-guangzhou')).quota, 52);
  assert.match((await control('PATCH', '/_sim/regions/ap-guangzhou', { other: 1 })).error, /a region has/);
});

test('settings are checked', async () => {
  const { call, control } = createService();
  await control('PATCH', '/_sim/settings', { visible_after_delete_ms: 0, quota: { 'ap-guangzhou': 60 } });
  assert.equal((await call('DescribeImageQuota')).ImageNumQuota, 60);
  await call('DeleteImages', { ImageIds: ['img-web00105'] });
  assert.equal((await call('DescribeImages', { ImageIds: ['img-web00105'] })).TotalCount, 0);
  for (const wrong of [{ max_ids: '3' }, { other: 1 }, { partial: 'yes' }, { rates: { DeleteImages: -1 } }]) {
    assert.match((await control('PATCH', '/_sim/settings', wrong)).error, /wrong setting/);
  }
});

test('the log of requests', async () => {
  const { call, control, time } = createService();
  time.ms += 5;
  const { RequestId } = await call('DeleteImages', { ImageIds: ['img-web00105'] });
  await call('DeleteImages', { ImageIds: ['img-absent00'] }, { service: '127' });
  const [first, second] = await control('GET', '/_sim/requests');
  assert.deepEqual(first, {
    n: 1,
    at_ms: time.ms,
    action: 'DeleteImages',
    region: 'ap-guangzhou',
    service: 'cvm',
    method: 'POST',
    host: '127.0.0.1',
    secret_id: 'AKIDEXAMPLE0000000000000000000000000',
    connection: 1,
    reused: false,
    http_version: 'fetch',
    acted: true,
    code: null,
    request_id: RequestId,
    fault: null,
    body_bytes: 29,
    params: { ImageIds: ['img-web00105'] },
  });
  assert.deepEqual([second.n, second.service, second.acted, second.code], [2, '127', false, 'InvalidImageId.NotFound']);
  await control('DELETE', '/_sim/requests');
  assert.deepEqual(await control('GET', '/_sim/requests'), []);
});

test('the clock: an offset moves dates and signatures, an advance moves visibility, rates and the log', async () => {
  const { call, code, control, send, time } = createService();
  const clock = await control('POST', '/_sim/clock', { offset_ms: 600_000 });
  assert.deepEqual(clock, { offset_ms: 600_000, advance_ms: 0, time_ms: time.ms, wall_ms: time.ms + 600_000 });
  const late = await send('DescribeImageQuota');
  assert.equal((await late.json()).Response.Error.Code, 'AuthFailure.SignatureExpire');
  assert.equal(late.headers.get('date'), 'Sun, 15 Mar 2026 00:10:00 GMT');
  assert.equal(await code('DescribeImageQuota', {}, { timestamp: time.ms / 1000 + 600 }), null);

  await control('POST', '/_sim/clock', { offset_ms: 0, advance_ms: 500 });
  await call('DeleteImages', { ImageIds: ['img-web00105'] });
  await control('POST', '/_sim/clock', { advance_ms: 1_000_000 });
  assert.equal((await call('DescribeImages', { ImageIds: ['img-web00105'] })).TotalCount, 0);
  assert.equal((await control('GET', '/_sim/requests')).at(-1).at_ms, time.ms + 1_000_500);
  assert.match((await control('POST', '/_sim/clock', { advance_ms: -1 })).error, /not negative/);
});

test('only this machine reaches the control path, and only its routes exist', async () => {
  const { simulator } = createService();
  const status = async (/** @type {string} */ url, method = 'GET') => (await simulator.fetch(url, { method })).status;
  assert.equal(await status('http://127.0.0.1:9/_sim/clock'), 200);
  assert.equal(await status('http://localhost/_sim/clock'), 200);
  assert.equal(await status('http://[::1]/_sim/clock'), 200);
  assert.equal(await status('http://attacker.example/_sim/state'), 403);
  assert.equal(await status('http://127.0.0.1/_sim/constructor'), 404);
  assert.equal(await status('http://127.0.0.1/_sim/state', 'DELETE'), 405);
});

test('faults are checked and listed', async () => {
  const { control, code } = createService();
  assert.match((await control('POST', '/_sim/faults', [{ kind: 'other' }])).error, /unknown fault kind/);
  assert.match((await control('POST', '/_sim/faults', { kind: 'throttle', bytes: 1 })).error, /does not take bytes/);
  await control('POST', '/_sim/faults', [
    { kind: 'throttle', action: 'DeleteImages', times: 2 },
    { kind: 'throttle', skip: 1 },
  ]);
  assert.equal(await code('DescribeImageQuota'), null);
  assert.deepEqual(await control('GET', '/_sim/faults'), [
    { times: 2, skip: 0, kind: 'throttle', action: 'DeleteImages' },
    { times: 1, skip: 0, kind: 'throttle' },
  ]);
  await control('DELETE', '/_sim/faults');
  assert.deepEqual(await control('GET', '/_sim/faults'), []);
});
