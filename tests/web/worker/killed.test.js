// A job of 300 images in workerd whose process is killed again and again. KILLS=20 for the long run; SEED repeats one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';

import { startSimulator } from '../support/simulator.js';
import { bindings, TOKENS } from './support/bindings.js';
import { apply, bearer, confirmation, finished, planned } from './support/client.js';
import { RUNTIMES } from './support/servers.js';

const IMAGES = 300;
const KILLS = Number(process.env.KILLS ?? 3);
const SEED = Number(process.env.SEED ?? Date.now() % 2 ** 31);
const FAST = ['DescribeImageSharePermission=300', 'DescribeImages=100'];
const REGION = 'ap-guangzhou';

/** Numbers between 0 and 1 that a seed repeats. */
function randomness(seed = SEED) {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** 300 images of one name among those of the sample account. @param {import('../support/simulator.js').RunningSimulator} simulator */
async function fill(simulator) {
  const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
  const [pattern] = images.filter((/** @type {any} */ { ImageId }) => ImageId === 'img-web00105');
  const bulk = Array.from({ length: IMAGES }, (_, i) => {
    const number = String(i).padStart(4, '0');
    return { ...pattern, ImageId: `img-bulk${number}`, ImageName: `bulk-${number}`, SnapshotSet: [] };
  });
  await simulator.control('PATCH', `/_sim/regions/${REGION}`, { images: [...images, ...bulk], quota: 500 });
  return bulk.map(({ ImageId }) => ImageId);
}

/** The DeleteImages that came since the last look. @param {import('../support/simulator.js').RunningSimulator} simulator @param {any[]} seen */
async function collect(simulator, seen) {
  const after = seen.at(-1)?.n ?? -1;
  const log = await simulator.control('GET', '/_sim/requests');
  seen.push(...log.filter((/** @type {any} */ { action, n }) => action === 'DeleteImages' && n > after));
}

/**
 * Waits until one more request came. Half of the kills follow a DeleteImages, so that they fall where they hurt.
 * @param {import('../support/simulator.js').RunningSimulator} simulator @param {string} [wanted]
 */
async function another(simulator, wanted = 'DeleteImages') {
  const latest = async () => {
    const log = await simulator.control('GET', '/_sim/requests');
    return log.filter((/** @type {any} */ { action }) => wanted === '*' || action === wanted).at(-1)?.n ?? -1;
  };
  const before = await latest();
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    if ((await latest()) !== before) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}

/** The most of them that fell into one sliding second. @param {any[]} requests */
function mostInASecond(requests) {
  const times = requests.map(({ at_ms }) => at_ms).sort((a, b) => a - b);
  return Math.max(...times.map((from, i) => times.filter((at, j) => j >= i && at < from + 1000).length));
}

test(`300 images, the process killed ${KILLS} times`, { timeout: 900_000 }, async (context) => {
  const random = randomness();
  const simulator = await startSimulator(FAST.flatMap((rate) => ['--rate', rate]));
  const persist = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  const start = () => RUNTIMES.workerd(bindings(simulator.url, { RATES: FAST.join(','), BATCH: '10' }), { persist });
  let worker = await start();
  const api = () => bearer(worker.url, TOKENS.ann);
  try {
    const ids = await fill(simulator);
    const request = {
      regions: [REGION],
      selection: { name: ['bulk-*'] },
      guards: { max_delete: 400, max_percent: 100 },
    };
    const plan = await planned(api(), request);
    assert.equal(plan.plan.summary.delete, IMAGES);
    const { status, body } = await apply(api(), confirmation(plan));
    assert.equal(status, 202, JSON.stringify(body));
    /** @type {any[]} */
    const deletes = [];
    let lastEvent = 0;
    let underWay = 0;
    let amidst = 0;
    for (let kill = 1; kill <= KILLS; ++kill) {
      if (kill % 2 === 0) await another(simulator);
      await new Promise((resolve) => setTimeout(resolve, 50 + random() * (kill % 2 === 0 ? 800 : 5000)));
      await worker.kill();
      await collect(simulator, deletes);
      worker = await start();
      if (kill === 1) assert.ok(await another(simulator, '*'), 'nobody asks: the alarm alone carries the job on');
      const { body: job } = await api()('GET', `/api/jobs/${body.id}`);
      assert.ok(job.last_event >= lastEvent, 'events are never forgotten');
      lastEvent = job.last_event;
      underWay += job.finished ? 0 : 1;
      amidst += deletes.length > 0 && deletes.length < IMAGES / 10 ? 1 : 0;
    }
    const job = await finished(api(), body.id, 300_000);
    await collect(simulator, deletes);
    const named = deletes.flatMap(({ params }) => params.ImageIds);
    const most = mostInASecond(deletes);
    context.diagnostic(
      `seed ${SEED}: ${KILLS} kills, ${underWay} under way, ${amidst} between the first and the last deletion, ${deletes.length} DeleteImages, at most ${most} in a second`,
    );
    assert.deepEqual(job.receipt.summary, { deleted: IMAGES, accepted: 0, failed: 0, skipped: 0, unknown: 0 });
    assert.equal(job.state, 'done');
    assert.deepEqual([...new Set(named)].sort(), ids, 'the images of the plan and no other');
    assert.ok(most <= 10, `${most} in a second`);
    const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
    const left = images.filter((/** @type {any} */ { deleted_at_ms }) => deleted_at_ms == null);
    assert.equal(left.length, 55, 'all others are there');
    assert.deepEqual(
      job.images.map((/** @type {any} */ { id, state }) => [id, state]).sort(),
      ids.map((id) => [id, 'deleted']),
    );
  } finally {
    await worker.kill();
    await simulator.stop();
    rmSync(persist, { recursive: true, force: true });
  }
});
