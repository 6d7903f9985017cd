// Without Durable Objects: requests carry a job on, and its sealed cursor takes it to another process.
import assert from 'node:assert/strict';
import test from 'node:test';

import { localWorker } from '../../../web/worker/servers/local.js';
import { sealText } from '../../../web/worker/crypto.js';
import { startSimulator } from '../support/simulator.js';
import { bindings, SEAL_KEY, SESSION_KEY, TOKENS } from './support/bindings.js';
import { assertNoSecrets } from './support/no-secrets.js';
import { heard } from './support/client.js';
import { assertRefused, GUANGZHOU } from './suite/check.js';

const IDS = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126'];

/** A process of its own, as far as the worker can tell. @param {Record<string, string>} env */
function processOf(env) {
  /** @type {string[]} */
  const log = [];
  const worker = localWorker({ bindings: env, log: (line) => log.push(line) });
  /** @type {import('./support/client.js').Api} */
  const ann = async (method, path, body, headers) => {
    const answer = await worker.fetch(
      new Request(`http://worker.test${path}`, {
        method,
        headers: { authorization: `Bearer ${TOKENS.ann}`, ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    );
    const text = await answer.text();
    heard.push(text);
    return { status: answer.status, headers: answer.headers, text, body: text ? JSON.parse(text) : null };
  };
  return { ann, log };
}

/** A plan, confirmed, after its first step. @param {import('./support/client.js').Api} ann */
async function begun(ann) {
  let job = (await ann('POST', '/api/plans', { regions: [GUANGZHOU], selection: { ids: IDS } })).body;
  while (!job.finished) job = (await ann('GET', `/api/jobs/${job.id}`)).body;
  const { plan, seal } = job;
  const body = { plan_job: job.id, seal, digest: plan.digest, regions: [GUANGZHOU], count: IDS.length };
  const started = await ann('POST', '/api/jobs', body, { 'idempotency-key': 'taken-up' });
  return { plan, job: (await ann('GET', `/api/jobs/${started.body.id}`)).body };
}

/** @param {import('./support/client.js').Api} ann @param {any} job @param {any} plan */
async function refuseForged(ann, job, plan) {
  const changed = [
    await sealText(SESSION_KEY, 'cursor', { job: {}, journal: '' }),
    await sealText(SEAL_KEY, 'session', { job: {}, journal: '' }),
    `${job.cursor}x`,
    '',
  ];
  for (const cursor of changed) {
    assertRefused(await ann('POST', `/api/jobs/${job.id}/continue`, { cursor, plan }), 403, 'cursor-invalid');
  }
  const another = { cursor: job.cursor, plan: { ...plan, digest: '0'.repeat(64) } };
  assertRefused(await ann('POST', `/api/jobs/${job.id}/continue`, another), 403, 'cursor-invalid');
}

test('a job goes on in another process at every step, and no image is named twice', { timeout: 120_000 }, async () => {
  const simulator = await startSimulator();
  const env = bindings(simulator.url, { BATCH: '2' });
  try {
    let { ann, log } = processOf(env);
    let { plan, job } = await begun(ann);
    await refuseForged(ann, job, plan);
    for (let step = 0, moves = 0; !job.finished && step < 100; ++step) {
      if (job.cursor && moves < 3 && step % 2 === 0) {
        ({ ann, log } = processOf(env)); // the process is gone, and its memory with it
        moves += 1;
        await ann('POST', `/api/jobs/${job.id}/continue`, { cursor: job.cursor, plan });
      }
      job = (await ann('GET', `/api/jobs/${job.id}`)).body;
    }
    const all = { deleted: IDS.length, accepted: 0, failed: 0, skipped: 0, unknown: 0 };
    assert.deepEqual(job.receipt?.summary, all, JSON.stringify(job));
    const named = (await simulator.control('GET', '/_sim/requests'))
      .filter((/** @type {any} */ { action }) => action === 'DeleteImages')
      .flatMap((/** @type {any} */ { params }) => params.ImageIds);
    assert.deepEqual(named.sort(), IDS);
    assertNoSecrets(log);
  } finally {
    await simulator.stop();
  }
});
