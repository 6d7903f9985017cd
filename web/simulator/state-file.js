import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/**
 * The earlier state, or nothing if there is no file yet.
 * @param {string} path
 */
export function loadState(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}

/**
 * Whoever reads the file, at any moment, finds one whole state.
 * @param {string} path
 * @param {import('./types.js').State} state
 */
export function saveState(path, state) {
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  renameSync(next, path);
}
