import { applyFilters, contains, equals, never, TAG_FILTERS } from '../filters.js';
import { apiMembers } from '../images.js';
import { page } from '../paging.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').Members} Members */

const LARGEST_IDS = 100;

/** None of them is by image: who wants to know which image is in use has to read every page. */
const INSTANCE_FILTERS = {
  'instance-id': equals('InstanceId'),
  'instance-name': contains('InstanceName'),
  'instance-state': equals('InstanceState'),
  uuid: equals('Uuid'),
  zone: equals('zone'),
  ...Object.fromEntries(
    [
      'project-id',
      'host-id',
      'dedicated-cluster-id',
      'vpc-id',
      'subnet-id',
      'security-group-id',
      'instance-charge-type',
      'private-ip-address',
      'public-ip-address',
      'ipv6-address',
      'creation-start-time',
      'creation-end-time',
    ].map((name) => [name, never]),
  ),
  ...TAG_FILTERS,
};

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeInstances(context, parameters) {
  const { InstanceIds: ids = [], Filters: filters = [] } = parameters;
  if (ids.length > 0 && filters.length > 0) {
    throw new ServiceError('InvalidParameter', 'InstanceIds and Filters cannot be given together.');
  }
  if (ids.length > LARGEST_IDS) {
    throw new ServiceError('InvalidParameterValue.LimitExceeded', `More than ${LARGEST_IDS} InstanceIds were given.`);
  }
  for (const id of ids) {
    if (!/^ins-[0-9a-z]{8}$/.test(id))
      throw new ServiceError('InvalidInstanceId.Malformed', `InstanceId ${id} is malformed`);
  }
  const { instances } = context.data;
  const matching =
    ids.length > 0
      ? instances.filter(({ InstanceId }) => ids.includes(InstanceId))
      : applyFilters(instances, filters, INSTANCE_FILTERS);
  return { TotalCount: matching.length, InstanceSet: page(matching, parameters).map(apiMembers) };
}
