// The worker in workerd, Deno, Bun and Node: one suite, against the simulator over HTTP.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { assertNoSecrets } from './support/no-secrets.js';
import { RUNTIMES } from './support/servers.js';
import { startWorld } from './support/world.js';
import { ATTACKS_WHAT, SLOW_BODY } from './suite/attacks-what.js';
import { ATTACKS_WHO } from './suite/attacks-who.js';
import { EXPLAINING } from './suite/explaining.js';
import { JOBS } from './suite/jobs.js';
import { READING } from './suite/reading.js';

const PARTS = { reading: [...READING, ...EXPLAINING], jobs: JOBS, attacks: [...ATTACKS_WHO, ...ATTACKS_WHAT] };
const CHOSEN = process.env.RUNTIMES?.split(',') ?? Object.keys(RUNTIMES);

/** @type {Record<string, Record<string, number>>} */
const counts = {};

/** @param {string} runtime @param {import('node:test').TestContext} context */
async function runSuite(runtime, context) {
  const world = await startWorld(runtime);
  /** @param {string} part @param {import('./suite/check.js').Check} check */
  const run = (part, [name, check]) =>
    context.test(`${runtime}: ${name}`, async () => {
      await check(world);
      counts[runtime][part] += 1;
    });
  try {
    counts[runtime] = { reading: 0, jobs: 0, attacks: 0 };
    const slow = run('attacks', SLOW_BODY);
    for (const [part, checks] of Object.entries(PARTS)) for (const check of checks) await run(part, check);
    await slow;
    await context.test(`${runtime}: no secret in any answer or line of its log`, () =>
      assertNoSecrets(world.server.log),
    );
  } finally {
    await world.stop();
  }
}

test('the suite of the worker', { concurrency: 4, timeout: 300_000 }, async (context) => {
  const besideTheSlowBody = { concurrency: 2 };
  await Promise.all(
    CHOSEN.map((runtime) => context.test(`in ${runtime}`, besideTheSlowBody, (inner) => runSuite(runtime, inner))),
  );
});

after(() => {
  for (const [runtime, { reading, jobs, attacks }] of Object.entries(counts)) {
    console.log(
      `worker in ${runtime}: reading ${reading}, jobs ${jobs}, attacks ${attacks} scenarios ${reading + jobs + attacks} passed`,
    );
  }
  const expected = Object.fromEntries(Object.entries(PARTS).map(([part, checks]) => [part, checks.length]));
  expected.attacks += 1; // the slow body
  for (const runtime of CHOSEN) assert.deepEqual(counts[runtime], expected, runtime);
});
