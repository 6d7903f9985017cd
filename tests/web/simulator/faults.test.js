import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService, imageIds } from '../support/in-process.js';

const DELETE = { ImageIds: ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126'] };

/** @param {object} fault */
async function withFault(fault) {
  const service = createService();
  await service.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 0 });
  await service.control('POST', '/_sim/faults', fault);
  const left = async () => imageIds(await service.call('DescribeImages', DELETE));
  return { ...service, left };
}

test('throttle', async () => {
  const { call, left } = await withFault({ kind: 'throttle' });
  const { Error: error } = await call('DeleteImages', DELETE);
  assert.equal(error.Code, 'RequestLimitExceeded');
  assert.match(error.Message, /`11`.*`10`/);
  assert.equal((await left()).length, 4);
});

test('error without and with the effect', async () => {
  const without = await withFault({ kind: 'error', code: 'ResourceInUse.X', message: 'busy' });
  assert.deepEqual((await without.call('DeleteImages', DELETE)).Error, { Code: 'ResourceInUse.X', Message: 'busy' });
  assert.equal((await without.left()).length, 4);
  const withEffect = await withFault({ kind: 'error', effect: 'before-error' });
  assert.equal((await withEffect.call('DeleteImages', DELETE)).Error.Code, 'InternalError');
  assert.equal((await withEffect.left()).length, 0);
  assert.deepEqual(withEffect.simulator.requests.entries[0]?.acted, true);
});

test('partial deletes the first half', async () => {
  const { call, left, simulator } = await withFault({ kind: 'partial' });
  const { Error: error } = await call('DeleteImages', DELETE);
  assert.equal(error.Code, 'InternalError');
  assert.doesNotMatch(error.Message, /img-/);
  assert.deepEqual(await left(), ['img-web00119', 'img-web00126']);
  assert.equal(simulator.requests.entries[0]?.acted, true);
  const three = await withFault({ kind: 'partial', count: 3, code: 'ResourceUnavailable' });
  assert.equal((await three.call('DeleteImages', DELETE)).Error.Code, 'ResourceUnavailable');
  assert.deepEqual(await three.left(), ['img-web00126']);
});

test('unknown-state and page-short alter the answer', async () => {
  const unknown = await withFault({ kind: 'unknown-state', image: 'img-web00112' });
  const { ImageSet: set } = await unknown.call('DescribeImages', DELETE);
  assert.deepEqual(
    set.map((/** @type {any} */ image) => image.ImageState),
    ['NORMAL', 'ARCHIVING', 'NORMAL', 'NORMAL'],
  );
  const family = await withFault({ kind: 'unknown-state', state: 'MOVING' });
  assert.equal((await family.call('DescribeImageFromFamily', { ImageFamily: 'app-base' })).Image.ImageState, 'MOVING');
  const short = await withFault({ kind: 'page-short', action: 'DescribeInstances', drop: 3 });
  const answer = await short.call('DescribeInstances', { Limit: 100 });
  assert.deepEqual([answer.TotalCount, answer.InstanceSet.length], [126, 97]);
});

test('wrong-clock holds for one request', async () => {
  const { send, code } = await withFault({ kind: 'wrong-clock', offset_ms: -3_600_000 });
  const response = await send('DescribeImageQuota');
  assert.equal(response.headers.get('date'), 'Sat, 14 Mar 2026 23:00:00 GMT');
  assert.equal((await response.json()).Response.Error.Code, 'AuthFailure.SignatureExpire');
  assert.equal(await code('DescribeImageQuota'), null);
});

test('action, region, times and skip choose the requests', async () => {
  const { code } = await withFault([
    { kind: 'error', code: 'A', action: 'DescribeImageQuota', region: 'ap-singapore' },
    { kind: 'error', code: 'B', action: 'DescribeImageQuota', skip: 1, times: 2 },
  ]);
  const quota = (region = 'ap-guangzhou') => code('DescribeImageQuota', {}, { region });
  assert.equal(await code('DescribeImages'), null);
  assert.deepEqual(
    [await quota(), await quota('ap-singapore'), await quota(), await quota(), await quota()],
    [null, 'A', 'B', 'B', null],
  );
});

test('without a socket, a lost connection is the TypeError of fetch', async () => {
  const { send, left } = await withFault({ kind: 'reset-after' });
  await assert.rejects(send('DeleteImages', DELETE), TypeError);
  assert.equal((await left()).length, 0);
  const cut = await withFault({ kind: 'cut-body' });
  await assert.rejects(
    cut.send('DeleteImages', DELETE).then((response) => response.text()),
    TypeError,
  );
  const slow = await withFault({ kind: 'slow-body', delay_ms: 1 });
  assert.equal((await slow.call('DescribeImageQuota')).ImageNumQuota, 52);
  const hang = await withFault({ kind: 'hang' });
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 5);
  await assert.rejects(
    hang.simulator.fetch('http://127.0.0.1/', { signal: abort.signal, method: 'POST', body: '{}' }),
    { name: 'AbortError' },
  );
});
