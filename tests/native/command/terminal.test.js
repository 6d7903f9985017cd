// People: typed confirmation, Ctrl-C, a terminal that goes away, an output that is closed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { BINARY, ENVIRONMENT, runCommand } from '../../support/command.js';
import { GOOD, outcomes, REGION, useSimulator } from './fixture.js';

const simulator = useSimulator();

/**
 * Runs the command on a terminal of its own (util-linux's `script`) and types once it asks.
 * @param {string[]} args
 * @param {string} typed
 * @param {string} [question] what shows that it asks
 * @returns {Promise<{ status: number | null, screen: string }>}
 */
function onTerminal(args, typed, question = `${REGION} 1`) {
  const line = [BINARY, ...args, '--endpoint', simulator.url].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
    env: { ...ENVIRONMENT, TERM: 'xterm' },
  });
  let screen = '';
  let asked = false;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text;
    if (asked || !screen.includes(question)) return;
    asked = true;
    child.stdin.write(typed);
  });
  return new Promise((resolve) => {
    child.once('close', (status) => resolve({ status, screen }));
  });
}

/** Starts a deletion whose answer takes long, and waits until the service has it. @param {string[]} [more] */
async function underWay(more = []) {
  await simulator.fault({ action: 'DeleteImages', kind: 'delay', delay_ms: 700 });
  const started = simulator.start(['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', ...more]);
  await simulator.seen('DeleteImages');
  return started;
}

test('the typed phrase confirms; ends 0', async () => {
  const { status, screen } = await onTerminal(['delete', GOOD[0], '-r', REGION], `${REGION} 1\n`);
  assert.equal(status, 0, screen);
  assert.equal(await simulator.has(GOOD[0]), false);
});

test('anything else does not; ends 4', async () => {
  for (const typed of ['y\n', 'yes\n', `${REGION} 2\n`, '\n', '\u0004']) {
    const { status, screen } = await onTerminal(['delete', GOOD[0], '-r', REGION], typed);
    assert.equal(status, 4, `${JSON.stringify(typed)}: ${screen}`);
  }
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

/** The way to go on that the command names works, and sends nothing again. @param {string} output */
async function goesOn(output) {
  const line = /To go on: cvm-images (apply .*)/.exec(output);
  assert.ok(line, output);
  const result = await runCommand([
    ...line[1].split(' '),
    '--yes',
    '--expect-count',
    '1',
    '--settle',
    '0.5',
    '-o',
    'json',
  ]);
  assert.equal(result.status, 0, result.all);
  assert.deepEqual(outcomes(result.stdout), { [GOOD[0]]: 'deleted' });
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
}

for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  test(`${signal} in the middle: the call under way is waited for, the receipt is written; ends 130`, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cvm-images-receipt-'));
    try {
      const file = join(folder, 'receipt.json');
      const { child, ended, output } = await underWay(['--out', file]);
      child.kill(signal);
      assert.equal(await ended, 130, output());
      const [image] = JSON.parse(await readFile(file, 'utf8')).images;
      assert.ok(['accepted', 'deleted', 'unknown'].includes(image.outcome), image.outcome);
      assert.equal(image.request_ids.length, 1, 'the answer was waited for');
      assert.equal((await simulator.requests('DeleteImages')).length, 1);
      await goesOn(output());
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

test('before the deletion Ctrl-C deletes nothing; ends 130', async () => {
  await simulator.fault({ action: 'DescribeInstances', kind: 'delay', delay_ms: 2000 });
  const { child, ended } = simulator.start(['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1']);
  await simulator.seen('DescribeInstances');
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

test('a plan is applied after its regions and numbers were typed', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cvm-images-plan-'));
  const path = join(folder, 'plan.json');
  try {
    const images = [GOOD[0], GOOD[1], 'img-sgweb001'];
    const plan = await simulator.run(['plan', ...images, '-r', `${REGION},ap-singapore`, '--out', path]);
    assert.equal(plan.status, 0, plan.all);
    const no = await onTerminal(['apply', path], `${REGION} 2\n`, 'go on');
    assert.equal(no.status, 4, no.screen);
    const yes = await onTerminal(['apply', path], `${REGION} 2 ap-singapore 1\n`, 'go on');
    assert.equal(yes.status, 0, yes.screen);
    assert.match(yes.screen, /This deletes 3 images in ap-guangzhou, ap-singapore, account 1000…0001\./);
    assert.match(yes.screen, /It cannot be undone\./);
    assert.match(yes.screen, /Type "ap-guangzhou 2 ap-singapore 1" to go on: /);
    assert.match(yes.screen, /DONE {2}3 deleted and verified/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('an output that is closed is noticed and crashes nothing', async () => {
  const { child, ended } = await underWay(['-o', 'json']);
  child.stdout.destroy();
  const status = await ended;
  assert.equal(status, 1, `ended ${status}`);
  assert.equal(await simulator.has(GOOD[0]), false, 'the deletion was seen through');
});
