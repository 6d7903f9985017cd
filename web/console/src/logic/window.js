/**
 * Which rows of equal height are drawn: those in sight and a few around them.
 * @param {{ count: number, rowHeight: number, top: number, height: number, around?: number }} view
 */
export function rowsInSight({ count, rowHeight, top, height, around = 3 }) {
  const first = Math.max(Math.floor(top / rowHeight) - around, 0);
  const last = Math.min(Math.ceil((top + height) / rowHeight) + around, count);
  return { first: Math.min(first, last), last };
}
