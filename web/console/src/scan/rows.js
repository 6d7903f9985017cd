// From what the service and the core say of images to rows of the table.

/**
 * @typedef {import('../store/state.js').Row} Row
 * @typedef {import('../store/state.js').PlannedImage} PlannedImage
 */

/** @param {string} region @param {string} id */
export const keyOf = (region, id) => `${region} ${id}`;

/** Unix milliseconds, or null for what is no date. @param {unknown} text */
export function instant(text) {
  const ms = typeof text === 'string' && text !== '' ? Date.parse(text) : NaN;
  return Number.isNaN(ms) ? null : ms;
}

/** As DescribeImages has it, before anything else is known. @param {string} region @param {any} image @returns {Row} */
export function rowOfImage(region, image) {
  return {
    key: keyOf(region, image.ImageId),
    region,
    id: image.ImageId,
    name: image.ImageName ?? '',
    type: image.ImageType ?? '',
    state: image.ImageState ?? '',
    created: instant(image.CreatedTime),
    sizeGb: image.ImageSize ?? null,
    family: image.ImageFamily ?? '',
    tags: (image.Tags ?? []).map((/** @type {any} */ { Key, Value }) => ({ key: Key, value: Value })),
    snapshots: (image.SnapshotSet ?? []).map((/** @type {any} */ { SnapshotId }) => SnapshotId),
    sharedWith: null,
    references: null,
    verdict: null,
    reasons: [],
  };
}

/** Somebody else's, which is shown and cannot be chosen. @param {string} region @param {any} image @returns {Row} */
export const foreignRow = (region, image) => ({
  ...rowOfImage(region, image),
  sharedWith: [],
  references: [],
  verdict: 'block',
  reasons: [{ code: 'type', args: { type: image.ImageType } }],
});

/** With the core's judgement. @param {PlannedImage} image @param {string[] | null} sharedWith @returns {Row} */
export const rowOfPlan = (image, sharedWith) => ({
  key: keyOf(image.region, image.id),
  region: image.region,
  id: image.id,
  name: image.name,
  type: image.type,
  state: image.state,
  created: instant(image.created),
  sizeGb: image.size_gb,
  family: image.family,
  tags: image.tags,
  snapshots: image.snapshots.map(({ id }) => id),
  sharedWith,
  references: image.references,
  verdict: image.verdict,
  reasons: image.reasons,
});

/** May its box be ticked? What nobody could judge yet may not. @param {Row} row */
export const canGo = ({ verdict }) => verdict === 'delete';
