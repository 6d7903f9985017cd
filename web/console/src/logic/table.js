// Which rows the table shows, and in which order.

/** @typedef {import('../store/state.js').Row} Row */
/** @typedef {import('../store/state.js').TableState} TableState */

export const DAY_MS = 86_400_000;

/** @param {Row} row @param {number} now @returns {number | null} whole days */
export const ageDays = ({ created }, now) => (created === null ? null : Math.floor((now - created) / DAY_MS));

/** @type {Record<string, (row: Row) => string | number | null>} */
const VALUE = {
  name: ({ name }) => name.toLowerCase(),
  region: ({ region }) => region,
  state: ({ state }) => state,
  type: ({ type }) => type,
  family: ({ family }) => family || null,
  age: ({ created }) => (created === null ? null : -created),
  size: ({ sizeGb }) => sizeGb,
  tags: ({ tags }) => (tags.length > 0 ? `${tags[0].key}=${tags[0].value}` : null),
  shared: ({ sharedWith }) => sharedWith?.length ?? null,
  used: ({ references }) => references?.length ?? null,
};

/** What is missing comes last, whichever way round. @param {Row[]} rows @param {import('../store/state.js').Sort} sort */
export function sorted(rows, { by, down }) {
  const value = VALUE[by] ?? VALUE.name;
  const way = down ? -1 : 1;
  const keyed = rows.map((row) => ({ row, value: value(row) }));
  keyed.sort((a, b) => {
    if (a.value === b.value) return a.row.key < b.row.key ? -1 : 1;
    if (a.value === null) return 1;
    if (b.value === null) return -1;
    return a.value < b.value ? -way : way;
  });
  return keyed.map(({ row }) => row);
}

/** @param {Row} row @param {string} text  in lower case */
const says = (row, text) =>
  row.name.toLowerCase().includes(text) ||
  row.id.includes(text) ||
  row.family.toLowerCase().includes(text) ||
  row.tags.some(({ key, value }) => `${key}=${value}`.toLowerCase().includes(text)) ||
  (row.references ?? []).some(({ id, name }) => id.includes(text) || name.toLowerCase().includes(text));

/** @type {Record<string, (row: Row, ticked: Set<string>) => boolean>} */
const USE = {
  free: ({ verdict }) => verdict === 'delete',
  used: ({ references }) => (references?.length ?? 0) > 0,
  shared: ({ sharedWith }) => (sharedWith?.length ?? 0) > 0,
  kept: ({ verdict }) => verdict !== 'delete',
  ticked: ({ key }, ticked) => ticked.has(key),
};

/** @param {Row[]} rows @param {TableState} table @param {Set<string>} ticked @param {number} now */
export function filtered(rows, table, ticked, now) {
  const text = table.search.trim().toLowerCase();
  const days = table.age === '' ? null : Number(table.age);
  const use = USE[table.use];
  return rows.filter(
    (row) =>
      (table.state === '' || row.state === table.state) &&
      (table.region === '' || row.region === table.region) &&
      (days === null || (ageDays(row, now) ?? -1) >= days) &&
      (!use || use(row, ticked)) &&
      (text === '' || says(row, text)),
  );
}

/** @param {Row[]} rows @param {(row: Row) => string} of */
export const distinct = (rows, of) => [...new Set(rows.map(of))].filter((text) => text !== '').sort();
