// Writes the package's declarations into dist/: from the JSDoc by tsc, and those of the entry that has no source of its own.
//   node wasm/types.mjs
import { execFileSync } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** @param {string} path */
const inRoot = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));

export function writeTypes() {
  const tsc = inRoot('node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', inRoot('wasm/tsconfig.json')], { stdio: 'inherit' });
  copyFileSync(inRoot('dist/index.d.ts'), inRoot('dist/inline.d.ts'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeTypes();
