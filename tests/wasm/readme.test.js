// The README's JavaScript examples, as they stand but for where their calls and files go.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { ENVIRONMENT } from '../support/command.js';
import { ROOT, run } from '../support/run.js';
import { startSimulator } from '../web/support/simulator.js';

const README = readFileSync(`${ROOT}README.md`, 'utf8');

/** @param {string} name @param {string} url @param {string} [journal] */
async function runExample(name, url, journal = '') {
  const example = README.split(`<!-- example: ${name} -->\n\`\`\`js\n`)[1]?.split('```')[0];
  assert.ok(example, `the README has the example "${name}"`);
  const program = example
    .replace("region: 'ap-guangzhou',", (region) => `${region} endpoint: '${url}',`)
    .replace("'plan.journal'", JSON.stringify(journal));
  const result = await run(process.execPath, ['--input-type=module', '--eval', program], { env: ENVIRONMENT });
  assert.equal(result.stderr, '');
  return result.stdout.trim().split('\n');
}

test("the README's JavaScript example deletes what it planned", async () => {
  const simulator = await startSimulator();
  const journal = join(mkdtempSync(join(tmpdir(), 'cvm-images-')), 'plan.journal');
  try {
    const lines = await runExample('js', simulator.url, journal);
    const ids = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126'];
    assert.deepEqual(lines, [
      ...ids.map((id) => `${id} selected unreferenced old-enough`),
      ...ids.map((id) => `${id} is gone`),
      '4 deleted 0 failed',
    ]);
    const written = readFileSync(journal, 'utf8').split('\n');
    assert.equal(JSON.parse(written[0]).schema, 'cvm-images.journal/1');
    assert.ok(JSON.parse(written.at(-2) ?? '').finished_ms);
  } finally {
    await simulator.stop();
  }
});

test("the README's example of single calls deletes what it names", async () => {
  const simulator = await startSimulator();
  try {
    assert.deepEqual(await runExample('js call', simulator.url), ['web-2026-01-05 NORMAL', 'accepted']);
    const sent = await simulator.control('GET', '/_sim/requests');
    assert.deepEqual(
      sent.map((/** @type {any} */ request) => request.action),
      ['DescribeImages', 'DeleteImages'],
    );
  } finally {
    await simulator.stop();
  }
});
