import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../support/in-process.js';
import { KEYS } from '../support/tc3.js';

const AS = { service: 'as', version: '2018-04-19' };

test('instances need more than one page, and the last names an image of its own', async () => {
  const { call } = createService();
  const pages = [
    await call('DescribeInstances', { Limit: 100 }),
    await call('DescribeInstances', { Limit: 100, Offset: 100 }),
  ];
  assert.deepEqual(
    pages.map((page) => [page.TotalCount, page.InstanceSet.length]),
    [
      [126, 100],
      [126, 26],
    ],
  );
  const images = pages.flatMap((page) => page.InstanceSet.map((/** @type {any} */ each) => each.ImageId));
  assert.equal(images.indexOf('img-lastpage'), 125);
  assert.equal(images.filter((id) => id === 'img-web00309').length, 62);
  assert.deepEqual(Object.keys(pages[0].InstanceSet[0]).sort(), [
    'CreatedTime',
    'ImageId',
    'InstanceId',
    'InstanceName',
    'InstanceState',
    'InstanceType',
    'LatestOperation',
    'LatestOperationState',
    'OsName',
    'RestrictState',
    'Tags',
    'Uuid',
  ]);
});

test('instances have no filter by image', async () => {
  const { call, code } = createService();
  assert.equal(
    await code('DescribeInstances', { Filters: [{ Name: 'image-id', Values: ['img-lastpage'] }] }),
    'InvalidFilter',
  );
  assert.equal(
    (await call('DescribeInstances', { Filters: [{ Name: 'zone', Values: ['ap-guangzhou-1'] }] })).TotalCount,
    126,
  );
  assert.equal(
    (await call('DescribeInstances', { InstanceIds: ['ins-gz000126'] })).InstanceSet[0].ImageId,
    'img-lastpage',
  );
  assert.equal(await code('DescribeInstances', { InstanceIds: ['i-1'] }), 'InvalidInstanceId.Malformed');
  assert.equal(
    await code('DescribeInstances', { InstanceIds: Array(101).fill('ins-gz000001') }),
    'InvalidParameterValue.LimitExceeded',
  );
  assert.equal(await code('DescribeInstances', { Limit: 101 }), 'InvalidParameterValue');
});

test('an instance goes on naming its image after that is deleted', async () => {
  const { call } = createService();
  await call('DeleteImages', { ImageIds: ['img-lastpage'] });
  assert.equal(
    (await call('DescribeInstances', { InstanceIds: ['ins-gz000126'] })).InstanceSet[0].ImageId,
    'img-lastpage',
  );
});

test('launch templates', async () => {
  const { call, code } = createService();
  const { LaunchTemplateSet: set, TotalCount } = await call('DescribeLaunchTemplates');
  assert.equal(TotalCount, 2);
  assert.deepEqual(set[1], {
    LatestVersionNumber: 34,
    LaunchTemplateId: 'lt-many0001',
    LaunchTemplateName: 'base',
    DefaultVersionNumber: 33,
    LaunchTemplateVersionCount: 34,
    CreatedBy: '100000000001',
    CreationTime: '2026-01-01T00:00:00Z',
  });
  assert.equal((await call('DescribeLaunchTemplates', { LaunchTemplateIds: ['lt-api00001'] })).TotalCount, 1);
  assert.equal(
    await code('DescribeLaunchTemplates', { LaunchTemplateIds: ['lt-absent00'] }),
    'InvalidParameterValue.LaunchTemplateIdNotExisted',
  );
  assert.equal(
    await code('DescribeLaunchTemplates', { LaunchTemplateIds: ['x'] }),
    'InvalidParameterValue.LaunchTemplateIdMalformed',
  );
});

