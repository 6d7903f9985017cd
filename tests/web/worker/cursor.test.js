// Without Durable Objects the client is the disk: what may have been sent is in its hands before it is sent.
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { startSimulator } from '../support/simulator.js';
import { bindings, TOKENS } from './support/bindings.js';
import { apply, bearer, confirmation, finished, planned } from './support/client.js';
import { RUNTIMES } from './support/servers.js';
import { assertRefused, GUANGZHOU, planOf } from './suite/check.js';

const IDS = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126'];
const LOCAL = ['node', 'deno', 'bun'];

/** @param {string} cursor @returns {any[]} the images of its log's lines */
const named = (cursor) =>
  JSON.parse(Buffer.from(cursor.split('.')[1], 'base64url').toString())
    .journal.split('\n')
    .filter(Boolean)
    .flatMap((/** @type {string} */ line) => JSON.parse(line).images ?? []);

/** @param {any} job */
const announces = ({ cursor }) =>
  cursor !== undefined && named(cursor).some((/** @type {any} */ { stage }) => stage === 'sent');

/** A worker that can be killed, and what it sent. @param {string} runtime */
async function startKillable(runtime) {
  const simulator = await startSimulator();
  const env = bindings(simulator.url, { BATCH: '2' });
  let worker = await RUNTIMES[runtime](env);
  return {
    simulator,
    as: (/** @type {keyof typeof TOKENS} */ name) => bearer(worker.url, TOKENS[name]),
    url: () => worker.url,
    log: () => worker.log,
    /** @returns {Promise<string[][]>} */
    deletes: async () =>
      (await simulator.control('GET', '/_sim/requests'))
        .filter((/** @type {any} */ { action }) => action === 'DeleteImages')
        .map((/** @type {any} */ { params }) => params.ImageIds),
    killAndStart: async () => {
      await worker.kill();
      worker = await RUNTIMES[runtime](env);
    },
    stop: async () => {
      await worker.kill();
      await simulator.stop();
    },
  };
}

/** Asked for until its cursor announces a send. @param {import('./support/client.js').Api} ann */
async function announced(ann) {
  const plan = await planned(ann, planOf(IDS));
  let job = (await apply(ann, confirmation(plan))).body;
  for (let i = 0; i < 100 && !announces(job); ++i) job = (await ann('GET', `/api/jobs/${job.id}`)).body;
  assert.ok(announces(job), JSON.stringify(job));
  return { plan: plan.plan, job };
}

/** @param {Awaited<ReturnType<typeof startKillable>>} it @param {string} path */
async function listen(it, path, token = TOKENS.vic, ms = 3000) {
  const headers = { authorization: `Bearer ${token}` };
  const answer = await fetch(it.url() + path, { headers, signal: AbortSignal.timeout(ms) });
  let text = '';
  try {
    for await (const chunk of /** @type {any} */ (answer.body)) text += Buffer.from(chunk).toString();
  } catch {
    // it was listened to for long enough
  }
  return text;
}

/** @param {string} runtime */
async function killedAmidst(runtime) {
  const it = await startKillable(runtime);
  try {
    const { plan, job } = await announced(it.as('ann'));
    assert.deepEqual(await it.deletes(), [], 'the line is in hand, and nothing was sent');
    await it.simulator.control('POST', '/_sim/faults', { kind: 'delay', action: 'DeleteImages', delay_ms: 1500 });
    const hanging = it
      .as('ann')('GET', `/api/jobs/${job.id}`)
      .catch(() => null);
    for (let i = 0; i < 100 && (await it.deletes()).length === 0; ++i) await pause(50);
    await it.killAndStart();
    await hanging;
    await pause(2500); // the service acts in the meantime, and the images are gone
    const ann = it.as('ann');
    const taken = await ann('POST', `/api/jobs/${job.id}/continue`, { cursor: job.cursor, plan });
    assert.deepEqual([taken.status, typeof taken.body.cursor], [202, 'string'], taken.text.slice(0, 300));
    assert.ok(it.log().some((line) => line.includes('"job-continued"')));
    const { receipt, state } = await finished(ann, job.id, 90_000);
    assert.deepEqual([state, receipt.summary.deleted], ['done', IDS.length], JSON.stringify(receipt.images));
    assert.deepEqual((await it.deletes()).flat().sort(), IDS, 'none is named twice');
  } finally {
    await it.stop();
  }
}

