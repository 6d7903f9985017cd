import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../support/in-process.js';

test("an answer is HTTP 200 with JSON and the service's date, an error as well", async () => {
  const { send } = createService();
  for (const action of ['DescribeImageQuota', 'NoSuchAction']) {
    const response = await send(action, {}, { headers: { 'x-tc-traceid': 'trace-1' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json');
    assert.equal(response.headers.get('date'), 'Sun, 15 Mar 2026 00:00:00 GMT');
    assert.equal(response.headers.get('x-tc-traceid'), 'trace-1');
    assert.equal(response.headers.get('access-control-allow-origin'), null);
  }
});

test('action and version', async () => {
  const { code, simulator } = createService();
  assert.equal(await code('DeleteImage', { ImageIds: ['img-web00105'] }), 'InvalidAction');
  assert.equal(await code('toString'), 'InvalidAction');
  assert.equal(await code('DeleteImages', {}, { version: '2018-01-01' }), 'NoSuchVersion');
  const bare = await simulator.fetch('http://127.0.0.1/', { method: 'POST', body: '{}' });
  assert.equal((await bare.json()).Response.Error.Code, 'MissingParameter');
  assert.equal(await code('DescribeRegions', { Product: 'cvm' }, { service: 'region', version: '2022-06-27' }), null);
});

test('methods and paths', async () => {
  const { simulator } = createService();
  const put = await simulator.fetch('http://127.0.0.1/', { method: 'PUT', body: '{}' });
  assert.equal((await put.json()).Response.Error.Code, 'UnsupportedProtocol');
  assert.equal((await simulator.fetch('http://127.0.0.1/other')).status, 404);
});

test('sizes', async () => {
  const { code } = createService();
  const fits = JSON.stringify({ ImageFamily: 'x'.repeat(10 * 1024 * 1024 - 18) });
  assert.equal(fits.length, 10 * 1024 * 1024);
  assert.equal(await code('DescribeImageFromFamily', fits), null);
  assert.equal(await code('DescribeImageFromFamily', `${fits} `), 'RequestSizeLimitExceeded');
  const query = (/** @type {number} */ length) => `ImageFamily=${'x'.repeat(length)}`;
  assert.equal(await code('DescribeImageFromFamily', {}, { method: 'GET', query: query(32 * 1024 - 14) }), null);
  assert.equal(
    await code('DescribeImageFromFamily', {}, { method: 'GET', query: query(32 * 1024) }),
    'RequestSizeLimitExceeded',
  );
});

test('regions', async () => {
  const { call, code } = createService();
  assert.equal(await code('DescribeImages', {}, { region: '' }), 'MissingParameter');
  assert.equal(await code('DescribeImages', {}, { region: 'ap-nowhere' }), 'InvalidRegion.NotFound');
  assert.equal(await code('DescribeInstances', {}, { region: 'ap-nowhere' }), 'UnsupportedRegion');
  assert.equal((await call('DescribeImages', {}, { region: 'ap-tokyo' })).TotalCount, 0);
  assert.equal(await code('DescribeRegions', {}, { region: '' }), null);
});

test('a finance region has a host of its own, except on loopback', async () => {
  const { code } = createService();
  const region = 'ap-shanghai-fsi';
  assert.equal(await code('DescribeImages', {}, { region }), null);
  assert.equal(await code('DescribeImages', {}, { region, host: 'cvm.tencentcloudapi.com' }), 'UnsupportedRegion');
  assert.equal(await code('DescribeImages', {}, { region, host: 'cvm.ap-shanghai-fsi.tencentcloudapi.com' }), null);
  assert.equal(
    await code('DescribeImages', {}, { host: 'cvm.ap-shanghai-fsi.tencentcloudapi.com' }),
    'UnsupportedRegion',
  );
  assert.equal(await code('DescribeImages', {}, { host: 'cvm.ap-beijing.tencentcloudapi.com' }), null);
  assert.equal(await code('DescribeImages', {}, { host: 'cvm.intl.tencentcloudapi.com' }), null);
});

test('parameters are checked against the action', async () => {
  const { call, code } = createService();
  assert.equal(await code('DescribeImages', '[]'), 'InvalidRequest');
  assert.equal(await code('DescribeImages', ''), 'InvalidRequest');
  assert.equal(await code('DescribeImages', '{'), 'InvalidRequest');
  assert.equal(await code('DescribeImages', { Foo: 1 }), 'UnknownParameter');
  assert.equal(await code('DescribeImages', '{"__proto__": 1}'), 'UnknownParameter');
  assert.equal(await code('DescribeImages', { Limit: '5' }), 'InvalidParameter');
  assert.equal(await code('DescribeImages', { Limit: 1.5 }), 'InvalidParameter');
  assert.equal(await code('DescribeImages', { ImageIds: 'img-web00105' }), 'InvalidParameter');
  assert.equal(await code('DescribeImages', { ImageIds: null }), 'InvalidParameter');
  assert.equal(
    await code('DescribeImages', { Filters: [{ Name: 'image-name', Values: ['a'], More: 1 }] }),
    'UnknownParameter',
  );
  assert.equal(await code('DescribeImages', { Filters: [{ Name: 'image-name' }] }), 'MissingParameter');
  assert.equal(await code('DeleteImages', {}), 'MissingParameter');
  assert.equal(await code('DeleteImages', { ImageIds: [] }), 'MissingParameter');
  assert.equal(await code('DeleteImages', { ImageIds: ['img-web00105'], DryRun: 'true' }), 'InvalidParameter');
  assert.match((await call('DescribeImages', { Foo: 1 })).Error.Message, /`Foo`/);
});

test('the query of a GET is put together again', async () => {
  const { code, simulator } = createService();
  const get = (/** @type {string} */ query) => code('DeleteImages', {}, { method: 'GET', query });
  assert.equal(await get('ImageIds.1=img-web00112&ImageIds.0=img-web00105&DryRun=true'), null);
  assert.deepEqual(simulator.requests.entries.at(-1)?.params, {
    ImageIds: ['img-web00105', 'img-web00112'],
    DryRun: true,
  });
  assert.equal(await get('ImageIds.0=img-web00105&DryRun=yes'), 'InvalidParameter');
  assert.equal(await get('ImageIds=img-web00105'), 'InvalidParameter');
  assert.equal(await get('ImageIds.0=img-web00105&ImageIds.0=img-web00112'), 'InvalidParameter');
  assert.equal(await get('ImageIds.0=img-web00105&Action=DeleteImages'), 'UnknownParameter');
  assert.equal(await get(''), 'MissingParameter');
  assert.equal(await code('DescribeImages', {}, { method: 'GET', query: 'Limit=x' }), 'InvalidParameter');
});
