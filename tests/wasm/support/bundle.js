import { copyFileSync, mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const RUNTIMES = fileURLToPath(new URL('../runtimes/', import.meta.url));
const CORE = fileURLToPath(new URL('../../../dist/core/', import.meta.url));

/**
 * Bundles a program that stands (in thought) in tests/wasm/runtimes into `main.js` of a fresh folder, with the package's
 * modules beside it.
 * @param {string} program
 * @param {{ conditions: string[], format?: 'esm' | 'iife', external?: string[] }} options
 * @returns {Promise<string>} the folder
 */
export async function bundle(program, { conditions, format = 'esm', external = [] }) {
  const folder = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  await build({
    stdin: { contents: program, resolveDir: RUNTIMES, sourcefile: 'program.js' },
    bundle: true,
    format,
    platform: 'neutral',
    conditions,
    external: external.filter((name) => !name.endsWith('.wasm')),
    outfile: join(folder, 'main.js'),
    logLevel: 'error',
    plugins: [wasmBeside(external)],
  });
  mkdirSync(join(folder, 'core'));
  for (const name of ['cvm-images-calls.wasm', 'cvm-images-engine.wasm', 'cvm-images-signer.wasm']) {
    copyFileSync(join(CORE, name), join(folder, name)); // for imports
    copyFileSync(join(CORE, name), join(folder, 'core', name)); // for URLs: esbuild leaves "../core/…" as it is written
  }
  return folder;
}

/** Imports of .wasm stay imports, of the file beside the bundle. @param {string[]} external @returns {import('esbuild').Plugin} */
const wasmBeside = (external) => ({
  name: 'wasm-beside',
  setup(building) {
    if (external.length === 0) return;
    building.onResolve({ filter: /\.wasm$/ }, ({ path }) => ({
      path: `./${path.split('/').pop()}`,
      external: true,
    }));
  },
});
