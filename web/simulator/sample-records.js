/** @typedef {import('./types.js').ImageRecord} ImageRecord */
/** @typedef {import('./types.js').Members} Members */

export const ACCOUNT_ID = '100000000001';

/**
 * A custom image of the account that is ready. Its one snapshot is named after it: img-web00105 rests on snap-web00105.
 * @param {string} suffix  of the id
 * @param {string} name
 * @param {string | null} created
 * @param {Members} [more]
 * @returns {ImageRecord}
 */
export function customImage(suffix, name, created, more = {}) {
  return {
    ImageId: `img-${suffix}`,
    OsName: 'TencentOS Server 3.1 (TK4)',
    ImageType: 'PRIVATE_IMAGE',
    CreatedTime: created,
    ImageName: name,
    ImageDescription: '',
    ImageSize: 20,
    Architecture: 'x86_64',
    ImageState: 'NORMAL',
    Platform: 'TencentOS',
    ImageCreator: ACCOUNT_ID,
    ImageSource: 'CREATE_IMAGE',
    SyncPercent: null,
    IsSupportCloudinit: true,
    SnapshotSet: [{ SnapshotId: `snap-${suffix}`, DiskUsage: 'SYSTEM_DISK', DiskSize: 20 }],
    Tags: [],
    LicenseType: 'TencentCloud',
    ...more,
  };
}

/**
 * An image that belongs to somebody else.
 * @param {string} suffix
 * @param {string} name
 * @param {'PUBLIC_IMAGE' | 'SHARED_IMAGE' | 'MARKET_IMAGE'} type
 * @param {Members} [more]
 */
export function foreignImage(suffix, name, type, more = {}) {
  const ImageSource = type === 'SHARED_IMAGE' ? 'CREATE_IMAGE' : 'OFFICIAL';
  const ImageCreator = type === 'SHARED_IMAGE' ? '300000000003' : 'tencent';
  return customImage(suffix, name, '2024-03-01T00:00:00Z', {
    ImageType: type,
    ImageSource,
    ImageCreator,
    SnapshotSet: [],
    ...more,
  });
}

/**
 * @param {ImageRecord} image
 * @param {string[]} absent
 * @returns {ImageRecord}
 */
export function without(image, ...absent) {
  const copy = { ...image };
  for (const name of absent) delete copy[name];
  return copy;
}

/** @param {Record<string, string>} tags */
export const tags = (tags) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

/** @param {string[]} accounts */
export const sharedWith = (...accounts) =>
  accounts.map((AccountId) => ({ AccountId, CreatedTime: '2026-02-01T08:00:00Z' }));

/**
 * @param {string} id
 * @param {string} imageId
 * @param {string} region
 * @returns {Members}
 */
export function instance(id, imageId, region) {
  return {
    InstanceId: id,
    InstanceName: `${id.slice(4)}.example`,
    InstanceType: 'S5.MEDIUM4',
    InstanceState: 'RUNNING',
    RestrictState: 'NORMAL',
    ImageId: imageId,
    OsName: 'TencentOS Server 3.1 (TK4)',
    CreatedTime: '2026-03-10T02:00:00Z',
    LatestOperation: null,
    LatestOperationState: null,
    Tags: [],
    Uuid: `00000000-0000-4000-8000-${id.slice(4).padStart(12, '0')}`,
    zone: `${region}-1`,
  };
}

/**
 * `count` instances of one image, numbered on from `first`.
 * @param {string} prefix  two letters
 * @param {number} first
 * @param {number} count
 * @param {string} imageId
 * @param {string} region
 */
export function instances(prefix, first, count, imageId, region) {
  return Array.from({ length: count }, (_, index) =>
    instance(`ins-${prefix}${String(first + index).padStart(6, '0')}`, imageId, region),
  );
}

/**
 * @param {number} number
 * @param {string} imageId
 * @returns {Members}
 */
export function templateVersion(number, imageId) {
  return {
    LaunchTemplateVersion: number,
    LaunchTemplateVersionData: {
      Placement: { Zone: 'ap-guangzhou-1', ProjectId: 0 },
      InstanceType: 'S5.MEDIUM4',
      ImageId: imageId,
      InstanceCount: 1,
    },
    CreationTime: '2026-01-01T00:00:00Z',
    LaunchTemplateVersionDescription: `version ${number}`,
  };
}

/**
 * @param {string} id
 * @param {string} name
 * @param {number} defaultVersion
 * @param {Members[]} versions
 */
export function launchTemplate(id, name, defaultVersion, versions) {
  return {
    LaunchTemplateId: id,
    LaunchTemplateName: name,
    CreatedBy: ACCOUNT_ID,
    CreationTime: '2026-01-01T00:00:00Z',
    default_version: defaultVersion,
    versions,
  };
}

/**
 * A scaling configuration names its image by id or by family, never by both.
 * @param {string} id
 * @param {string} name
 * @param {{ ImageId: string } | { ImageFamily: string }} image
 * @returns {Members}
 */
export function launchConfiguration(id, name, image) {
  return {
    ProjectId: 0,
    LaunchConfigurationId: id,
    LaunchConfigurationName: name,
    InstanceType: 'S5.MEDIUM4',
    InstanceTypes: ['S5.MEDIUM4'],
    LaunchConfigurationStatus: 'NORMAL',
    InstanceChargeType: 'POSTPAID_BY_HOUR',
    AutoScalingGroupAbstractSet: [{ AutoScalingGroupId: 'asg-example1', AutoScalingGroupName: 'example' }],
    CreatedTime: '2026-01-15T00:00:00Z',
    VersionNumber: 1,
    ImageId: null,
    ImageFamily: null,
    ...image,
  };
}

/**
 * The snapshots that the images of a region rest on.
 * @param {ImageRecord[]} images
 * @returns {Members[]}
 */
export function snapshotsOf(images) {
  /** @type {Map<string, Members>} */
  const byId = new Map();
  for (const image of images) {
    for (const entry of image.SnapshotSet ?? [])
      byId.set(entry.SnapshotId, snapshot(entry, image.CreatedTime ?? '2025-01-01T00:00:00Z'));
  }
  return [...byId.values()];
}

/**
 * @param {Members} entry  of a SnapshotSet
 * @param {string} created
 * @returns {Members}
 */
function snapshot(entry, created) {
  return {
    SnapshotId: entry.SnapshotId,
    SnapshotName: entry.SnapshotId,
    SnapshotState: 'NORMAL',
    SnapshotType: 'PRIVATE_SNAPSHOT',
    DiskUsage: entry.DiskUsage,
    DiskSize: entry.DiskSize,
    DiskId: `disk-${entry.SnapshotId.slice(5)}`,
    CreateTime: created.replace('T', ' ').slice(0, 19),
    DeadlineTime: '',
    Percent: 100,
    IsPermanent: true,
    Encrypt: false,
    CopyFromRemote: false,
    CopyingToRegions: [],
    ShareReference: 0,
    Tags: [],
  };
}