test(
  'killed while DeleteImages is on its way: the cursor of before tells of it',
  { timeout: 200_000 },
  async (context) => {
    await Promise.all(LOCAL.map((runtime) => context.test(`in ${runtime}`, () => killedAmidst(runtime))));
  },
);

test('who has no cursor sends nothing: viewers, streams, whoever gives up', { timeout: 90_000 }, async () => {
  const it = await startKillable('node');
  try {
    const { job } = await announced(it.as('ann'));
    const path = `/api/jobs/${job.id}`;
    for (let i = 0; i < 5; ++i) {
      const seen = await it.as('vic')('GET', path);
      assert.deepEqual([seen.status, seen.body.cursor], [200, undefined]);
    }
    const first = await it.as('bob')('GET', path);
    assert.ok(announces(first.body), 'another operator is shown it first');
    for (let i = 0; i < 3; ++i) await it.as('bob')('GET', path);
    assert.deepEqual(await it.deletes(), [], 'and cannot go on with it, so nothing goes out');
    assert.doesNotMatch(await listen(it, `${path}/events`, TOKENS.bob), /event: end/);
    const quiet = await listen(it, `${path}/events`);
    assert.ok(quiet.split(': nothing new').length <= 2, 'and costs nothing meanwhile');
    assert.doesNotMatch(quiet, /event: end/);
    const asked = await listen(it, `${path}/events`, TOKENS.ann);
    assert.match(asked, /event: end\ndata: {"state":"running"}/, 'an operator’s stream says: ask for the job');
    assert.deepEqual(await it.deletes(), []);
    const cancelled = await it.as('ann')('POST', `${path}/cancel`);
    assert.equal(cancelled.status, 200);
    assert.equal((await finished(it.as('ann'), job.id)).state, 'cancelled');
    assert.deepEqual(await it.deletes(), []);
  } finally {
    await it.stop();
  }
});

test('a job is followed as a page does, by its stream and by asking: few requests', { timeout: 90_000 }, async () => {
  const it = await startKillable('node');
  try {
    const ann = it.as('ann');
    const plan = await planned(ann, planOf(IDS));
    let job = (await apply(ann, confirmation(plan))).body;
    let [requests, idle] = [0, 0];
    while (!job.finished && requests < 200) {
      const last = job.last_event;
      job = (await ann('GET', `/api/jobs/${job.id}`)).body;
      if (job.finished) break;
      const headers = { 'last-event-id': String(last) };
      const stream = await ann('GET', `/api/jobs/${job.id}/events`, undefined, headers);
      idle += stream.text.split(': nothing new').length - 1;
      requests += 2;
    }
    assert.equal(job.receipt.summary.deleted, IDS.length);
    assert.ok(requests <= 80 && idle <= 80, `${requests} requests, ${idle} times nothing new`);
  } finally {
    await it.stop();
  }
});

test('taking a job up takes what starting one takes, and its own cursor', { timeout: 90_000 }, async () => {
  const it = await startKillable('node');
  try {
    const { plan, job } = await announced(it.as('ann'));
    await it.killAndStart();
    const body = { cursor: job.cursor, plan };
    const other = `/api/jobs/apply-${'0'.repeat(32)}/continue`;
    assertRefused(await it.as('ann')('POST', other, body), 403, 'cursor-invalid');
    assertRefused(await it.as('bob')('POST', `/api/jobs/${job.id}/continue`, body), 403, 'cursor-invalid');
    assertRefused(await it.as('vic')('POST', `/api/jobs/${job.id}/continue`, body), 403, 'not-operator');
    assert.deepEqual(await it.deletes(), []);
    const { id, regions } = job;
    assert.deepEqual([regions, id.startsWith('apply-')], [[GUANGZHOU], true]);
  } finally {
    await it.stop();
  }
});
