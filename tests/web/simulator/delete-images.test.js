import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService, imageIds } from '../support/in-process.js';

/** @param {string[]} ids */
const remove = (...ids) => ({ ImageIds: ids });

test('success tells nothing but the RequestId', async () => {
  const { call } = createService();
  const answer = await call('DeleteImages', remove('img-web00105', 'img-34vaef8fe'));
  assert.deepEqual(Object.keys(answer), ['RequestId']);
});

test('a deleted image stays visible for a while, in its old state, and is gone for every operation at once', async () => {
  const { call, code, time } = createService();
  await call('DeleteImages', remove('img-web00105'));
  time.ms += 1499;
  const [image] = (await call('DescribeImages', remove('img-web00105'))).ImageSet;
  assert.equal(image.ImageState, 'NORMAL');
  assert.equal(await code('DescribeImageSharePermission', { ImageId: 'img-web00105' }), 'InvalidImageId.NotFound');
  assert.equal(await code('DeleteImages', remove('img-web00105')), 'InvalidImageId.NotFound');
  time.ms += 1;
  assert.deepEqual((await call('DescribeImages', remove('img-web00105'))).ImageSet, []);
});

/** @type {[string, string][]} */
const REFUSED = [
  ['img-shared01', 'InvalidImageId.InShared'],
  ['img-creating', 'InvalidImageId.IncorrectState'],
  ['img-syncing0', 'InvalidImageId.IncorrectState'],
  ['img-importng', 'InvalidImageId.IncorrectState'],
  ['img-using000', 'InvalidImageId.IncorrectState'],
  ['img-unknown0', 'InvalidImageId.IncorrectState'],
  ['img-absent00', 'InvalidImageId.NotFound'],
  ['img-sgweb001', 'InvalidImageId.NotFound'],
  ['img-short', 'InvalidImageId.Malformed'],
  ['img-UPPER000', 'InvalidImageId.Malformed'],
  ['img-recvd001', 'InvalidParameterValue.InvalidImageIdIsShared'],
  ['img-public01', 'InvalidParameterValue.InvalidImageId'],
  ['img-market01', 'InvalidParameterValue.InvalidImageId'],
];

for (const [id, expected] of REFUSED) {
  test(`${id} is refused with ${expected}, its id is in the message, and nothing else goes`, async () => {
    const { call, simulator } = createService();
    const { Error: error } = await call('DeleteImages', remove('img-web00105', id));
    assert.equal(error.Code, expected);
    assert.ok(error.Message.includes(id));
    assert.equal(simulator.requests.entries[0]?.acted, false);
    assert.ok(!simulator.state.regions['ap-guangzhou']?.images.some((image) => image.deleted_at_ms !== undefined));
  });
}

test('a missing image has the message that was seen of the real service', async () => {
  const { call } = createService();
  assert.equal((await call('DeleteImages', remove('img-absent00'))).Error.Message, 'ImageId img-absent00 is not found');
});

test('failed images and images in use by instances can be deleted', async () => {
  const { code } = createService();
  assert.equal(await code('DeleteImages', remove('img-crfailed', 'img-imfailed', 'img-web00309')), null);
});

test('a busy image is MutexOperation.TaskRunning', async () => {
  const { code, control } = createService();
  await control('PATCH', '/_sim/images/ap-guangzhou/img-web00105', { busy: true });
  assert.equal(await code('DeleteImages', remove('img-web00105')), 'MutexOperation.TaskRunning');
});

test('a call takes 100 ids, or what the settings say', async () => {
  const { call, code, control } = createService();
  const ids = Array.from({ length: 101 }, (_, index) => `img-${String(index).padStart(8, '0')}`);
  const { Error: error } = await call('DeleteImages', remove(...ids));
  assert.equal(error.Code, 'InvalidParameterValue.LimitExceeded');
  assert.equal(await code('DeleteImages', remove(...ids.slice(1))), 'InvalidImageId.NotFound');
  await control('PATCH', '/_sim/settings', { max_ids: 2 });
  assert.equal(
    await code('DeleteImages', remove('img-web00105', 'img-web00112', 'img-web00119')),
    'InvalidParameterValue.LimitExceeded',
  );
  assert.equal(await code('DeleteImages', remove('img-web00105', 'img-web00112')), null);
});

