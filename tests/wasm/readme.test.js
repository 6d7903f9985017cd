// The README's JavaScript example, as it stands but for where its calls go.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { ENVIRONMENT } from '../support/command.js';
import { ROOT, run } from '../support/run.js';
import { startSimulator } from '../web/support/simulator.js';

test("the README's JavaScript example deletes what it names", async () => {
  const example = /<!-- example: js -->\n```js\n([\s\S]*?)```/.exec(readFileSync(`${ROOT}README.md`, 'utf8'));
  assert.ok(example, 'the README has a JavaScript example');
  const simulator = await startSimulator();
  try {
    const program = example[1].replace(
      "region: 'ap-guangzhou',",
      (region) => `${region} endpoint: '${simulator.url}',`,
    );
    const result = await run(process.execPath, ['--input-type=module', '--eval', program], { env: ENVIRONMENT });
    assert.equal(result.stderr, '');
    assert.equal(result.stdout, 'web-2026-01-05 NORMAL\naccepted\n');
    const sent = await simulator.control('GET', '/_sim/requests');
    assert.deepEqual(
      sent.map((/** @type {any} */ request) => request.action),
      ['DescribeImages', 'DeleteImages'],
    );
  } finally {
    await simulator.stop();
  }
});
