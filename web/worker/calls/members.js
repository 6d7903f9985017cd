// Which members of an answer a page gets to see. What is not listed does not leave the worker: UserData and
// LoginSettings of instances, templates and scaling configurations above all.

import { Problem } from '../http/problem.js';

/**
 * `1`: a text, number or truth value; a list of one: a list; an object: its listed members.
 * @typedef {1 | MemberList | MemberMap} Members
 * @typedef {Members[]} MemberList
 * @typedef {{ [name: string]: Members }} MemberMap
 */

/** @type {Members} */
const IMAGE = {
  ImageId: 1,
  ImageName: 1,
  ImageDescription: 1,
  ImageType: 1,
  ImageState: 1,
  ImageSize: 1,
  ImageCreator: 1,
  ImageSource: 1,
  ImageFamily: 1,
  ImageDeprecated: 1,
  CreatedTime: 1,
  OsName: 1,
  Platform: 1,
  Architecture: 1,
  SyncPercent: 1,
  IsSupportCloudinit: 1,
  LicenseType: 1,
  SnapshotSet: [{ SnapshotId: 1, DiskUsage: 1, DiskSize: 1 }],
  Tags: [{ Key: 1, Value: 1 }],
};

/** @param {Record<string, Members>} members @returns {Members} */
const listed = (members) => ({ ...members, TotalCount: 1, RequestId: 1 });

/** The reads that a page may ask for. @type {Record<string, { members: Members, regional: boolean }>} */
export const READS = {
  DescribeImages: { regional: true, members: listed({ ImageSet: [IMAGE] }) },
  DescribeImageQuota: { regional: true, members: { ImageNumQuota: 1, RequestId: 1 } },
  DescribeImageSharePermission: {
    regional: true,
    members: { SharePermissionSet: [{ AccountId: 1, CreatedTime: 1 }], RequestId: 1 },
  },
  DescribeImageFromFamily: { regional: true, members: { Image: IMAGE, RequestId: 1 } },
  DescribeInstances: {
    regional: true,
    members: listed({
      InstanceSet: [{ InstanceId: 1, InstanceName: 1, InstanceState: 1, InstanceType: 1, ImageId: 1, CreatedTime: 1 }],
    }),
  },
  DescribeLaunchTemplates: {
    regional: true,
    members: listed({
      LaunchTemplateSet: [
        {
          LaunchTemplateId: 1,
          LaunchTemplateName: 1,
          DefaultVersionNumber: 1,
          LatestVersionNumber: 1,
          LaunchTemplateVersionCount: 1,
        },
      ],
    }),
  },
  DescribeLaunchTemplateVersions: {
    regional: true,
    members: listed({
      LaunchTemplateVersionSet: [
        {
          LaunchTemplateId: 1,
          LaunchTemplateVersion: 1,
          IsDefaultVersion: 1,
          LaunchTemplateVersionData: { ImageId: 1 },
        },
      ],
    }),
  },
  DescribeLaunchConfigurations: {
    regional: true,
    members: listed({
      LaunchConfigurationSet: [{ LaunchConfigurationId: 1, LaunchConfigurationName: 1, ImageId: 1, ImageFamily: 1 }],
    }),
  },
  DescribeSnapshots: {
    regional: true,
    members: listed({
      SnapshotSet: [
        {
          SnapshotId: 1,
          SnapshotName: 1,
          SnapshotState: 1,
          DiskUsage: 1,
          DiskSize: 1,
          ImageCount: 1,
          Images: [{ ImageId: 1, ImageName: 1 }],
        },
      ],
    }),
  },
  DescribeRegions: {
    regional: false,
    members: listed({ RegionSet: [{ Region: 1, RegionName: 1, RegionState: 1 }] }),
  },
  GetCallerIdentity: { regional: false, members: { AccountId: 1, Arn: 1, Type: 1, UserId: 1, RequestId: 1 } },
};

/**
 * The listed members of a value, and nothing of another shape than listed.
 * @param {any} value
 * @param {Members} members
 * @returns {any}
 */
export function cut(value, members) {
  if (value === null || value === undefined) return value;
  if (members === 1) return typeof value === 'object' ? undefined : value;
  if (Array.isArray(members)) return Array.isArray(value) ? value.map((item) => cut(item, members[0])) : undefined;
  if (typeof value !== 'object' || Array.isArray(value)) return undefined;
  return Object.fromEntries(
    Object.entries(members)
      .filter(([name]) => Object.hasOwn(value, name))
      .map(([name, inner]) => [name, cut(value[name], inner)]),
  );
}

/**
 * What a page may ask for: an action of the list in a region of the list.
 * @param {string} action
 * @param {string} region
 * @param {Set<string>} allowed
 */
export function checkRead(action, region, allowed) {
  const read = Object.hasOwn(READS, action) ? READS[action] : undefined;
  if (!read) {
    const remedy = `the actions here are ${Object.keys(READS).join(', ')}; what deletes goes through /api/plans and /api/jobs`;
    throw new Problem(403, 'action-not-allowed', 'this action is not on the list of reads', remedy);
  }
  if (!read.regional && region === '') return read;
  if (!allowed.has(region)) {
    const remedy = `the regions here are ${[...allowed].join(', ')} (ALLOWED_REGIONS)`;
    throw new Problem(403, 'region-not-allowed', 'this region is not on the list', remedy);
  }
  return read;
}
