// kill -9 at random moments of an apply over 300 images, each resumed to its end: the receipt is true, nothing was sent
// again without a look, and nothing outside the plan was touched. KILLS=50 for more of them, SEED to repeat one.

import assert from 'node:assert/strict';
import { rm, stat } from 'node:fs/promises';
import test from 'node:test';
import { REGION, useFolder, useSimulator } from './fixture.js';

const KILLS = Number(process.env.KILLS ?? 8);
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const IMAGES = 300;
const FAST = [
  ...['DeleteImages', 'DescribeImages', 'DescribeImageSharePermission', 'DescribeInstances', 'DescribeSnapshots'],
  ...['DescribeLaunchTemplates', 'DescribeLaunchTemplateVersions', 'DescribeLaunchConfigurations'],
  ...['DescribeImageQuota', 'GetCallerIdentity'],
];

const simulator = useSimulator();
const file = useFolder();
const rates = FAST.flatMap((action) => ['--rate', `${action}=2000`]);
const pad = (/** @type {number} */ i) => String(i).padStart(4, '0');
const bulk = Array.from({ length: IMAGES }, (_, i) => ({ ImageId: `img-bulk${pad(i)}`, ImageName: `bulk-${pad(i)}` }));
const path = file('plan.json');
/** @type {any} */
let state;
/** How long a run takes that nobody kills. */
let duration = 0;

/** Once, before the first kill: an account with many images, and a plan for them. */
async function prepare() {
  if (state) return;
  await account();
  await quickly();
  const args = ['--name', 'bulk-*', '--max-delete', '300', '--max-percent', '100', '--out', path, ...rates];
  const plan = await simulator.run(['plan', '-r', REGION, ...args]);
  assert.equal(plan.status, 0, plan.all);
  state = await simulator.control('GET', '/_sim/state');
  await reset(() => 0.9);
  const started = Date.now();
  assert.equal(await (await applying()).ended, 0);
  duration = Date.now() - started;
}

/** The sample account with 300 images more. */
async function account() {
  await simulator.control('POST', '/_sim/reset');
  const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
  const [plain] = images;
  const more = bulk.map((one) => ({ ...plain, ...one, Tags: [], ImageFamily: undefined, SnapshotSet: [] }));
  await simulator.control('PATCH', `/_sim/regions/${REGION}`, { images: [...images, ...more], quota: 1000 });
}

/** The service takes as many requests a second as the command is told. */
const quickly = () =>
  simulator.control('PATCH', '/_sim/settings', { rates: Object.fromEntries(FAST.map((action) => [action, 2000])) });

/** mulberry32 @param {number} seed */
function randomNumbers(seed) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** The same account again, so that the plan fits; a service that takes few ids at once and now and then breaks off. @param {() => number} random */
async function reset(random) {
  await simulator.control('POST', '/_sim/reset');
  await simulator.control('PUT', '/_sim/state', state);
  await quickly();
  await simulator.control('PATCH', '/_sim/settings', {
    visible_after_delete_ms: 100,
    latency_ms: 3,
    max_ids: 25,
    partial: random() < 0.5,
  });
  if (random() < 0.5)
    await simulator.fault({ action: 'DeleteImages', kind: 'reset-after', skip: Math.floor(random() * 12) });
  await rm(`${path}.journal`, { force: true });
}

const exists = (/** @type {string} */ name) =>
  stat(name).then(
    (found) => found.size > 0,
    () => false,
  );

/** Starts or goes on. */
const applying = async () => {
  const resume = (await exists(`${path}.journal`)) ? ['--resume'] : [];
  const consent = ['--yes', '--expect-count', String(IMAGES), '--settle', '0.4', '-o', 'json'];
  return simulator.start(['apply', path, ...consent, ...rates, ...resume]);
};

/** Between two requests that name an image there was a look at it. */
async function nothingWasSentBlindly() {
  /** @type {Map<string, boolean>} image → it was looked at since it was sent */
  const looked = new Map();
  for (const { action, params } of await simulator.control('GET', '/_sim/requests')) {
    if (action === 'DescribeImages') {
      for (const id of params.ImageIds ?? looked.keys()) if (looked.has(id)) looked.set(id, true);
    }
    if (action !== 'DeleteImages') continue;
    for (const id of params.ImageIds) {
      assert.notEqual(looked.get(id), false, `${id} was sent again without a look`);
      looked.set(id, false);
    }
  }
}

/** @param {any} receipt */
async function isTrue(receipt) {
  const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
  const there = new Set(
    images.filter((/** @type {any} */ one) => one.deleted_at_ms == null).map((/** @type {any} */ one) => one.ImageId),
  );
  for (const { id, outcome } of receipt.images) {
    if (outcome === 'deleted') assert.equal(there.has(id), false, `${id} is said to be deleted and is there`);
    if (outcome === 'failed') assert.equal(there.has(id), true, `${id} is said to be there and is gone`);
  }
  for (const { ImageId } of state.regions[REGION].images) {
    if (!ImageId.startsWith('img-bulk')) assert.equal(there.has(ImageId), true, `${ImageId} was not in the plan`);
  }
}

for (let kill = 0; kill < KILLS; ++kill) {
  test(`kill -9, number ${kill + 1} of seed ${SEED}`, async (t) => {
    const random = randomNumbers(SEED + kill);
    await prepare();
    await reset(random);
    const moments = [random() * duration, random() * duration].slice(0, random() < 0.5 ? 1 : 2);
    /** @type {{ status: number | null, output: string } | undefined} */
    let finished;
    for (const moment of moments) {
      if (finished) break;
      const { child, ended, output } = await applying();
      const timer = setTimeout(() => child.kill('SIGKILL'), moment);
      const status = await ended;
      clearTimeout(timer);
      if (child.signalCode === null) finished = { status, output: output() };
    }
    if (!finished) {
      const { ended, output } = await applying();
      finished = { status: await ended, output: output() };
    }
    const { status, output } = finished;
    const receipt = JSON.parse(output.slice(output.indexOf('{\n'), output.lastIndexOf('}') + 1));
    t.diagnostic(`killed after ${moments.map((moment) => Math.round(moment)).join(' and ')} ms; ended ${status}`);
    assert.equal(status, 0, output);
    assert.equal(receipt.images.length, IMAGES);
    assert.deepEqual(new Set(receipt.images.map((/** @type {any} */ image) => image.outcome)), new Set(['deleted']));
    await isTrue(receipt);
    await nothingWasSentBlindly();
  });
}
