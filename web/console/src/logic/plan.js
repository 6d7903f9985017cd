// Reading plans and receipts.

/** @typedef {import('../store/state.js').Plan} Plan */

/** Regions and how many images go there, in the plan's order. @param {Plan} plan */
export function deletionsByRegion(plan) {
  const counts = plan.regions.map(({ region }) => ({
    region,
    count: plan.images.filter((image) => image.region === region && image.verdict === 'delete').length,
  }));
  return counts.filter(({ count }) => count > 0);
}

/** What has to be typed: "ap-guangzhou 2". @param {Plan} plan */
export const phraseOf = (plan) =>
  deletionsByRegion(plan)
    .map(({ region, count }) => `${region} ${count}`)
    .join(' ');

/** @param {string} typed @param {string} phrase */
export const isPhrase = (typed, phrase) => phrase !== '' && typed.trim().split(/\s+/).join(' ') === phrase;

/** States of an image in which nothing more happens. */
const OVER = new Set(['gone', 'kept', 'deleted', 'failed', 'skipped']);

/**
 * @param {Map<string, string>} states
 * @param {string} created  when the job was asked for
 * @param {number} now
 */
export function progressOf(states, created, now) {
  const all = states.size;
  const done = [...states.values()].filter((state) => OVER.has(state)).length;
  const begun = [...states.values()].filter((state) => state !== 'planned').length;
  const elapsed = now - Date.parse(created);
  const leftMs = done > 0 && done < all && elapsed > 0 ? (elapsed / done) * (all - done) : null;
  return { all, done, begun, leftMs };
}
