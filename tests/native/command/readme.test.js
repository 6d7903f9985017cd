// The README's command-line example, as it stands.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { ROOT } from '../../support/run.js';
import { outcomes, useSimulator } from './fixture.js';

const simulator = useSimulator();

test("the README's example deletes what it names", async () => {
  const readme = await readFile(`${ROOT}README.md`, 'utf8');
  const example = /<!-- example: command -->\n```sh\ncvm-images (.*)\n```/.exec(readme);
  assert.ok(example, 'the README has an example of the command');
  const result = await simulator.run(example[1].split(' '));
  assert.equal(result.status, 0, result.all);
  assert.deepEqual(outcomes(result.stdout), { 'img-web00105': 'deleted', 'img-web00112': 'deleted' });
});
