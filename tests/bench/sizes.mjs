// Bytes of each entry of the npm package, bundled and minified for a browser: JavaScript and WebAssembly, gzip -9 and
// brotli -q 11.
//   node tests/bench/sizes.mjs
import { readFileSync } from 'node:fs';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { build } from 'esbuild';

const root = new URL('../../', import.meta.url).pathname;

/** @type {[string, string, string | null][]} */
const ENTRIES = [
  ['cvm-images', 'Client, Signer, CvmError', 'calls'],
  ['cvm-images/engine', 'Scheduler, Planner, Applier', 'engine'],
  ['cvm-images/signer', 'Signer', 'signer'],
  ['cvm-images/inline', 'Client, Signer', null],
  ['cvm-images/errors', 'CvmError', null],
];

/** @param {Buffer | Uint8Array | null} bytes */
const sizes = (bytes) =>
  bytes ? [bytes.length, gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length] : [0, 0, 0];

/** @param {string} entry @param {string} names */
async function bundled(entry, names) {
  const contents = `import { ${names} } from '${entry}'; globalThis.used = [${names}];`;
  const result = await build({
    stdin: { contents, resolveDir: root },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
  });
  return result.outputFiles[0].contents;
}

/** @returns {Promise<{ entry: string, js: number[], wasm: number[], brotli: number }[]>} */
export async function measure() {
  const rows = [];
  for (const [entry, names, module] of ENTRIES) {
    const js = sizes(await bundled(entry, names));
    const wasm = sizes(module ? readFileSync(`${root}dist/core/cvm-images-${module}.wasm`) : null);
    rows.push({ entry, js, wasm, brotli: js[2] + wasm[2] });
  }
  return rows;
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  console.log('entry                 js raw / gz / br            wasm raw / gz / br          together, br');
  for (const { entry, js, wasm, brotli } of await measure()) {
    const columns = [js.join(' / ').padEnd(26), wasm.join(' / ').padEnd(26)];
    console.log(`${entry.padEnd(21)} ${columns.join('  ')}  ${brotli}`);
  }
}
