import { applyFilters, contains, equals, never, TAG_FILTERS } from '../filters.js';
import { apiMembers, checkImageId, isDeleted, visibleImages } from '../images.js';
import { page } from '../paging.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').ImageRecord} ImageRecord */
/** @typedef {import('../types.js').Members} Members */

const OUT_OF_RANGE = 'InvalidParameterValue.InvalidParameterValueLimit';

/** @type {Record<string, import('../filters.js').Match>} */
const IMAGE_FILTERS = {
  'image-id': (item, value) => {
    checkImageId(value);
    return item.ImageId === value;
  },
  'image-type': equals('ImageType'),
  'image-name': contains('ImageName'),
  platform: contains('Platform'),
  'dedicated-cluster-id': never,
  'cdc-cache-status': equals('CdcCacheStatus'),
  ...TAG_FILTERS,
};

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeImages(context, parameters) {
  const { ImageIds: ids = [], Filters: filters = [], InstanceType: instanceType } = parameters;
  if (ids.length > 0 && filters.length > 0) {
    throw new ServiceError(
      'InvalidParameter.InvalidParameterCoexistImageIdsFilters',
      'ImageIds and Filters cannot be given together.',
    );
  }
  if (instanceType !== undefined && !/^[A-Z0-9]+\.[A-Z0-9]+$/.test(instanceType)) {
    throw new ServiceError('InvalidInstanceType.Malformed', `InstanceType ${instanceType} is malformed`);
  }
  const matching =
    ids.length > 0 ? withIds(context, ids) : applyFilters(visibleImages(context), filters, IMAGE_FILTERS);
  return { ImageSet: page(matching, parameters, OUT_OF_RANGE).map(apiMembers), TotalCount: matching.length };
}

/**
 * An id that does not exist is no error here: the answer leaves it out.
 * @param {Context} context
 * @param {string[]} ids
 */
function withIds(context, ids) {
  ids.forEach(checkImageId);
  const largest = Math.max(context.settings.max_ids, 100);
  if (ids.length > largest) {
    throw new ServiceError(
      'InvalidParameterValue.LimitExceeded',
      `The number of ImageIds is ${ids.length}, which exceeds the limit ${largest}.`,
    );
  }
  return visibleImages(context).filter((image) => ids.includes(image.ImageId));
}

/**
 * The newest image of the family that can be used.
 * @param {Context} context
 * @param {Members} parameters
 */
export function describeImageFromFamily(context, parameters) {
  const usable = context.data.images
    .filter((image) => image.ImageFamily && image.ImageFamily === parameters.ImageFamily && !isDeleted(image))
    .filter((image) => image.ImageState === 'NORMAL' && image.ImageDeprecated !== true);
  const newest = usable.sort((a, b) => createdAt(b) - createdAt(a))[0];
  return { Image: newest ? apiMembers(newest) : null };
}

/** @param {ImageRecord} image */
const createdAt = (image) => Date.parse(image.CreatedTime ?? '') || 0;

/** @param {Context} context */
export function describeImageQuota(context) {
  return { ImageNumQuota: context.data.quota };
}
