// Quota before and after, and what the pictures show.
import { ageDays } from './table.js';

/** @typedef {import('../store/state.js').Row} Row */

/**
 * @param {import('../store/state.js').State['scans']} scans
 * @param {Row[]} rows
 * @param {(row: Row) => boolean} goes
 */
export function quotas(scans, rows, goes) {
  /** @type {Map<string, number>} */
  const going = new Map();
  for (const row of rows) if (goes(row)) going.set(row.region, (going.get(row.region) ?? 0) + 1);
  return Object.entries(scans).map(([region, { status, used, quota, read, total }]) => {
    const before = used ?? total ?? read;
    return { region, status, before, after: before - (going.get(region) ?? 0), quota };
  });
}

/** @param {Row[]} rows */
export const sizeOf = (rows) => rows.reduce((sum, { sizeGb }) => sum + (sizeGb ?? 0), 0);

/** Days at which the groups begin. */
export const AGE_STEPS = [0, 30, 90, 180, 365];

/** How many images of each age, and how many of them could go. @param {Row[]} rows @param {number} now */
export function byAge(rows, now) {
  const groups = AGE_STEPS.map((from, i) => ({ from, to: AGE_STEPS[i + 1] ?? null, free: 0, kept: 0 }));
  for (const row of rows) {
    const age = ageDays(row, now);
    if (age === null) continue;
    const group = groups.findLast(({ from }) => age >= from) ?? groups[0];
    group[row.verdict === 'delete' ? 'free' : 'kept'] += 1;
  }
  return groups;
}

/** Storage by region: of those that could go, and of the rest. @param {Row[]} rows */
export function storage(rows) {
  /** @type {Map<string, { region: string, free: number, kept: number }>} */
  const regions = new Map();
  for (const row of rows) {
    const one = regions.get(row.region) ?? { region: row.region, free: 0, kept: 0 };
    one[row.verdict === 'delete' ? 'free' : 'kept'] += row.sizeGb ?? 0;
    regions.set(row.region, one);
  }
  return [...regions.values()];
}
