// A job of 300 images in workerd whose process is killed again and again. KILLS=20 for the long run; SEED repeats one.
import assert from 'node:assert/strict';
import test from 'node:test';

import { startSimulator } from '../support/simulator.js';
import { apply, confirmation, finished, planned } from './support/client.js';
import { another, startMortal } from './support/mortal.js';

const IMAGES = 300;
const KILLS = Number(process.env.KILLS ?? 2);
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

/** The most of them that fell into one sliding second. @param {any[]} requests */
function mostInASecond(requests) {
  const times = requests.map(({ at_ms }) => at_ms).sort((a, b) => a - b);
  return Math.max(...times.map((from, i) => times.filter((at, j) => j >= i && at < from + 1000).length));
}

/**
 * @param {Awaited<ReturnType<typeof startMortal>>} worker @param {import('../support/simulator.js').RunningSimulator} simulator
 * @param {string} id  of the job @param {any[]} deletes  what came
 */
async function killAgainAndAgain(worker, simulator, id, deletes) {
  const random = randomness();
  const counts = { underWay: 0, amidst: 0 };
  let lastEvent = 0;
  for (let kill = 1; kill <= KILLS; ++kill) {
    if (kill % 2 === 0) await another(simulator); // half of the kills fall where they hurt
    await new Promise((resolve) => setTimeout(resolve, 50 + random() * (kill % 2 === 0 ? 800 : 5000)));
    await worker.killAndStart(() => collect(simulator, deletes));
    if (kill === 1) assert.ok(await another(simulator, '*'), 'nobody asks: the alarm alone carries the job on');
    const { body: job } = await worker.api()('GET', `/api/jobs/${id}`);
    assert.ok(job.last_event >= lastEvent, 'events are never forgotten');
    lastEvent = job.last_event;
    counts.underWay += job.finished ? 0 : 1;
    counts.amidst += deletes.length > 0 && deletes.length < IMAGES / 10 ? 1 : 0;
  }
  return counts;
}

/** @param {import('../support/simulator.js').RunningSimulator} simulator @param {any} job @param {any[]} deletes @param {string[]} ids */
async function assertTrue(simulator, job, deletes, ids) {
  assert.deepEqual(job.receipt.summary, { deleted: IMAGES, accepted: 0, failed: 0, skipped: 0, unknown: 0 });
  assert.equal(job.state, 'done');
  const named = deletes.flatMap(({ params }) => params.ImageIds);
  assert.deepEqual([...new Set(named)].sort(), ids, 'the images of the plan and no other');
  const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
  const left = images.filter((/** @type {any} */ { deleted_at_ms }) => deleted_at_ms == null);
  assert.equal(left.length, 55, 'all others are there');
  const rows = job.images.map((/** @type {any} */ { id, state }) => `${id} ${state}`).sort();
  assert.deepEqual(
    rows,
    ids.map((id) => `${id} deleted`),
  );
}

test(`300 images, the process killed ${KILLS} times`, { timeout: 900_000 }, async (context) => {
  const simulator = await startSimulator(FAST.flatMap((rate) => ['--rate', rate]));
  const worker = await startMortal(simulator.url, { RATES: FAST.join(','), BATCH: '10' });
  try {
    const ids = await fill(simulator);
    const guards = { max_delete: 400, max_percent: 100 };
    const plan = await planned(worker.api(), { regions: [REGION], selection: { name: ['bulk-*'] }, guards });
    assert.equal(plan.plan.summary.delete, IMAGES);
    const { status, body } = await apply(worker.api(), confirmation(plan));
    assert.equal(status, 202, JSON.stringify(body));
    /** @type {any[]} */
    const deletes = [];
    const { underWay, amidst } = await killAgainAndAgain(worker, simulator, body.id, deletes);
    const job = await finished(worker.api(), body.id, 300_000);
    await collect(simulator, deletes);
    const most = mostInASecond(deletes);
    context.diagnostic(
      `seed ${SEED}: ${KILLS} kills, ${underWay} under way, ${amidst} between the first and the last deletion, ${deletes.length} DeleteImages, at most ${most} in a second`,
    );
    await assertTrue(simulator, job, deletes, ids);
    assert.ok(most <= 10, `${most} in a second`);
  } finally {
    await worker.stop();
    await simulator.stop();
  }
});
