// The worker in workerd, Deno, Bun and Node: one suite, against the simulator over HTTP.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';

import { assertNoSecrets } from './support/no-secrets.js';
import { RUNTIMES } from './support/servers.js';
import { startWorld } from './support/world.js';
import { ATTACKS_WHAT } from './suite/attacks-what.js';
import { ATTACKS_WHO } from './suite/attacks-who.js';
import { JOBS } from './suite/jobs.js';
import { READING } from './suite/reading.js';

const PARTS = { reading: READING, jobs: JOBS, attacks: [...ATTACKS_WHO, ...ATTACKS_WHAT] };
const CHOSEN = process.env.RUNTIMES?.split(',') ?? Object.keys(RUNTIMES);

/** @type {Record<string, Record<string, number>>} */
const counts = {};

test('the suite of the worker', { concurrency: 4, timeout: 300_000 }, async (context) => {
  await Promise.all(
    CHOSEN.map((runtime) =>
      context.test(`in ${runtime}`, async (inner) => {
        const world = await startWorld(runtime);
        try {
          counts[runtime] = {};
          for (const [part, checks] of Object.entries(PARTS)) {
            counts[runtime][part] = 0;
            for (const [name, run] of checks) {
              await inner.test(`${runtime}: ${name}`, async () => {
                await run(world);
                counts[runtime][part] += 1;
              });
            }
          }
          await inner.test(`${runtime}: no secret in any answer or line of its log`, () =>
            assertNoSecrets(world.server.log),
          );
        } finally {
          await world.stop();
        }
      }),
    ),
  );
});

after(() => {
  for (const [runtime, { reading, jobs, attacks }] of Object.entries(counts)) {
    console.log(
      `worker in ${runtime}: reading ${reading}, jobs ${jobs}, attacks ${attacks} scenarios ${reading + jobs + attacks} passed`,
    );
  }
  const expected = Object.fromEntries(Object.entries(PARTS).map(([part, checks]) => [part, checks.length]));
  for (const runtime of CHOSEN) assert.deepEqual(counts[runtime], expected, runtime);
});
