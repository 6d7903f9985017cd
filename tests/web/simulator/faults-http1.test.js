import assert from 'node:assert/strict';
import { Agent } from 'node:http';
import { after, before, beforeEach, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { call, codeOf, send } from '../support/service.js';
import { startSimulator } from '../support/simulator.js';

const DELETE = { ImageIds: ['img-web00105'] };

/** @type {import('../support/simulator.js').RunningSimulator} */
let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());
beforeEach(() => simulator.control('POST', '/_sim/reset'));

/** @param {object} fault */
const fault = (fault) => simulator.control('POST', '/_sim/faults', fault);

/** Whether the image was deleted. */
const deleted = async () =>
  (await simulator.control('GET', '/_sim/images/ap-guangzhou/img-web00105')).deleted_at_ms !== undefined;

test('reset-before and reset-after', async () => {
  for (const rst of [false, true]) {
    await fault({ kind: 'reset-before', rst });
    await assert.rejects(send(simulator.url, 'DeleteImages', DELETE), { code: 'ECONNRESET' });
    assert.equal(await deleted(), false);
  }
  await fault({ kind: 'reset-after' });
  await assert.rejects(send(simulator.url, 'DeleteImages', DELETE), { code: 'ECONNRESET' });
  assert.equal(await deleted(), true);
  const log = await simulator.control('GET', '/_sim/requests');
  assert.deepEqual(
    log.map((/** @type {any} */ each) => [each.fault, each.acted]),
    [
      ['reset-before', false],
      ['reset-before', false],
      ['reset-after', true],
    ],
  );
});

test('reset-reused waits for a request on a connection that was used before', async () => {
  await fault({ kind: 'reset-reused' });
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  assert.equal(await codeOf(simulator.url, 'DescribeImageQuota', {}, { agent }), null);
  await assert.rejects(send(simulator.url, 'DeleteImages', DELETE, { agent }), { code: 'ECONNRESET' });
  agent.destroy();
  assert.equal(await deleted(), true);
  const log = await simulator.control('GET', '/_sim/requests');
  assert.deepEqual(
    log.map((/** @type {any} */ each) => [each.action, each.reused]),
    [
      ['DescribeImageQuota', false],
      ['DeleteImages', true],
    ],
  );
  assert.equal(log[0].connection, log[1].connection);
});

test('status: an HTML page with 502, or what is asked for', async () => {
  await fault([
    { kind: 'status' },
    { kind: 'status', status: 503, body: '{"a":1}', content_type: 'application/json', effect: 'before-error' },
  ]);
  const first = await send(simulator.url, 'DeleteImages', DELETE);
  assert.deepEqual([first.status, first.headers['content-type']], [502, 'text/html']);
  assert.match(first.body.toString(), /<h1>502 Bad Gateway<\/h1>/);
  assert.equal(await deleted(), false);
  const second = await send(simulator.url, 'DeleteImages', DELETE);
  assert.deepEqual([second.status, second.body.toString()], [503, '{"a":1}']);
  assert.equal(await deleted(), true);
});

test('cut-body announces more than it sends', async () => {
  await fault([{ kind: 'cut-body' }, { kind: 'cut-body', keep_bytes: 5 }]);
  for (const _ of [1, 2]) await assert.rejects(send(simulator.url, 'DescribeImageQuota'), { code: 'ECONNRESET' });
  await fault({ kind: 'cut-body', action: 'DeleteImages' });
  await assert.rejects(send(simulator.url, 'DeleteImages', DELETE), { code: 'ECONNRESET' });
  assert.equal(await deleted(), true);
});

test('not-json and html', async () => {
  await fault([{ kind: 'not-json' }, { kind: 'html' }]);
  const text = await send(simulator.url, 'DeleteImages', DELETE);
  assert.deepEqual([text.status, text.headers['content-type']], [200, 'application/json']);
  assert.throws(() => JSON.parse(text.body.toString()));
  const page = await send(simulator.url, 'DeleteImages', DELETE);
  assert.deepEqual([page.status, page.headers['content-type']], [200, 'text/html']);
  assert.equal(await deleted(), false);
});

