import {
  customImage,
  foreignImage,
  instances,
  launchConfiguration,
  launchTemplate,
  sharedWith,
  snapshotsOf,
  tags,
  templateVersion,
  without,
} from './sample-records.js';

const REGION = 'ap-guangzhou';

/** Ten weekly images of one prefix: instances run from the two newest, the others can go. */
const web = ['01-05', '01-12', '01-19', '01-26', '02-02', '02-09', '02-16', '02-23', '03-02', '03-09'].map((day) =>
  customImage(`web0${day.replace('-', '')}`, `web-2026-${day}`, `2026-${day}T02:00:00Z`, {
    Tags: tags({ env: 'prod' }),
  }),
);

const templates = [
  customImage('api51201', 'api-2025-12-01', '2025-12-01T02:00:00Z'),
  customImage('api60101', 'api-2026-01-01', '2026-01-01T02:00:00+00:00'),
  customImage('api60201', 'api-2026-02-01', '2026-02-01T02:00:00Z'),
  customImage('api60301', 'api-2026-03-01', '2026-03-01T02:00:00Z'),
  customImage('tmpl0002', 'legacy-base', '2025-02-01T02:00:00Z'),
  customImage('tmpl0033', 'base-33', '2026-02-20T02:00:00Z'),
  customImage('tmpl0034', 'base-34', '2026-02-27T02:00:00Z'),
];

const families = [
  customImage('appbase1', 'app-base-2026-01', '2026-01-10T02:00:00Z', {
    ImageFamily: 'app-base',
    ImageDeprecated: false,
  }),
  customImage('appbase2', 'app-base-2026-02', '2026-02-10T02:00:00Z', {
    ImageFamily: 'app-base',
    ImageDeprecated: false,
  }),
  customImage('appbase3', 'app-base-2026-03', '2026-03-10T02:00:00Z', {
    ImageFamily: 'app-base',
    ImageDeprecated: false,
  }),
  customImage('golden01', 'golden-1', '2026-01-15T02:00:00Z', { ImageFamily: 'golden', ImageDeprecated: false }),
  customImage('golden02', 'golden-2', '2026-02-15T02:00:00Z', { ImageFamily: 'golden', ImageDeprecated: true }),
];

const busy = { SnapshotSet: [] };
const states = [
  customImage('creating', 'state-creating', '2026-03-12T02:00:00Z', { ImageState: 'CREATING', ...busy }),
  customImage('crfailed', 'state-createfailed', '2026-02-12T02:00:00Z', { ImageState: 'CREATEFAILED', ...busy }),
  customImage('syncing0', 'state-syncing', '2026-02-13T02:00:00Z', { ImageState: 'SYNCING', SyncPercent: 40 }),
  customImage('importng', 'state-importing', '2026-03-12T03:00:00Z', {
    ImageState: 'IMPORTING',
    ImageSource: 'EXTERNAL_IMPORT',
    ...busy,
  }),
  customImage('imfailed', 'state-importfailed', '2026-02-14T02:00:00Z', {
    ImageState: 'IMPORTFAILED',
    ImageSource: 'EXTERNAL_IMPORT',
    ...busy,
  }),
  customImage('using000', 'state-using', '2026-02-15T02:00:00Z', { ImageState: 'USING' }),
  customImage('unknown0', 'state-unknown', '2026-02-16T02:00:00Z', { ImageState: 'ARCHIVING' }),
];

const sharing = [
  customImage('shared01', 'shared-to-one', '2026-01-20T02:00:00Z', { shared_with: sharedWith('200000000001') }),
  customImage('shared02', 'shared-to-two', '2026-01-21T02:00:00Z', {
    shared_with: sharedWith('200000000001', '200000000002'),
  }),
];

const tagged = [
  customImage('keeptag0', 'protected-by-keep', '2025-06-01T02:00:00Z', { Tags: tags({ keep: 'true' }) }),
  customImage('keeptil1', 'protected-until-2027', '2025-06-02T02:00:00Z', {
    Tags: tags({ 'keep-until': '2027-01-01' }),
  }),
  customImage('keeptil0', 'protection-expired', '2025-06-03T02:00:00Z', {
    Tags: tags({ 'keep-until': '2025-12-31', env: 'dev' }),
  }),
  customImage('envdev01', 'dev-sandbox-1', '2026-01-07T02:00:00Z', { Tags: tags({ env: 'dev' }) }),
  customImage('envdev02', 'dev-sandbox-2', '2026-01-08T02:00:00Z', { Tags: tags({ env: 'dev', team: 'web' }) }),
];

