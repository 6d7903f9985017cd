// The second person's yes and the daily limit, in each runtime.
import assert from 'node:assert/strict';
import test from 'node:test';

import { TOKENS } from './support/bindings.js';
import { apply, confirmation, finished, planned } from './support/client.js';
import { assertNoSecrets } from './support/no-secrets.js';
import { RUNTIMES } from './support/servers.js';
import { startWorld } from './support/world.js';
import { assertRefused, planOf } from './suite/check.js';

/** @typedef {import('./support/world.js').World} World */

/** The ids that DeleteImages named so far. @param {World} world @returns {Promise<string[]>} */
const deleted = async ({ requests }) =>
  (await requests()).filter(({ action }) => action === 'DeleteImages').flatMap(({ params }) => params.ImageIds);

/** Who listens to a job that waits for somebody costs nothing meanwhile. @param {World} world @param {string} id */
async function waitsQuietly({ url, vic }, id) {
  const stop = new AbortController();
  const headers = { authorization: `Bearer ${TOKENS.vic}` };
  const answer = await fetch(`${url}/api/jobs/${id}/events`, { headers, signal: stop.signal });
  let text = '';
  const listening = (async () => {
    for await (const chunk of /** @type {any} */ (answer.body)) text += Buffer.from(chunk).toString();
  })().catch(() => {});
  for (let i = 0; i < 30; ++i) assert.equal((await vic('GET', `/api/jobs/${id}`)).status, 200);
  stop.abort();
  await listening;
  const rounds = text.split(': nothing new').length - 1;
  assert.ok(rounds <= 2, `${rounds} times nothing new`);
}

/** @param {World} world */
async function secondYes(world) {
  const { ann, bob, vic } = world;
  const plan = await planned(ann, planOf(['img-web00105', 'img-web00112']));
  const { plan_job: _, seal: __, ...typed } = confirmation(plan);
  const started = await apply(ann, confirmation(plan));
  assert.deepEqual([started.status, started.body.state], [202, 'awaiting-approval']);
  const path = `/api/jobs/${started.body.id}/approve`;
  assertRefused(await ann('POST', path, typed), 403, 'own-approval');
  assertRefused(await vic('POST', path, typed), 403, 'not-operator');
  assertRefused(await bob('POST', path, {}), 400, 'not-confirmed');
  assertRefused(await bob('POST', path, { ...typed, count: 3 }), 409, 'not-confirmed');
  assertRefused(await bob('POST', path, { ...typed, digest: '0'.repeat(64) }), 409, 'not-confirmed');
  assert.equal((await ann('GET', `/api/jobs/${started.body.id}`)).body.state, 'awaiting-approval');
  assert.deepEqual(await deleted(world), []);
  await waitsQuietly(world, started.body.id);
  const yes = await bob('POST', path, typed);
  assert.deepEqual([yes.status, yes.body.approvals], [200, ['bob']], yes.text);
  assertRefused(await bob('POST', path, typed), 409, 'not-awaiting');
  const job = await finished(ann, started.body.id);
  assert.deepEqual([job.state, job.receipt.summary.deleted, job.receipt.confirmed_by], ['done', 2, 'ann and bob']);
}

/** Two of three are spoken for. @param {World} world */
async function dailyLimit(world) {
  const { ann } = world;
  const two = await planned(ann, planOf(['img-web00119', 'img-web00126']));
  assertRefused(await apply(ann, confirmation(two)), 429, 'daily-limit');
  const one = await planned(ann, planOf(['img-web00119']));
  const started = await apply(ann, confirmation(one));
  assert.equal(started.status, 202);
  const cancelled = await ann('POST', `/api/jobs/${started.body.id}/cancel`);
  assert.equal(cancelled.body.state, 'cancelled');
  const another = await planned(ann, planOf(['img-web00202']));
  assertRefused(await apply(ann, confirmation(another)), 429, 'daily-limit');
  assert.deepEqual((await deleted(world)).sort(), ['img-web00105', 'img-web00112']);
}

test('approvals and limits', { concurrency: 4, timeout: 120_000 }, async (context) => {
  await Promise.all(
    Object.keys(RUNTIMES).map((runtime) =>
      context.test(`in ${runtime}`, async () => {
        const world = await startWorld(runtime, { APPROVERS: '2', MAX_DELETES_PER_DAY: '3' });
        try {
          await secondYes(world);
          await dailyLimit(world);
          assertNoSecrets(world.server.log);
        } finally {
          await world.stop();
        }
      }),
    ),
  );
});