test('slow-body and delay', async () => {
  await fault([
    { kind: 'slow-body', delay_ms: 2 },
    { kind: 'delay', delay_ms: 30 },
  ]);
  assert.equal((await call(simulator.url, 'DescribeImageQuota')).ImageNumQuota, 52);
  const start = performance.now();
  assert.equal(await codeOf(simulator.url, 'DeleteImages', DELETE), null);
  assert.ok(performance.now() - start >= 29);
});

test('huge-body, whole, chunked and packed', async () => {
  await fault([
    { kind: 'huge-body', bytes: 100_000 },
    { kind: 'huge-body', bytes: 100_000, chunked: true },
    { kind: 'huge-body', bytes: 100_000, gzip: true },
  ]);
  const whole = await send(simulator.url, 'DescribeImageQuota');
  assert.deepEqual([whole.headers['content-length'], whole.body.length], ['100000', 100_000]);
  assert.equal(JSON.parse(whole.body.toString()).Response.Error, undefined);
  const chunked = await send(simulator.url, 'DescribeImageQuota');
  assert.deepEqual(
    [chunked.headers['content-length'], chunked.headers['transfer-encoding'], chunked.body.length],
    [undefined, 'chunked', 100_000],
  );
  const packed = await send(simulator.url, 'DescribeImageQuota', {}, { headers: { 'accept-encoding': 'gzip' } });
  assert.ok(packed.body.length < 1000);
  assert.equal(gunzipSync(packed.body).length, 100_000);
  await fault({ kind: 'huge-body' });
  assert.equal((await send(simulator.url, 'DescribeImageQuota')).body.length, 65 * 1024 * 1024);
});

test('nested-json', async () => {
  await fault([{ kind: 'nested-json' }, { kind: 'nested-json', depth: 3 }]);
  assert.match((await send(simulator.url, 'DescribeImageQuota')).body.toString(), /\[{10000}\]{10000}/);
  assert.deepEqual((await call(simulator.url, 'DescribeImageQuota')).Deep, [[[]]]);
});

test('duplicate-header sends two dates, age-header an Age', async () => {
  await fault([{ kind: 'duplicate-header' }, { kind: 'age-header', age_seconds: 60 }]);
  const { rawHeaders } = await send(simulator.url, 'DescribeImageQuota');
  const dates = rawHeaders.filter((_, index) => rawHeaders[index - 1] === 'Date');
  assert.equal(dates.length, 2);
  assert.equal(Date.parse(dates[1] ?? '') - Date.parse(dates[0] ?? ''), 3_600_000);
  assert.equal((await send(simulator.url, 'DescribeImageQuota')).headers.age, '60');
});

test('hang never answers', async () => {
  await fault([{ kind: 'hang', effect: 'before-error' }]);
  const agent = new Agent();
  const lost = send(simulator.url, 'DeleteImages', DELETE, { agent });
  lost.catch(() => {});
  while (!(await deleted())) await new Promise((resolve) => setImmediate(resolve));
  agent.destroy();
  await assert.rejects(lost, { code: 'ECONNRESET' });
});

test('gzip is sent to who asks for it', async () => {
  const packed = await send(
    simulator.url,
    'DescribeImages',
    {},
    { headers: { 'accept-encoding': 'deflate, gzip;q=0.5' } },
  );
  assert.equal(packed.headers['content-encoding'], 'gzip');
  assert.equal(JSON.parse(gunzipSync(packed.body).toString()).Response.TotalCount, 55);
  const plain = await send(simulator.url, 'DescribeImages', {}, { headers: { 'accept-encoding': 'gzip;q=0, br' } });
  assert.equal(plain.headers['content-encoding'], undefined);
});

test('a GET above 32 KiB and a POST above 10 MiB reach the service and are refused by it', async () => {
  const query = `ImageFamily=${'x'.repeat(40 * 1024)}`;
  assert.equal(
    await codeOf(simulator.url, 'DescribeImageFromFamily', {}, { method: 'GET', query }),
    'RequestSizeLimitExceeded',
  );
  const large = JSON.stringify({ ImageFamily: 'x'.repeat(11 * 1024 * 1024) });
  assert.equal(await codeOf(simulator.url, 'DescribeImageFromFamily', large), 'RequestSizeLimitExceeded');
});
