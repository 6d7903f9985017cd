import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import tencentcloud from 'tencentcloud-sdk-nodejs-cvm';
import { startSimulator } from '../support/simulator.js';
import { KEYS } from '../support/tc3.js';

/** @type {import('../support/simulator.js').RunningSimulator} */
let simulator;
before(async () => {
  simulator = await startSimulator();
});
after(() => simulator.stop());
beforeEach(() => simulator.control('POST', '/_sim/reset'));

/**
 * @param {'GET' | 'POST'} reqMethod
 * @param {{ secretId: string, secretKey: string, token?: string }} credential
 */
function createClient(reqMethod, credential = KEYS.main) {
  const httpProfile = { endpoint: new URL(simulator.url).host, protocol: 'http://', reqMethod };
  return new tencentcloud.cvm.v20170312.Client({ credential, region: 'ap-guangzhou', profile: { httpProfile } });
}

for (const method of /** @type {const} */ (['POST', 'GET'])) {
  test(`the official Node SDK, unchanged, by ${method}`, async () => {
    const client = createClient(method);
    const filters = [{ Name: 'image-type', Values: ['PRIVATE_IMAGE'] }];
    const listed = await client.DescribeImages({ Filters: filters, Limit: 100 });
    assert.equal(listed.TotalCount, 50);
    assert.equal(listed.ImageSet?.[0]?.ImageId, 'img-web00105');
    assert.equal((await client.DescribeImageQuota()).ImageNumQuota, 52);
    const shared = await client.DescribeImageSharePermission({ ImageId: 'img-shared01' });
    assert.deepEqual(shared.SharePermissionSet, [{ CreatedTime: '2026-02-01T08:00:00Z', AccountId: '200000000001' }]);
    const done = await client.DeleteImages({ ImageIds: ['img-web00105', 'img-web00112'], DeleteBindedSnap: true });
    assert.match(done.RequestId ?? '', /^[0-9a-f-]{36}$/);
    await simulator.control('POST', '/_sim/clock', { advance_ms: 1500 });
    assert.equal(
      (await client.DescribeImages({ ImageIds: ['img-web00105', 'img-web00112', 'img-web00119'] })).TotalCount,
      1,
    );
    const log = await simulator.control('GET', '/_sim/requests');
    assert.deepEqual(
      log.map((/** @type {any} */ each) => [each.method, each.service, each.code]),
      Array(5).fill([method, '127', null]),
    );
  });
}

test("the official SDK reads the simulator's errors", async () => {
  const client = createClient('POST');
  await assert.rejects(client.DeleteImages({ ImageIds: ['img-absent00'] }), { code: 'InvalidImageId.NotFound' });
  await assert.rejects(client.DeleteImages({ ImageIds: ['img-shared01'] }), { code: 'InvalidImageId.InShared' });
  await assert.rejects(createClient('POST', { ...KEYS.main, secretKey: 'wrong' }).DescribeImageQuota(), {
    code: 'AuthFailure.SignatureFailure',
  });
  assert.equal((await createClient('POST', KEYS.temporary).DescribeImageQuota()).ImageNumQuota, 52);
});
