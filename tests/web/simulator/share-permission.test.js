import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../support/in-process.js';

test('receivers of an image', async () => {
  const { call, code } = createService();
  const receivers = async (/** @type {string} */ id) =>
    (await call('DescribeImageSharePermission', { ImageId: id })).SharePermissionSet;
  assert.deepEqual(await receivers('img-web00105'), []);
  assert.deepEqual(await receivers('img-shared02'), [
    { CreatedTime: '2026-02-01T08:00:00Z', AccountId: '200000000001' },
    { CreatedTime: '2026-02-01T08:00:00Z', AccountId: '200000000002' },
  ]);
  assert.equal(await code('DescribeImageSharePermission', { ImageId: 'img-absent00' }), 'InvalidImageId.NotFound');
  assert.equal(await code('DescribeImageSharePermission', { ImageId: 'img' }), 'InvalidImageId.Malformed');
  assert.equal(
    await code('DescribeImageSharePermission', { ImageId: 'img-recvd001' }),
    'UnauthorizedOperation.ImageNotBelongToAccount',
  );
});

test('an image can be deleted after the last receiver is gone', async () => {
  const { code } = createService();
  const cancel = (/** @type {string[]} */ ...AccountIds) =>
    code('ModifyImageSharePermission', { ImageId: 'img-shared02', AccountIds, Permission: 'CANCEL' });
  assert.equal(await cancel('200000000001'), null);
  assert.equal(await code('DeleteImages', { ImageIds: ['img-shared02'] }), 'InvalidImageId.InShared');
  assert.equal(await cancel('200000000001', '200000000002'), null);
  assert.equal(await code('DeleteImages', { ImageIds: ['img-shared02'] }), null);
});

test('sharing', async () => {
  const { call, code, control } = createService();
  const share = (/** @type {string} */ account, id = 'img-web00105') =>
    code('ModifyImageSharePermission', { ImageId: id, AccountIds: [account], Permission: 'SHARE' });
  assert.equal(await share('200000000009'), null);
  const { SharePermissionSet: receivers } = await call('DescribeImageSharePermission', { ImageId: 'img-web00105' });
  assert.deepEqual(receivers, [{ CreatedTime: '2026-03-15T00:00:00Z', AccountId: '200000000009' }]);
  assert.equal(await share('200000000009'), 'FailedOperation.AccountAlreadyExists');
  assert.equal(await share('100000000001'), 'FailedOperation.AccountIsYourSelf');
  assert.equal(await share('100000000042'), 'FailedOperation.NotMasterAccount');
  assert.equal(await share('someone'), 'InvalidAccountId.NotFound');
  assert.equal(await share('200000000001', 'img-using000'), 'InvalidParameterValue.InvalidImageState');
  assert.equal(await share('200000000001', 'img-public01'), 'UnauthorizedOperation.ImageNotBelongToAccount');
  await control('PATCH', '/_sim/images/ap-guangzhou/img-web00112', { LicenseType: 'BYOL' });
  assert.equal(await share('200000000001', 'img-web00112'), 'FailedOperation.BYOLImageShareFailed');
  const wrong = { ImageId: 'img-web00105', AccountIds: ['200000000001'], Permission: 'GIVE' };
  assert.equal(await code('ModifyImageSharePermission', wrong), 'InvalidParameterValue');
});

test('an image has at most 500 receivers', async () => {
  const { code, control } = createService();
  const shared = Array.from({ length: 500 }, (_, index) => String(300_000_000_000 + index));
  await control('PATCH', '/_sim/images/ap-guangzhou/img-web00105', { shared_with: shared });
  const more = { ImageId: 'img-web00105', AccountIds: ['200000000001'], Permission: 'SHARE' };
  assert.equal(await code('ModifyImageSharePermission', more), 'OverQuota');
});
