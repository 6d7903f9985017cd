import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../support/in-process.js';
import { KEYS } from '../support/tc3.js';

/**
 * @param {number} count
 * @param {() => Promise<unknown>} act
 */
async function times(count, act) {
  for (let index = 0; index < count; index += 1) await act();
}

test('the eleventh DeleteImages in a second is one too many, and the message says so', async () => {
  const { call, time } = createService();
  const dryRun = { ImageIds: ['img-web00105'], DryRun: true };
  await times(10, async () => assert.equal((await call('DeleteImages', dryRun)).Error, undefined));
  const { Error: error } = await call('DeleteImages', dryRun);
  assert.equal(error.Code, 'RequestLimitExceeded');
  assert.match(error.Message, /`11`.*`10`.*`DeleteImages`/);
  time.ms += 1000;
  assert.equal((await call('DeleteImages', dryRun)).Error, undefined);
});

test('the second slides', async () => {
  const { code, control, time } = createService();
  await control('PATCH', '/_sim/settings', { rates: { DescribeImageQuota: 2 } });
  assert.equal(await code('DescribeImageQuota'), null);
  time.ms += 900;
  assert.equal(await code('DescribeImageQuota'), null);
  time.ms += 100;
  assert.equal(await code('DescribeImageQuota'), null);
  time.ms += 899;
  assert.equal(await code('DescribeImageQuota'), 'RequestLimitExceeded');
});

test('each action, region and user has a count of its own', async () => {
  const { code } = createService({ settings: { rates: { DescribeImageQuota: 1, DescribeImages: 1 } } });
  assert.equal(await code('DescribeImageQuota'), null);
  assert.equal(await code('DescribeImages'), null);
  assert.equal(await code('DescribeImageQuota', {}, { region: 'ap-singapore' }), null);
  assert.equal(await code('DescribeImageQuota', {}, { key: KEYS.subAccount }), null);
  assert.equal(await code('DescribeImageQuota'), 'RequestLimitExceeded');
});

test('rates of the actions', async () => {
  const { code } = createService();
  const limits = /** @type {const} */ ([
    ['DescribeImages', 40],
    ['DescribeImageQuota', 10],
    ['DescribeImageFromFamily', 20],
    ['DescribeInstances', 40],
    ['DescribeLaunchTemplates', 20],
  ]);
  for (const [action, limit] of limits) {
    await times(limit, async () => assert.equal(await code(action), null));
    assert.equal(await code(action), 'RequestLimitExceeded', action);
  }
});

test('a request whose signature is wrong does not count', async () => {
  const { code } = createService({ settings: { rates: { DescribeImageQuota: 1 } } });
  assert.equal(
    await code('DescribeImageQuota', {}, { key: { ...KEYS.main, secretKey: 'x' } }),
    'AuthFailure.SignatureFailure',
  );
  assert.equal(await code('DescribeImageQuota'), null);
});

test('rates and settings of the start stay after a reset', async () => {
  const { code, control } = createService({ settings: { rates: { DescribeImageQuota: 1 } } });
  await control('PATCH', '/_sim/settings', { rates: { DescribeImageQuota: 5 }, max_ids: 3 });
  await times(5, async () => assert.equal(await code('DescribeImageQuota'), null));
  await control('POST', '/_sim/reset');
  const settings = await control('GET', '/_sim/settings');
  assert.deepEqual([settings.rates, settings.max_ids], [{ DescribeImageQuota: 1 }, 100]);
  assert.equal(await code('DescribeImageQuota'), null);
  assert.equal(await code('DescribeImageQuota'), 'RequestLimitExceeded');
});
