// The modules stay within wasm/budget.json; who needs more changes that file and says why. Sizes do not depend on the machine.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { brotliCompressSync } from 'node:zlib';

const root = new URL('../../', import.meta.url);

/** @param {string} path */
const read = (path) => readFileSync(new URL(path, root));
/** @param {string} path */
const brotli = (path) => brotliCompressSync(read(path)).length;

test('the modules are within their budget', () => {
  const budget = JSON.parse(read('wasm/budget.json').toString());
  const sizes = {
    'calls and glue, brotli': brotli('dist/core/cvm-images-calls.wasm') + brotli('dist/core/cvm-images-calls.mjs'),
    'engine and glue, brotli': brotli('dist/core/cvm-images-engine.wasm') + brotli('dist/core/cvm-images-engine.mjs'),
    'signer, brotli': brotli('dist/core/cvm-images-signer.wasm'),
  };
  console.log(`sizes: ${JSON.stringify(sizes)}`);
  assert.deepEqual(Object.keys(sizes), Object.keys(budget));
  for (const [name, size] of Object.entries(sizes))
    assert.ok(size <= budget[name], `${name}: ${size} of ${budget[name]}`);
});
