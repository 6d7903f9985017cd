// That the mutants of the engine still fit it. Whether the simulation catches them takes minutes: node mutants.mjs.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { ROOT } from '../../support/run.js';
import { mutatedSources, readMutants } from './mutants.mjs';

test('every mutant can be made of the sources as they are', async () => {
  const mutants = await readMutants();
  assert.ok(mutants.length >= 12);
  assert.equal(new Set(mutants.map(({ name }) => name)).size, mutants.length);
  for (const mutant of mutants) {
    const sources = await mutatedSources(mutant);
    for (const [file, source] of sources) {
      assert.match(file, /^core\/src\/[a-z_/]+\.cpp$/);
      assert.notEqual(source, await readFile(`${ROOT}${file}`, 'utf8'));
    }
  }
});

test('every invariant is named by a mutant, and no other name', async () => {
  const manual = await readFile(new URL('invariants.hpp', import.meta.url), 'utf8');
  const known = [...manual.matchAll(/^\/\/ \| ([a-z-]+) +\|/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'name');
  const named = new Set((await readMutants()).flatMap((mutant) => mutant.caught_by));
  assert.deepEqual([...named].sort(), known.sort());
});