const incomplete = [
  customImage('nodate00', 'created-null', null),
  without(customImage('nodate01', 'created-absent', null), 'CreatedTime'),
  customImage('notags00', 'tags-null', '2026-01-09T02:00:00Z', { Tags: null }),
  without(customImage('notags01', 'tags-absent', '2026-01-09T03:00:00Z'), 'Tags'),
];

const systemDisk = (/** @type {string} */ SnapshotId) => ({ SnapshotId, DiskUsage: 'SYSTEM_DISK', DiskSize: 20 });
const dataDisk = (/** @type {string} */ SnapshotId) => ({ SnapshotId, DiskUsage: 'DATA_DISK', DiskSize: 100 });
const onSnapshots = [
  customImage('snappr01', 'snapshot-pair-1', '2026-01-11T02:00:00Z', { SnapshotSet: [systemDisk('snap-pair0000')] }),
  customImage('snappr02', 'snapshot-pair-2', '2026-01-11T03:00:00Z', { SnapshotSet: [systemDisk('snap-pair0000')] }),
  customImage('snapmany', 'three-snapshots', '2026-01-12T02:00:00Z', {
    ImageSize: 220,
    SnapshotSet: [systemDisk('snap-many0001'), dataDisk('snap-many0002'), dataDisk('snap-many0003')],
  }),
];

const named = [
  customImage('chinese0', '网站备份-2026-01', '2026-01-13T02:00:00Z', { ImageDescription: '未命名' }),
  customImage('emoji000', '🚀 rocket 测试 🧪', '2026-01-14T02:00:00Z'),
  customImage('34vaef8fe', 'nine-character-id', '2026-01-16T02:00:00Z'),
  customImage('twin0001', 'twin', '2026-01-17T02:00:00Z'),
  customImage('twin0002', 'twin', '2026-01-18T02:00:00Z'),
  customImage('lastpage', 'batch-worker', '2025-11-20T02:00:00Z'),
  customImage('scaling1', 'scaling-worker', '2026-01-22T02:00:00Z'),
];

const foreign = [
  foreignImage('public01', 'TencentOS Server 3.1 (TK4)', 'PUBLIC_IMAGE'),
  foreignImage('public02', 'Ubuntu Server 22.04 LTS 64bit', 'PUBLIC_IMAGE', {
    Platform: 'Ubuntu',
    OsName: 'Ubuntu Server 22.04 LTS 64bit',
  }),
  foreignImage('recvd001', 'shared-to-us-1', 'SHARED_IMAGE'),
  foreignImage('recvd002', 'shared-to-us-2', 'SHARED_IMAGE'),
  foreignImage('market01', 'market-wordpress', 'MARKET_IMAGE'),
];

const images = [
  ...web,
  ...templates,
  ...families,
  ...states,
  ...sharing,
  ...tagged,
  ...incomplete,
  ...onSnapshots,
  ...named,
  ...foreign,
];

/** Version 33 is the default and 34 the latest: neither is seen by who stops at the service's default of 30. */
const manyVersions = Array.from({ length: 34 }, (_, index) => {
  const number = index + 1;
  return templateVersion(
    number,
    [2, 33, 34].includes(number) ? `img-tmpl${String(number).padStart(4, '0')}` : 'img-public01',
  );
});

/** @type {Partial<import('./types.js').RegionState>} */
export const GUANGZHOU = {
  quota: 52,
  images,
  // More than one page of 100; the only user of img-lastpage comes last.
  instances: [
    ...instances('gz', 1, 62, 'img-web00309', REGION),
    ...instances('gz', 63, 50, 'img-web00302', REGION),
    ...instances('gz', 113, 12, 'img-public01', REGION),
    ...instances('gz', 125, 1, 'img-gone0000', REGION),
    ...instances('gz', 126, 1, 'img-lastpage', REGION),
  ],
  launch_templates: [
    launchTemplate('lt-api00001', 'api', 3, [
      templateVersion(1, 'img-api51201'),
      templateVersion(2, 'img-api60101'),
      templateVersion(3, 'img-api60201'),
      templateVersion(4, 'img-api60301'),
    ]),
    launchTemplate('lt-many0001', 'base', 33, manyVersions),
  ],
  launch_configurations: [
    launchConfiguration('asc-byid0001', 'scaling-by-id', { ImageId: 'img-scaling1' }),
    launchConfiguration('asc-family01', 'scaling-by-family', { ImageFamily: 'app-base' }),
  ],
  snapshots: snapshotsOf(images),
};
