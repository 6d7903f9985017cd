// Makes dist/, which is what npm publishes, from wasm/js and the modules that `.ci/build wasm` left in build/wasm/bin.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { minify } from 'terser';

import { writeTypes } from './types.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'wasm/js');
const built = join(root, 'build/wasm/bin');
const dist = join(root, 'dist');

/** The entries that differ by condition, and the conditions; `default` is the file itself. */
const ENTRIES = ['index', 'engine', 'signer-entry', 'load'];
const CONDITIONS = ['browser', 'node', 'workerd', 'edge-light', 'deno'];
const PLATFORM_IMPORT = /'\.\/platform\/([a-z-]+)\.js'/g;

/**
 * The text of an entry that takes its platform's files where there are any.
 * @param {string} text
 * @param {string} condition
 * @param {Record<string, string>} [fixed]  name of a platform file → the variant that every condition takes
 */
const forCondition = (text, condition, fixed = {}) =>
  text.replace(PLATFORM_IMPORT, (whole, name) => {
    const file = `platform/${name}.${fixed[name] ?? condition}.js`;
    return existsSync(join(source, file)) ? `'./${file}'` : whole;
  });

function writeEntries() {
  for (const entry of ENTRIES) {
    const text = readFileSync(join(source, `${entry}.js`), 'utf8');
    for (const condition of CONDITIONS) {
      writeFileSync(join(dist, `${entry}.${condition}.js`), forCondition(text, condition));
    }
  }
  // The WebAssembly as text, everywhere; how requests get out stays each platform's own.
  const index = readFileSync(join(source, 'index.js'), 'utf8');
  const inline = { 'calls-source': 'inline', 'engine-source': 'inline' };
  writeFileSync(join(dist, 'inline.js'), forCondition(index, 'default', inline));
  for (const condition of CONDITIONS) {
    writeFileSync(join(dist, `inline.${condition}.js`), forCondition(index, condition, inline));
  }
}

async function writeModules() {
  for (const name of ['calls', 'engine']) {
    const glue = readFileSync(join(built, `cvm-images-${name}.mjs`), 'utf8');
    const { code } = await minify(glue, { module: true, compress: { passes: 2 }, mangle: true });
    writeFileSync(join(dist, `core/cvm-images-${name}.mjs`), `${code}\n`);
  }
  for (const name of ['calls', 'engine', 'signer']) {
    const bytes = readFileSync(join(built, `cvm-images-${name}.wasm`));
    writeFileSync(join(dist, `core/cvm-images-${name}.wasm`), bytes);
    if (name === 'signer') continue;
    const text = `export const base64 =\n  '${bytes.toString('base64')}';\n`;
    writeFileSync(join(dist, `core/cvm-images-${name}.base64.js`), text);
  }
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist);
cpSync(source, dist, {
  recursive: true,
  filter: (file) => !/\.d\.(ts|mts)$/.test(file),
});
cpSync(join(root, 'core/schemas'), join(dist, 'schemas'), { recursive: true });
await writeModules();
writeEntries();
writeTypes();
