import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';

import { assertValid, outcomes } from '../../../wasm/support/jobs.js';
import { apply, confirmation, finished, planned } from '../support/client.js';
import { assertRefused, GUANGZHOU, planOf } from './check.js';

/** @param {import('./check.js').World} world @param {string} id */
async function isThere({ simulator }, id) {
  const { images } = await simulator.control('GET', `/_sim/regions/${GUANGZHOU}`);
  const image = images.find((/** @type {any} */ { ImageId }) => ImageId === id);
  return image !== undefined && image.deleted_at_ms == null;
}

/** The events of a stream: numbers, documents, and how it ended. @param {string} text */
function eventsOf(text) {
  const blocks = text.split('\n\n').filter((block) => block && !block.startsWith(':'));
  const data = (/** @type {string} */ block) => JSON.parse(/^data: (.*)$/m.exec(block)?.[1] ?? '');
  const events = blocks.filter((block) => block.startsWith('id: '));
  const end = blocks.find((block) => block.startsWith('event: end'));
  return {
    numbers: events.map((block) => Number(/^id: (\d+)$/m.exec(block)?.[1])),
    documents: events.map(data),
    end: end && data(end),
  };
}

/** @type {import('./check.js').Check[]} */
export const JOBS = [
  [
    'plan, confirm, apply: the documents as the package makes them, events from any number',
    async (world) => {
      const { ann, vic } = world;
      const plan = await planned(ann, planOf(['img-web00105', 'img-web00112', 'img-web00302']));
      assertValid('plan', plan.plan);
      assert.deepEqual(plan.plan.summary, { delete: 2, keep: 1, block: 0, unknown: 0, size_gb: 40 });
      const started = await apply(ann, confirmation(plan));
      assert.equal(started.status, 202, started.text);
      assert.equal(started.headers.get('location'), `/api/jobs/${started.body.id}`);
      const job = await finished(ann, started.body.id);
      assert.equal(job.state, 'done');
      assertValid('receipt', job.receipt);
      assert.deepEqual(outcomes(job.receipt), {
        'img-web00105': 'deleted',
        'img-web00112': 'deleted',
        'img-web00302': 'skipped referenced',
      });
      assert.deepEqual([job.receipt.plan_digest, job.receipt.confirmed_by], [plan.digest, 'ann']);
      assert.deepEqual(
        job.images.map((/** @type {any} */ { id, state }) => `${id} ${state}`),
        ['img-web00105 deleted', 'img-web00112 deleted', 'img-web00302 skipped'],
      );
      assert.deepEqual([await isThere(world, 'img-web00105'), await isThere(world, 'img-web00302')], [false, true]);
      const path = `/api/jobs/${job.id}/events`;
      const whole = eventsOf((await vic('GET', path)).text);
      assert.deepEqual(
        whole.numbers,
        Array.from({ length: job.last_event }, (_, i) => i + 1),
      );
      for (const document of whole.documents) assertValid('event', document);
      assert.deepEqual(whole.end, { state: 'done' });
      const rest = eventsOf((await vic('GET', path, undefined, { 'last-event-id': '7' })).text);
      assert.deepEqual(rest.documents, whole.documents.slice(7));
      const over = await vic('GET', path, undefined, { 'last-event-id': String(job.last_event) });
      assert.equal(over.status, 204);
    },
  ],
  [
    'events while the job runs: a page that comes back misses none and sees none twice',
    async ({ ann }) => {
      const { body } = await ann('POST', '/api/plans', { regions: ['ap-singapore'], selection: { all: true } });
      /** @type {number[]} */
      const numbers = [];
      for (let end; !end;) {
        const last = { 'last-event-id': String(numbers.at(-1) ?? 0) };
        const part = eventsOf((await ann('GET', `/api/jobs/${body.id}/events`, undefined, last)).text);
        numbers.push(...part.numbers);
        end = part.end;
      }
      const job = await finished(ann, body.id);
      assert.deepEqual(
        numbers,
        Array.from({ length: job.last_event }, (_, i) => i + 1),
      );
    },
  ],
  [
    'an Idempotency-Key starts one job, however often and at once; another body is 422',
    async ({ ann, bob, requests }) => {
      const plan = await planned(ann, planOf(['img-web00119']));
      const key = randomUUID();
      const answers = await Promise.all(Array.from({ length: 8 }, () => apply(ann, confirmation(plan), key)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([202]));
      const ids = new Set(answers.map(({ body }) => body.id));
      assert.equal(ids.size, 1);
      const fresh = answers.filter(({ headers }) => headers.get('idempotency-replayed') === 'false');
      assert.equal(fresh.length, 1);
      assertRefused(await apply(ann, { ...confirmation(plan), count: 2 }, key), 422, 'idempotency-key-reused');
      const [id] = ids;
      assert.equal((await finished(ann, id)).receipt.summary.deleted, 1);
      const again = await apply(ann, confirmation(plan), key);
      assert.deepEqual([again.status, again.body.id, again.body.state], [202, id, 'done']);
      const sent = (await requests())
        .filter(({ action }) => action === 'DeleteImages')
        .flatMap(({ params }) => params.ImageIds);
      assert.equal(sent.filter((/** @type {string} */ image) => image === 'img-web00119').length, 1);
      const request = planOf(['img-web00126']);
      const mine = await ann('POST', '/api/plans', request, { 'idempotency-key': key });
      assertRefused(mine, 422, 'idempotency-key-reused');
      const twice = [1, 2].map(() => bob('POST', '/api/plans', request, { 'idempotency-key': key }));
      const [one, two] = await Promise.all(twice);
      assert.deepEqual([one.status, one.body.id], [202, two.body.id], 'a key is its operator’s own');
      assertRefused(await apply(ann, confirmation(plan), ''), 400, 'idempotency-key');
    },
  ],
  [
    'a job that is cancelled ends, and nothing was deleted',
    async (world) => {
      const { ann, simulator } = world;
      const plan = await planned(ann, planOf(['img-web00202']));
      await simulator.control('POST', '/_sim/faults', { kind: 'delay', action: 'DescribeInstances', delay_ms: 4000 });
      const { body } = await apply(ann, confirmation(plan));
      await ann('GET', `/api/jobs/${body.id}`);
      const cancelled = await ann('POST', `/api/jobs/${body.id}/cancel`);
      assert.equal(cancelled.status, 200);
      assert.equal((await finished(ann, body.id)).state, 'cancelled');
      assert.equal(await isThere(world, 'img-web00202'), true);
      const again = await ann('POST', `/api/jobs/${body.id}/cancel`);
      assert.deepEqual([again.status, again.body.state], [200, 'cancelled']);
    },
  ],
  [
    'a plan over a guard is made and cannot be applied; one that the core refuses is no job',
    async ({ ann }) => {
      const request = { regions: [GUANGZHOU], selection: { name: ['web-*'] }, guards: { max_delete: 1 } };
      const plan = await planned(ann, request);
      assert.deepEqual([plan.plan.appliable, plan.seal], [false, null]);
      assertRefused(await apply(ann, { ...confirmation(plan), seal: 'v1.1.x' }), 409, 'over-guard');
      const refused = /** @type {[any, number, string][]} */ ([
        [{ ...request, selection: {} }, 400, 'invalid-parameter'],
        [{ ...request, guards: { max_deletes: 1 } }, 400, 'invalid-parameter'],
        [{ ...request, regions: [] }, 400, 'invalid-region'],
        [{ ...request, regions: ['ap-beijing'] }, 403, 'region-not-allowed'],
        [{ ...request, guard: {} }, 400, 'body-member'],
      ]);
      for (const [body, status, code] of refused) assertRefused(await ann('POST', '/api/plans', body), status, code);
    },
  ],
  [
    'jobs are listed, the latest first; one that does not exist is not found',
    async ({ ann, vic }) => {
      const { body } = await ann('POST', '/api/plans', planOf(['img-web00209']));
      const { jobs } = (await vic('GET', '/api/jobs')).body;
      assert.equal(jobs[0].id, body.id);
      assertRefused(await vic('GET', '/api/jobs/apply-none'), 404, 'no-such-job');
      assertRefused(await vic('GET', '/api/jobs/apply-none/events'), 404, 'no-such-job');
      assertRefused(await ann('POST', '/api/jobs/apply-none/cancel'), 404, 'no-such-job');
      await finished(ann, body.id);
    },
  ],
];
