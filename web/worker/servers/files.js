// A folder of files for `serveAsset`, by node:fs, which Node, Deno and Bun have.
import { readFile, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';

import { TYPES } from '../http/assets.js';

/** @param {string} folder @returns {import('../http/assets.js').Assets} */
export function filesOf(folder) {
  return async (path) => {
    try {
      const root = await realpath(folder);
      const file = await realpath(join(root, path)); // a link that leads outside is not followed
      if (!file.startsWith(root + sep) || !(await stat(file)).isFile()) return null;
      const type = TYPES[path.slice(path.lastIndexOf('.') + 1)];
      const cache = path.endsWith('.html') ? 'no-cache' : 'public, max-age=300';
      return new Response(await readFile(file), { headers: { 'content-type': type, 'cache-control': cache } });
    } catch {
      return null;
    }
  };
}