test('launch template versions: by number, the default one, all of them by page', async () => {
  const { call, code } = createService();
  const versions = async (/** @type {object} */ more, id = 'lt-many0001') => {
    const answer = await call('DescribeLaunchTemplateVersions', { LaunchTemplateId: id, ...more });
    return answer.LaunchTemplateVersionSet.map((/** @type {any} */ each) => [
      each.LaunchTemplateVersion,
      each.IsDefaultVersion,
      each.LaunchTemplateVersionData.ImageId,
    ]);
  };
  assert.deepEqual(await versions({}, 'lt-api00001'), [
    [1, false, 'img-api51201'],
    [2, false, 'img-api60101'],
    [3, true, 'img-api60201'],
    [4, false, 'img-api60301'],
  ]);
  assert.deepEqual(await versions({ DefaultVersion: true }), [[33, true, 'img-tmpl0033']]);
  assert.deepEqual(await versions({ LaunchTemplateVersions: [34, 2] }), [
    [2, false, 'img-tmpl0002'],
    [34, false, 'img-tmpl0034'],
  ]);
  assert.equal((await call('DescribeLaunchTemplateVersions', { LaunchTemplateId: 'lt-many0001' })).TotalCount, 30);
  assert.equal((await versions({ Offset: 0, Limit: 100 })).length, 34);
  assert.equal((await versions({ MinVersion: 33, MaxVersion: 40 })).length, 2);
  const both = { LaunchTemplateId: 'lt-many0001', LaunchTemplateVersions: [1], Limit: 5 };
  assert.equal(await code('DescribeLaunchTemplateVersions', both), 'InvalidParameterConflict');
  const absent = { LaunchTemplateId: 'lt-many0001', LaunchTemplateVersions: [99] };
  assert.equal(
    await code('DescribeLaunchTemplateVersions', absent),
    'InvalidParameterValue.LaunchTemplateIdVerNotExisted',
  );
});

test('scaling configurations name an image by id or by family', async () => {
  const { call } = createService();
  const { LaunchConfigurationSet: set } = await call('DescribeLaunchConfigurations', { Limit: 100 }, AS);
  assert.deepEqual(
    set.map((/** @type {any} */ each) => [each.LaunchConfigurationId, each.ImageId, each.ImageFamily]),
    [
      ['asc-byid0001', 'img-scaling1', null],
      ['asc-family01', null, 'app-base'],
    ],
  );
  assert.equal(
    (await call('DescribeLaunchConfigurations', { LaunchConfigurationIds: ['asc-family01'] }, AS)).TotalCount,
    1,
  );
});

test('snapshots tell which images rest on them', async () => {
  const { call } = createService();
  const filters = [{ Name: 'snapshot-id', Values: ['snap-pair0000'] }];
  const [snapshot] = (await call('DescribeSnapshots', { Filters: filters }, { service: 'cbs' })).SnapshotSet;
  assert.equal(snapshot.SnapshotState, 'NORMAL');
  assert.equal(snapshot.ImageCount, 2);
  assert.deepEqual(snapshot.Images, [
    { ImageName: 'snapshot-pair-1', ImageId: 'img-snappr01' },
    { ImageName: 'snapshot-pair-2', ImageId: 'img-snappr02' },
  ]);
});

test('regions, old and new', async () => {
  const { call, code } = createService();
  const old = await call('DescribeRegions', {}, { region: '' });
  assert.equal(old.TotalCount, 19);
  assert.deepEqual(old.RegionSet[0], {
    Region: 'ap-guangzhou',
    RegionName: 'South China (Guangzhou)',
    RegionState: 'AVAILABLE',
  });
  const product = { service: 'region', version: '2022-06-27', region: '' };
  const answer = await call('DescribeRegions', { Product: 'cvm' }, product);
  assert.equal(answer.TotalCount, 19);
  assert.equal(answer.RegionSet[0].RegionIdMC, null);
  assert.equal(await code('DescribeRegions', {}, product), 'MissingParameter');
});

test("the caller's identity", async () => {
  const { call } = createService();
  const sts = { service: 'sts', version: '2018-08-13', region: '' };
  const { RequestId, ...identity } = await call('GetCallerIdentity', {}, sts);
  assert.equal(typeof RequestId, 'string');
  assert.deepEqual(identity, {
    Arn: 'qcs::cam::uin/100000000001:uin/100000000001',
    AccountId: '100000000001',
    UserId: '100000000001',
    PrincipalId: '100000000001',
    Type: 'CAMUser',
  });
  assert.equal((await call('GetCallerIdentity', {}, { ...sts, key: KEYS.temporary })).Type, 'CAMRole');
});
