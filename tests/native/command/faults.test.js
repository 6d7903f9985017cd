// Every fault that the simulator can inject into a deletion ends in a true report.

import assert from 'node:assert/strict';
import test from 'node:test';
import { runCommand } from '../../support/command.js';
import { GOOD, outcomes, REGION, useSimulator } from './fixture.js';

const simulator = useSimulator();
const [first, second] = GOOD;
const both = [first, second];

/** What the report says of an image must be so. @param {string} stdout */
async function isTrue(stdout) {
  for (const [id, outcome] of Object.entries(outcomes(stdout))) {
    const there = await simulator.has(id);
    if (outcome === 'deleted') assert.equal(there, false, `${id} is said to be deleted and is there`);
    if (outcome === 'failed' || outcome === 'skipped')
      assert.equal(there, true, `${id} is said to be there and is gone`);
  }
}

/** The fault, then how many requests for DeleteImages the service sees. @type {[string, object, number][]} */
const RECOVERED = [
  ['throttled once', { kind: 'throttle' }, 2],
  ['reset before it acted', { kind: 'reset-before' }, 2],
  ['reset after it acted', { kind: 'reset-after' }, 1],
  ['reset after it acted on a reused connection', { kind: 'reset-reused' }, 1],
  ['a body that is cut', { kind: 'cut-body' }, 1],
  ['not JSON, and acted', { kind: 'not-json', effect: 'before-error' }, 1],
  ['HTML, and acted', { kind: 'html', effect: 'before-error' }, 1],
  ['HTML, and not acted', { kind: 'html' }, 2],
  ['502, and acted', { kind: 'status', status: 502, effect: 'before-error' }, 1],
  ['502, and not acted', { kind: 'status', status: 502 }, 2],
  ['InternalError, and not acted', { kind: 'error', code: 'InternalError', message: 'oops' }, 2],
  ['half of the batch, then InternalError', { kind: 'partial' }, 2],
  ['a busy image', { kind: 'error', code: 'MutexOperation.TaskRunning', message: 'busy' }, 2],
  ['a slow body', { kind: 'slow-body', delay_ms: 5 }, 1],
  ['a late answer', { kind: 'delay', delay_ms: 300 }, 1],
  ['nesting 10,000 deep', { kind: 'nested-json' }, 1],
  ['a duplicate header', { kind: 'duplicate-header' }, 1],
];

for (const [name, fault, requests] of RECOVERED) {
  test(`recovers from: ${name}`, async () => {
    await simulator.fault({ action: 'DeleteImages', ...fault });
    const result = await simulator.delete(both);
    assert.equal(result.status, 0, result.all);
    assert.deepEqual(outcomes(result.stdout), { [first]: 'deleted', [second]: 'deleted' });
    await isTrue(result.stdout);
    assert.equal((await simulator.requests('DeleteImages')).length, requests);
    assert.deepEqual(await simulator.control('GET', '/_sim/faults'), [], 'the fault was met');
  });
}

test('an answer of 65 MiB is given up and looked after', async () => {
  await simulator.fault({ action: 'DeleteImages', kind: 'huge-body' });
  const result = await simulator.delete(both);
  assert.equal(result.status, 0, result.all);
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
});

test('an answer that never comes is given up at the timeout and looked after', async () => {
  await simulator.fault({ action: 'DeleteImages', kind: 'hang', effect: 'before-error' });
  const result = await simulator.delete([first], ['--timeout', '1']);
  assert.equal(result.status, 0, result.all);
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
});

test('the image that the service names is failed, the others go; ends 2', async () => {
  await simulator.fault({
    action: 'DeleteImages',
    kind: 'error',
    code: 'InvalidImageId.IncorrectState',
    message: `image ${first} is busy`,
  });
  const result = await simulator.delete(both);
  assert.equal(result.status, 2, result.all);
  assert.deepEqual(outcomes(result.stdout), { [first]: 'failed', [second]: 'deleted' });
  await isTrue(result.stdout);
});

test('a key that is refused ends 5 and deletes nothing', async () => {
  const result = await simulator.run(['delete', first, '-r', REGION, '--yes', '--expect-count', '1'], {
    env: { TENCENTCLOUD_SECRET_KEY: 'AnotherSecretKey0000000000000000' },
  });
  assert.equal(result.status, 5, result.all);
  assert.match(result.stderr, /SignatureFailure/);
  assert.equal(await simulator.has(first), true);
});

test('a clock an hour off is corrected once, said, and everything works', async () => {
  await simulator.control('POST', '/_sim/clock', { offset_ms: 3_600_000 });
  const result = await simulator.delete(both);
  assert.equal(result.status, 0, result.all);
  const { skew_seconds } = JSON.parse(result.stdout);
  assert.ok(Math.abs(skew_seconds - 3600) <= 2, `skew_seconds is ${skew_seconds}`);
});

test('a clock that jumps there and back is corrected once only: ends 5, and nothing is deleted', async () => {
  await simulator.fault({ action: 'DeleteImages', kind: 'wrong-clock', offset_ms: 3_600_000 });
  const result = await simulator.delete(both);
  assert.equal(result.status, 5, result.all);
  assert.deepEqual(outcomes(result.stdout), { [first]: 'failed', [second]: 'failed' });
  await isTrue(result.stdout);
});

test('a clock an hour off whose Date comes from a cache is not believed: ends 5', async () => {
  await simulator.control('POST', '/_sim/clock', { offset_ms: 3_600_000 });
  await simulator.fault({ kind: 'age-header', times: 1000 });
  const result = await simulator.delete(both);
  assert.equal(result.status, 5, result.all);
  assert.equal(await simulator.has(first), true);
});

test('a list that is not whole is no list: the images are kept; ends 6', async () => {
  await simulator.fault({ action: 'DescribeInstances', kind: 'page-short', times: 100 });
  const result = await simulator.delete(both);
  assert.equal(result.status, 6, result.all);
  const [image] = JSON.parse(result.stdout).images;
  assert.equal(image.reason.code, 'check-failed');
  assert.equal(image.reason.args.check, 'instances');
});

test('nobody listening ends 6', async () => {
  const result = await runCommand(['list', '-r', REGION, '--endpoint', 'http://127.0.0.1:1', '--timeout', '2']);
  assert.equal(result.status, 6, result.all);
});
