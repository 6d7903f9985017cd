import { applyFilters, contains, equals } from '../filters.js';
import { apiMembers, isDeleted } from '../images.js';
import { page } from '../paging.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').Members} Members */

const SNAPSHOT_FILTERS = {
  'snapshot-id': equals('SnapshotId'),
  'snapshot-name': contains('SnapshotName'),
  'snapshot-state': equals('SnapshotState'),
  'snapshot-type': equals('SnapshotType'),
  'disk-usage': equals('DiskUsage'),
  'disk-id': equals('DiskId'),
};

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeSnapshots(context, parameters) {
  const { SnapshotIds: ids = [], Filters: filters = [], Order: order = 'ASC', OrderField: field } = parameters;
  if (ids.length > 0 && filters.length > 0) {
    throw new ServiceError('InvalidParameter', 'SnapshotIds and Filters cannot be given together.');
  }
  if (!['ASC', 'DESC'].includes(order) || (field !== undefined && field !== 'CREATE_TIME')) {
    throw new ServiceError('InvalidParameterValue', 'Order is ASC or DESC, OrderField is CREATE_TIME.');
  }
  const all = context.data.snapshots;
  const matching =
    ids.length > 0
      ? all.filter(({ SnapshotId }) => ids.includes(SnapshotId))
      : applyFilters(all, filters, SNAPSHOT_FILTERS);
  const sign = order === 'ASC' ? 1 : -1;
  const ordered = field
    ? [...matching].sort((a, b) => sign * String(a.CreateTime).localeCompare(String(b.CreateTime)))
    : matching;
  return {
    TotalCount: matching.length,
    SnapshotSet: page(ordered, parameters).map((snapshot) => withImages(context, snapshot)),
  };
}

/**
 * @param {Context} context
 * @param {Members} snapshot
 */
function withImages(context, snapshot) {
  const images = context.data.images
    .filter(
      (image) =>
        !isDeleted(image) &&
        (image.SnapshotSet ?? []).some((/** @type {Members} */ entry) => entry.SnapshotId === snapshot.SnapshotId),
    )
    .map(({ ImageName, ImageId }) => ({ ImageName, ImageId }));
  return { ...apiMembers(snapshot), Images: images, ImageCount: images.length };
}
