// People: typed confirmation, Ctrl-C, a terminal that goes away, an output that is closed.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { BINARY, ENVIRONMENT } from '../../support/command.js';
import { GOOD, REGION, useSimulator } from './fixture.js';

const simulator = useSimulator();

/**
 * Runs the command on a terminal of its own (util-linux's `script`) and types once it asks.
 * @param {string[]} args
 * @param {string} typed
 * @returns {Promise<{ status: number | null, screen: string }>}
 */
function onTerminal(args, typed) {
  const line = [BINARY, ...args, '--endpoint', simulator.url].map((word) => `'${word}'`).join(' ');
  const child = spawn('script', ['--quiet', '--flush', '--return', '--command', line, '/dev/null'], {
    env: { ...ENVIRONMENT, TERM: 'xterm' },
  });
  let screen = '';
  let asked = false;
  child.stdout.setEncoding('utf8').on('data', (text) => {
    screen += text;
    if (asked || !screen.includes(`${REGION} 1`)) return;
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
  const args = ['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', '--endpoint', simulator.url, ...more];
  const child = spawn(BINARY, args, { env: ENVIRONMENT, stdio: ['ignore', 'pipe', 'pipe'] });
  let all = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (all += text));
  const ended = new Promise((/** @type {(status: number | null) => void} */ resolve) => child.once('close', resolve));
  while ((await simulator.requests('DeleteImages')).length === 0)
    await new Promise((resolve) => setTimeout(resolve, 10));
  return { child, ended, output: () => all };
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
    } finally {
      await rm(folder, { recursive: true });
    }
  });
}

test('before the deletion Ctrl-C deletes nothing; ends 130', async () => {
  await simulator.fault({ action: 'DescribeInstances', kind: 'delay', delay_ms: 2000 });
  const args = ['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', '--endpoint', simulator.url];
  const child = spawn(BINARY, args, { env: ENVIRONMENT, stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('close', resolve));
  while ((await simulator.requests('DescribeInstances')).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  child.kill('SIGINT');
  assert.equal(await ended, 130);
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

test('an output that is closed is noticed and crashes nothing', async () => {
  const { child, ended } = await underWay(['-o', 'json']);
  child.stdout.destroy();
  const status = await ended;
  assert.equal(status, 1, `ended ${status}`);
  assert.equal(await simulator.has(GOOD[0]), false, 'the deletion was seen through');
});
