import { checkImageId, imageNotFound, isDeleted } from '../images.js';
import { ServiceError } from '../service-error.js';

/** @typedef {import('../types.js').Context} Context */
/** @typedef {import('../types.js').ImageRecord} ImageRecord */
/** @typedef {import('../types.js').Members} Members */

const DELETABLE_STATES = ['NORMAL', 'CREATEFAILED', 'IMPORTFAILED'];

/**
 * @param {Context} context
 * @param {Members} parameters
 */
export function deleteImages(context, parameters) {
  const { settings } = context;
  /** @type {string[]} */
  const ids = [...new Set(/** @type {string[]} */ (parameters.ImageIds))];
  if (ids.length > settings.max_ids) {
    throw new ServiceError(
      'InvalidParameterValue.LimitExceeded',
      `The number of ImageIds is ${ids.length}, which exceeds the limit ${settings.max_ids}.`,
    );
  }
  ids.forEach(checkImageId);
  if (parameters.DryRun) return dryRun(context, ids);
  if (settings.partial) return deletePartially(context, ids, parameters.DeleteBindedSnap === true);
  const images = ids.map((id) => deletableImage(context, id));
  removeImages(context, images, parameters.DeleteBindedSnap === true);
  return {};
}

/**
 * @param {Context} context
 * @param {string[]} ids
 */
function dryRun(context, ids) {
  ids.forEach((id) => deletableImage(context, id));
  if (context.settings.dry_run_answer === 'DryRunOperation') {
    throw new ServiceError('DryRunOperation', 'The request would have succeeded, but the DryRun parameter was used.');
  }
  return {};
}

/**
 * No source says that a call for several images is all or nothing, so the other behaviour is offered too: every image that
 * can go goes (or, with `stop`, those before the first that cannot), and the one error names the first that could not.
 * @param {Context} context
 * @param {string[]} ids
 * @param {boolean} withSnapshots
 */
function deletePartially(context, ids, withSnapshots) {
  /** @type {unknown} */
  let firstError;
  for (const id of ids) {
    try {
      removeImages(context, [deletableImage(context, id)], withSnapshots);
    } catch (error) {
      firstError ??= error;
      if (context.settings.partial === 'stop') break;
    }
  }
  if (firstError) throw firstError;
  return {};
}

/**
 * @param {Context} context
 * @param {string} id
 * @returns {ImageRecord}
 */
function deletableImage(context, id) {
  const image = context.data.images.find((candidate) => candidate.ImageId === id);
  if (!image) throw imageNotFound(id);
  if (isDeleted(image)) {
    if (context.settings.delete_again === 'TaskRunning') throw taskRunning(id);
    throw imageNotFound(id);
  }
  if (image.ImageType === 'SHARED_IMAGE') {
    throw new ServiceError(
      'InvalidParameterValue.InvalidImageIdIsShared',
      `ImageId ${id} is shared by another account`,
    );
  }
  if (image.ImageType !== 'PRIVATE_IMAGE') {
    throw new ServiceError('InvalidParameterValue.InvalidImageId', `ImageId ${id} does not allow this operation`);
  }
  if (!DELETABLE_STATES.includes(image.ImageState)) {
    throw new ServiceError('InvalidImageId.IncorrectState', `ImageId ${id} is in an incorrect state`);
  }
  if (image.shared_with?.length) throw new ServiceError('InvalidImageId.InShared', `ImageId ${id} is in shared`);
  if (image.busy) throw taskRunning(id);
  return image;
}

/** @param {string} id */
const taskRunning = (id) => new ServiceError('MutexOperation.TaskRunning', `A task of ImageId ${id} is running`);

/**
 * @param {Context} context
 * @param {ImageRecord[]} images
 * @param {boolean} withSnapshots
 */
function removeImages(context, images, withSnapshots) {
  if (images.length === 0) return;
  for (const image of images) image.deleted_at_ms = context.time_ms;
  if (withSnapshots) removeBoundSnapshots(context, images);
  context.changed();
}

/**
 * A snapshot that also backs an image that lives on is left alone.
 * @param {Context} context
 * @param {ImageRecord[]} images
 */
function removeBoundSnapshots({ data, settings }, images) {
  const wanted = settings.bound_snapshots === 'system-only' ? ['SYSTEM_DISK'] : ['SYSTEM_DISK', 'DATA_DISK'];
  const bound = new Set(images.flatMap((image) => snapshotIds(image, wanted)));
  const held = new Set(
    data.images
      .filter((image) => !isDeleted(image))
      .flatMap((image) => snapshotIds(image, ['SYSTEM_DISK', 'DATA_DISK'])),
  );
  data.snapshots = data.snapshots.filter(({ SnapshotId: id }) => !bound.has(id) || held.has(id));
}

/**
 * @param {ImageRecord} image
 * @param {string[]} usages
 * @returns {string[]}
 */
const snapshotIds = (image, usages) =>
  (image.SnapshotSet ?? [])
    .filter((/** @type {Members} */ entry) => usages.includes(entry.DiskUsage))
    .map((/** @type {Members} */ entry) => entry.SnapshotId);
