import { FILTERS } from '../filters.js';
import { PAGING } from '../paging.js';
import { deleteImages } from './delete-images.js';
import { describeImageFromFamily, describeImageQuota, describeImages } from './describe-images.js';
import { describeInstances } from './describe-instances.js';
import { describeCvmRegions, describeProductRegions } from './describe-regions.js';
import { describeSnapshots } from './describe-snapshots.js';
import { describeLaunchConfigurations } from './launch-configurations.js';
import { describeLaunchTemplates, describeLaunchTemplateVersions } from './launch-templates.js';
import { describeImageSharePermission, modifyImageSharePermission } from './share-permission.js';

/** @typedef {import('../types.js').Action} Action */
/** @typedef {import('../types.js').ParameterType} ParameterType */

const DEFAULT_RATE = 20;

/** @type {ParameterType} */
const STRINGS = { type: 'list', item: { type: 'string' } };
/** @type {ParameterType} */
const REQUIRED_STRINGS = { ...STRINGS, required: true };
/** @type {ParameterType} */
const STRING = { type: 'string' };
/** @type {ParameterType} */
const REQUIRED_STRING = { type: 'string', required: true };
/** @type {ParameterType} */
const INTEGER = { type: 'integer' };
/** @type {ParameterType} */
const BOOLEAN = { type: 'boolean' };

/**
 * @param {number} rate
 * @param {Record<string, ParameterType>} parameters
 * @param {Action['run']} run
 * @param {Partial<Action>} [more]
 * @returns {Action}
 */
function action(rate, parameters, run, more = {}) {
  return {
    service: 'cvm',
    version: '2017-03-12',
    needs_region: true,
    image_action: false,
    rate,
    parameters,
    run,
    ...more,
  };
}

const IMAGE = { image_action: true };

/**
 * Every action by its name; a name that two services use has two entries.
 * @type {Record<string, Action[]>}
 */
export const ACTIONS = {
  DeleteImages: [
    action(10, { ImageIds: REQUIRED_STRINGS, DeleteBindedSnap: BOOLEAN, DryRun: BOOLEAN }, deleteImages, IMAGE),
  ],
  DescribeImages: [
    action(40, { ImageIds: STRINGS, Filters: FILTERS, ...PAGING, InstanceType: STRING }, describeImages, IMAGE),
  ],
  DescribeImageSharePermission: [action(10, { ImageId: REQUIRED_STRING }, describeImageSharePermission, IMAGE)],
  ModifyImageSharePermission: [
    action(
      10,
      { ImageId: REQUIRED_STRING, AccountIds: REQUIRED_STRINGS, Permission: REQUIRED_STRING },
      modifyImageSharePermission,
      IMAGE,
    ),
  ],
  DescribeImageQuota: [action(10, {}, describeImageQuota, IMAGE)],
  DescribeImageFromFamily: [action(20, { ImageFamily: STRING }, describeImageFromFamily, IMAGE)],
  DescribeInstances: [action(40, { InstanceIds: STRINGS, Filters: FILTERS, ...PAGING }, describeInstances)],
  DescribeLaunchTemplates: [
    action(DEFAULT_RATE, { LaunchTemplateIds: STRINGS, Filters: FILTERS, ...PAGING }, describeLaunchTemplates),
  ],
  DescribeLaunchTemplateVersions: [
    action(
      DEFAULT_RATE,
      {
        LaunchTemplateId: REQUIRED_STRING,
        LaunchTemplateVersions: { type: 'list', item: { type: 'integer' } },
        MinVersion: INTEGER,
        MaxVersion: INTEGER,
        ...PAGING,
        DefaultVersion: BOOLEAN,
      },
      describeLaunchTemplateVersions,
    ),
  ],
  DescribeLaunchConfigurations: [
    action(
      DEFAULT_RATE,
      { LaunchConfigurationIds: STRINGS, Filters: FILTERS, ...PAGING },
      describeLaunchConfigurations,
      {
        service: 'as',
        version: '2018-04-19',
      },
    ),
  ],
  DescribeSnapshots: [
    action(
      DEFAULT_RATE,
      { SnapshotIds: STRINGS, Filters: FILTERS, ...PAGING, OrderField: STRING, Order: STRING },
      describeSnapshots,
      { service: 'cbs' },
    ),
  ],
  DescribeRegions: [
    action(20, {}, describeCvmRegions, { needs_region: false }),
    action(50, { Product: REQUIRED_STRING, Scene: INTEGER }, describeProductRegions, {
      service: 'region',
      version: '2022-06-27',
      needs_region: false,
    }),
  ],
  GetCallerIdentity: [
    action(DEFAULT_RATE, {}, (context) => ({ ...context.credential.identity }), {
      service: 'sts',
      version: '2018-08-13',
      needs_region: false,
    }),
  ],
};
