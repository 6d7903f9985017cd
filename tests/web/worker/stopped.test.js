// Whoever takes ALLOW_APPLY away stops what runs.
import assert from 'node:assert/strict';
import test from 'node:test';

import { startSimulator } from '../support/simulator.js';
import { apply, confirmation, finished, planned } from './support/client.js';
import { another, startMortal } from './support/mortal.js';
import { planOf } from './suite/check.js';

test('started again without ALLOW_APPLY: a job that ran sends nothing more', { timeout: 60_000 }, async () => {
  const simulator = await startSimulator();
  /** @type {Record<string, string>} */
  const given = { ALLOW_APPLY: 'true' };
  const worker = await startMortal(simulator.url, given);
  try {
    const plan = await planned(worker.api(), planOf(['img-web00105']));
    await simulator.control('POST', '/_sim/faults', { kind: 'delay', action: 'DescribeInstances', delay_ms: 5000 });
    const { body } = await apply(worker.api(), confirmation(plan));
    assert.ok(await another(simulator, 'DescribeInstances'), 'it runs');
    given.ALLOW_APPLY = 'false';
    await worker.killAndStart(async () => {});
    const job = await finished(worker.api(), body.id);
    assert.deepEqual([job.state, job.error?.code], ['cancelled', 'cancelled']);
    const log = await simulator.control('GET', '/_sim/requests');
    assert.ok(!log.some((/** @type {any} */ { action }) => action === 'DeleteImages'));
  } finally {
    await worker.stop();
    await simulator.stop();
  }
});