test('DryRun checks and changes nothing', async () => {
  const { call, code, control, simulator } = createService();
  assert.deepEqual(Object.keys(await call('DeleteImages', { ...remove('img-web00105'), DryRun: true })), ['RequestId']);
  assert.equal(simulator.requests.entries[0]?.acted, false);
  assert.equal(await code('DeleteImages', { ...remove('img-shared01'), DryRun: true }), 'InvalidImageId.InShared');
  await control('PATCH', '/_sim/settings', { dry_run_answer: 'DryRunOperation' });
  assert.equal(await code('DeleteImages', { ...remove('img-web00105'), DryRun: true }), 'DryRunOperation');
  assert.equal(await code('DeleteImages', remove('img-web00105')), null);
});

test('partial: what can go goes, the error names the first that could not', async () => {
  const { call, control, time } = createService();
  await control('PATCH', '/_sim/settings', { partial: true });
  const ids = ['img-web00105', 'img-shared01', 'img-absent00', 'img-web00112'];
  const { Error: error } = await call('DeleteImages', remove(...ids));
  assert.deepEqual([error.Code, error.Message], ['InvalidImageId.InShared', 'ImageId img-shared01 is in shared']);
  time.ms += 1500;
  assert.deepEqual(imageIds(await call('DescribeImages', remove(...ids))), ['img-shared01']);
});

test('partial "stop": what comes before the first that cannot go', async () => {
  const { call, code, control, time } = createService();
  await control('PATCH', '/_sim/settings', { partial: 'stop' });
  const ids = ['img-web00105', 'img-shared01', 'img-web00112'];
  assert.equal(await code('DeleteImages', remove(...ids)), 'InvalidImageId.InShared');
  time.ms += 1500;
  assert.deepEqual(imageIds(await call('DescribeImages', remove(...ids))), ['img-web00112', 'img-shared01']);
});

test('a second deletion of an image that is still visible can be TaskRunning', async () => {
  const { code, control } = createService();
  await control('PATCH', '/_sim/settings', { delete_again: 'TaskRunning' });
  assert.equal(await code('DeleteImages', remove('img-web00105')), null);
  assert.equal(await code('DeleteImages', remove('img-web00105')), 'MutexOperation.TaskRunning');
});

/** @type {(service: ReturnType<typeof createService>, ...ids: string[]) => Promise<[string, number][]>} */
const snapshots = async ({ call }, ...ids) =>
  (await call('DescribeSnapshots', { SnapshotIds: ids }, { service: 'cbs' })).SnapshotSet.map(
    (/** @type {any} */ each) => [each.SnapshotId, each.ImageCount],
  );

test('snapshots stay unless DeleteBindedSnap is set', async () => {
  const service = createService();
  await service.call('DeleteImages', remove('img-web00105'));
  assert.deepEqual(await snapshots(service, 'snap-web00105'), [['snap-web00105', 0]]);
  await service.call('DeleteImages', { ...remove('img-web00112'), DeleteBindedSnap: true });
  assert.deepEqual(await snapshots(service, 'snap-web00112'), []);
});

test('a snapshot that backs another image as well is left alone', async () => {
  const service = createService();
  assert.deepEqual(await snapshots(service, 'snap-pair0000'), [['snap-pair0000', 2]]);
  await service.call('DeleteImages', { ...remove('img-snappr01'), DeleteBindedSnap: true });
  assert.deepEqual(await snapshots(service, 'snap-pair0000'), [['snap-pair0000', 1]]);
  await service.call('DeleteImages', { ...remove('img-snappr02'), DeleteBindedSnap: true });
  assert.deepEqual(await snapshots(service, 'snap-pair0000'), []);
});

test('bound snapshots can be those of the system disk only', async () => {
  const all = ['snap-many0001', 'snap-many0002', 'snap-many0003'];
  const service = createService();
  await service.control('PATCH', '/_sim/settings', { bound_snapshots: 'system-only' });
  await service.call('DeleteImages', { ...remove('img-snapmany'), DeleteBindedSnap: true });
  assert.deepEqual(await snapshots(service, ...all), [
    ['snap-many0002', 0],
    ['snap-many0003', 0],
  ]);
  const other = createService();
  await other.call('DeleteImages', { ...remove('img-snapmany'), DeleteBindedSnap: true });
  assert.deepEqual(await snapshots(other, ...all), []);
});
