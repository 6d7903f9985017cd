import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService, imageIds } from '../support/in-process.js';

/**
 * @param {string} name
 * @param {string[]} values
 */
const filter = (name, ...values) => ({ Name: name, Values: values });

test('pages hold 20 images unless asked otherwise, at most 100', async () => {
  const { call, code } = createService();
  const first = await call('DescribeImages');
  assert.equal(first.TotalCount, 55);
  assert.equal(first.ImageSet.length, 20);
  const last = await call('DescribeImages', { Offset: 40, Limit: 100 });
  assert.equal(last.ImageSet.length, 15);
  assert.deepEqual((await call('DescribeImages', { Offset: 100 })).ImageSet, []);
  for (const wrong of [{ Limit: 101 }, { Limit: 0 }, { Offset: -1 }]) {
    assert.equal(await code('DescribeImages', wrong), 'InvalidParameterValue.InvalidParameterValueLimit');
  }
});

test('images are answered with the members of the API and with no others', async () => {
  const { call } = createService();
  const [image] = (await call('DescribeImages', { ImageIds: ['img-shared01'] })).ImageSet;
  assert.deepEqual(image, {
    ImageId: 'img-shared01',
    OsName: 'TencentOS Server 3.1 (TK4)',
    ImageType: 'PRIVATE_IMAGE',
    CreatedTime: '2026-01-20T02:00:00Z',
    ImageName: 'shared-to-one',
    ImageDescription: '',
    ImageSize: 20,
    Architecture: 'x86_64',
    ImageState: 'NORMAL',
    Platform: 'TencentOS',
    ImageCreator: '100000000001',
    ImageSource: 'CREATE_IMAGE',
    SyncPercent: null,
    IsSupportCloudinit: true,
    SnapshotSet: [{ SnapshotId: 'snap-shared01', DiskUsage: 'SYSTEM_DISK', DiskSize: 20 }],
    Tags: [],
    LicenseType: 'TencentCloud',
  });
});

test('members may be null or absent', async () => {
  const { call } = createService();
  const ids = ['img-nodate00', 'img-nodate01', 'img-notags00', 'img-notags01'];
  const [dateNull, dateAbsent, tagsNull, tagsAbsent] = (await call('DescribeImages', { ImageIds: ids })).ImageSet;
  assert.equal(dateNull.CreatedTime, null);
  assert.ok(!('CreatedTime' in dateAbsent));
  assert.equal(tagsNull.Tags, null);
  assert.ok(!('Tags' in tagsAbsent));
});

test('ids that do not exist are left out, malformed ones are an error', async () => {
  const { call, code } = createService();
  assert.deepEqual(
    await call('DescribeImages', { ImageIds: ['img-absent00'] }).then(({ ImageSet, TotalCount }) => [
      ImageSet,
      TotalCount,
    ]),
    [[], 0],
  );
  assert.deepEqual(imageIds(await call('DescribeImages', { ImageIds: ['img-absent00', 'img-34vaef8fe'] })), [
    'img-34vaef8fe',
  ]);
  assert.equal(await code('DescribeImages', { ImageIds: ['img'] }), 'InvalidImageId.Malformed');
  assert.equal(await code('DescribeImages', { Filters: [filter('image-id', 'img')] }), 'InvalidImageId.Malformed');
});

test('ImageIds and Filters exclude each other', async () => {
  const { code } = createService();
  const both = { ImageIds: ['img-web00105'], Filters: [filter('image-type', 'PRIVATE_IMAGE')] };
  assert.equal(await code('DescribeImages', both), 'InvalidParameter.InvalidParameterCoexistImageIdsFilters');
});

test('filters: types, fuzzy names, tags; AND between filters, OR within one', async () => {
  const { call } = createService();
  const find = async (/** @type {{ Name: string, Values: string[] }[]} */ ...filters) =>
    call('DescribeImages', { Filters: filters, Limit: 100 });
  assert.equal((await find(filter('image-type', 'PRIVATE_IMAGE'))).TotalCount, 50);
  assert.deepEqual(imageIds(await find(filter('image-type', 'SHARED_IMAGE', 'MARKET_IMAGE'))), [
    'img-recvd001',
    'img-recvd002',
    'img-market01',
  ]);
  assert.deepEqual(imageIds(await find(filter('image-name', 'WIN'))), ['img-twin0001', 'img-twin0002']);
  assert.deepEqual(imageIds(await find(filter('image-name', '🚀'))), ['img-emoji000']);
  assert.deepEqual(imageIds(await find(filter('tag:env', 'dev'), filter('tag-key', 'team', 'keep-until'))), [
    'img-keeptil0',
    'img-envdev02',
  ]);
  assert.deepEqual(imageIds(await find(filter('tag-value', '2027-01-01'))), ['img-keeptil1']);
  assert.deepEqual(imageIds(await find(filter('platform', 'ubuntu'))), ['img-public02']);
  assert.deepEqual(imageIds(await find(filter('image-id', 'img-web00105', 'img-absent00'))), ['img-web00105']);
});

test('filters have limits, and the state is none of them', async () => {
  const { code } = createService();
  assert.equal(await code('DescribeImages', { Filters: [filter('image-state', 'NORMAL')] }), 'InvalidFilter');
  assert.equal(
    await code('DescribeImages', { Filters: [filter('image-name', '1', '2', '3', '4', '5', '6')] }),
    'InvalidFilterValue.LimitExceeded',
  );
  const eleven = Array.from({ length: 11 }, () => filter('image-name', 'web'));
  assert.equal(await code('DescribeImages', { Filters: eleven }), 'InvalidParameterValue.LimitExceeded');
  assert.equal(await code('DescribeImages', { InstanceType: 's5' }), 'InvalidInstanceType.Malformed');
});

test('quota of each region', async () => {
  const { call } = createService();
  const quota = async (/** @type {string} */ region) =>
    (await call('DescribeImageQuota', {}, { region })).ImageNumQuota;
  assert.deepEqual(
    [await quota('ap-guangzhou'), await quota('ap-singapore'), await quota('ap-shanghai-fsi'), await quota('ap-tokyo')],
    [52, 20, 10, 500],
  );
});

test('a family resolves to its newest usable image', async () => {
  const { call, control } = createService();
  const family = async (/** @type {string} */ name) =>
    (await call('DescribeImageFromFamily', { ImageFamily: name })).Image?.ImageId ?? null;
  assert.equal(await family('app-base'), 'img-appbase3');
  assert.equal(await family('golden'), 'img-golden01');
  assert.equal(await family('none'), null);
  await control('PATCH', '/_sim/images/ap-guangzhou/img-appbase3', { ImageState: 'SYNCING' });
  assert.equal(await family('app-base'), 'img-appbase2');
  await call('DeleteImages', { ImageIds: ['img-appbase2'] });
  assert.equal(await family('app-base'), 'img-appbase1');
  assert.equal((await call('DescribeImageFromFamily', {})).Image, null);
});
