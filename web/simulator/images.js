import { ServiceError } from './service-error.js';

/** @typedef {import('./types.js').Context} Context */
/** @typedef {import('./types.js').ImageRecord} ImageRecord */
/** @typedef {import('./types.js').Members} Members */

/** Eight characters is the rule; the service's own documents also show one id with nine. */
const IMAGE_ID = /^img-[0-9a-z]{8,9}$/;

/** @param {string} id */
export function checkImageId(id) {
  if (!IMAGE_ID.test(id)) throw new ServiceError('InvalidImageId.Malformed', `ImageId ${id} is malformed`);
}

/** @param {string} id */
export const imageNotFound = (id) => new ServiceError('InvalidImageId.NotFound', `ImageId ${id} is not found`);

/** @param {ImageRecord} image */
export const isDeleted = (image) => image.deleted_at_ms !== undefined;

/**
 * The image as an operation sees it: one that was deleted is gone at once, however long lists go on to show it.
 * @param {Context} context
 * @param {string} id
 * @returns {ImageRecord}
 */
export function findImage(context, id) {
  checkImageId(id);
  const image = context.data.images.find((candidate) => candidate.ImageId === id && !isDeleted(candidate));
  if (!image) throw imageNotFound(id);
  return image;
}

/**
 * The images as lists show them.
 * @param {Context} context
 */
export function visibleImages({ data, settings, time_ms: timeMs }) {
  return data.images.filter(
    ({ deleted_at_ms: at }) => at === undefined || timeMs < at + settings.visible_after_delete_ms,
  );
}

/**
 * The members of a record that belong to the API: those that start with a capital letter.
 * @param {Members} record
 * @returns {Members}
 */
export const apiMembers = (record) =>
  Object.fromEntries(Object.entries(record).filter(([name]) => /^[A-Z]/.test(name)));
