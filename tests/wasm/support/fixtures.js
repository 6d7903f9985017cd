import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../fixtures/', import.meta.url));

/** @param {string} path */
const json = (path) => JSON.parse(readFileSync(join(ROOT, path), 'utf8'));

/** Name → content. @param {string} folder */
const filesOf = (folder) =>
  Object.fromEntries(
    readdirSync(join(ROOT, folder))
      .filter((name) => name.endsWith('.json'))
      .map((name) => [name.replace('.json', ''), json(`${folder}/${name}`)]),
  );

/** All that the suite reads, in one object that any runtime can be handed as JSON. */
export function fixtures() {
  const folders = readdirSync(join(ROOT, 'tc3'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return {
    vectors: Object.fromEntries(
      folders.map(({ name }) => [
        name,
        { inputs: json(`tc3/${name}/case.json`), expect: json(`tc3/${name}/expect.json`) },
      ]),
    ),
    scenarios: filesOf('scheduler'),
    runs: filesOf('runs'),
    faults: json('faults/calls.json'),
  };
}
