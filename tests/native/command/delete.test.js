import assert from 'node:assert/strict';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { GOOD, outcomes, REGION, useFolder, useSimulator } from './fixture.js';

const simulator = useSimulator();
const file = useFolder();

test('deletes, verifies, and ends 0', async () => {
  const result = await simulator.delete(GOOD);
  assert.equal(result.status, 0, result.all);
  const receipt = JSON.parse(result.stdout);
  assert.equal(receipt.schema, 'cvm-images.receipt/1');
  assert.deepEqual(outcomes(result.stdout), Object.fromEntries(GOOD.map((id) => [id, 'deleted'])));
  for (const id of GOOD) assert.equal(await simulator.has(id), false);
  const [quota] = receipt.quota;
  assert.deepEqual([quota.region, quota.before - quota.after], [REGION, GOOD.length]);
  const sent = await simulator.requests('DeleteImages');
  assert.equal(sent.length, 1);
  assert.deepEqual(sent[0].params, { ImageIds: GOOD });
});

test('refuses what is in use, shared, protected, busy, foreign or missing, each with its reason; ends 4', async () => {
  const reasons = {
    'img-web00309': 'referenced',
    'img-lastpage': 'referenced',
    'img-api60201': 'referenced',
    'img-scaling1': 'referenced',
    'img-appbase3': 'family-current',
    'img-shared01': 'shared',
    'img-keeptag0': 'protected',
    'img-creating': 'state',
    'img-unknown0': 'state',
    'img-public01': 'type',
    'img-recvd001': 'type',
    'img-nothere0': 'not-found',
  };
  const result = await simulator.delete(Object.keys(reasons));
  assert.equal(result.status, 4, result.all);
  const receipt = JSON.parse(result.stdout);
  const told = receipt.images.map((/** @type {any} */ image) => [image.id, image.reason.code]);
  assert.deepEqual(Object.fromEntries(told), reasons);
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

test('what may go goes, what must stay stays', async () => {
  const result = await simulator.run([
    'delete',
    GOOD[0],
    'img-web00309',
    '-r',
    REGION,
    '--yes',
    '--expect-count',
    '1',
    '-o',
    'json',
  ]);
  assert.equal(result.status, 0, result.all);
  assert.deepEqual(outcomes(result.stdout), { [GOOD[0]]: 'deleted', 'img-web00309': 'skipped' });
  assert.equal(await simulator.has('img-web00309'), true);
});

test('--allow-referenced and --allow-protected lift one image each', async () => {
  const ids = ['img-scaling1', 'img-keeptag0'];
  const result = await simulator.delete(ids, ['--allow-referenced', ids[0], '--allow-protected', ids[1]]);
  assert.equal(result.status, 0, result.all);
  for (const id of ids) assert.equal(await simulator.has(id), false);
});

test('--protect-tag keeps', async () => {
  const result = await simulator.delete(['img-envdev01'], ['--protect-tag', 'env=dev']);
  assert.equal(result.status, 4, result.all);
  assert.equal(await simulator.has('img-envdev01'), true);
});

test('no consent, no deletion: no terminal, a wrong count, both halves of --yes are needed', async () => {
  for (const more of [[], ['--yes'], ['--yes', '--expect-count', '3'], ['--expect-count', '2']]) {
    const result = await simulator.run(['delete', GOOD[0], GOOD[1], '-r', REGION, ...more]);
    assert.ok(result.status === 4 || result.status === 1, `${more}: ${result.all}`);
    assert.notEqual(result.stderr, '');
  }
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

test('an image that changes between the checks and the deletion is skipped; ends 2', async () => {
  // Planning counts and reads the images, applying does both again: there it meets another state.
  await simulator.fault({ kind: 'unknown-state', action: 'DescribeImages', skip: 2, image: GOOD[0], times: 2 });
  const result = await simulator.delete([GOOD[0], GOOD[1]]);
  assert.equal(result.status, 2, result.all);
  assert.deepEqual(outcomes(result.stdout), { [GOOD[0]]: 'skipped', [GOOD[1]]: 'deleted' });
});

test('accepted but visible until the deadline ends 3', async () => {
  await simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 600_000 });
  const result = await simulator.delete([GOOD[0]], [], { verify: '1' });
  assert.equal(result.status, 3, result.all);
  assert.deepEqual(outcomes(result.stdout), { [GOOD[0]]: 'accepted' });
});

test('snapshots stay and are named', async () => {
  const result = await simulator.delete(['img-snapmany']);
  const [image] = JSON.parse(result.stdout).images;
  assert.deepEqual(
    image.snapshots.map((/** @type {any} */ snapshot) => [snapshot.id, snapshot.outcome]),
    ['snap-many0001', 'snap-many0002', 'snap-many0003'].map((id) => [id, 'left']),
  );
});

test('rules choose as they do for plan; what the rules keep is not in the receipt', async () => {
  const args = ['--name', 'web-*', '--free', '2', '-r', REGION, '--yes', '--expect-count', '2', '-o', 'json'];
  const result = await simulator.run(['delete', ...args]);
  assert.equal(result.status, 0, result.all);
  assert.deepEqual(outcomes(result.stdout), { [GOOD[0]]: 'deleted', [GOOD[1]]: 'deleted' });
});

test('a guard refuses; ends 4', async () => {
  const result = await simulator.run(['delete', '--all', '-r', REGION, '--yes', '--expect-count', '31', '-o', 'json']);
  assert.equal(result.status, 4, result.all);
  const { error } = JSON.parse(result.stdout);
  assert.deepEqual([error.code, error.where], ['refused', '--max-delete']);
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

test('an image of each of two regions', async () => {
  const args = [GOOD[0], 'img-sgweb001', '-r', `${REGION},ap-singapore`, '--yes', '--expect-count', '2', '-o', 'json'];
  const result = await simulator.run(['delete', ...args]);
  assert.equal(result.status, 0, result.all);
  assert.equal(await simulator.has('img-sgweb001', 'ap-singapore'), false);
});

test('the plan and its journal are kept for the owner, and nothing when nothing was sent', async () => {
  const state = file('state');
  const files = () => readdir(join(state, 'cvm-images')).catch(() => []);
  const env = { XDG_STATE_HOME: state };
  const refused = await simulator.run(['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '2'], { env });
  assert.equal(refused.status, 4, refused.all);
  assert.deepEqual(await files(), []);
  const result = await simulator.run(['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', '-o', 'json'], {
    env,
  });
  assert.equal(result.status, 0, result.all);
  const { plan_digest } = JSON.parse(result.stdout);
  assert.deepEqual((await files()).toSorted(), [`${plan_digest}.plan.json`, `${plan_digest}.plan.json.journal`]);
  for (const name of await files()) assert.equal((await stat(join(state, 'cvm-images', name))).mode & 0o777, 0o600);
});

test('where no journal can be written nothing is sent; ends 1', async () => {
  /** @type {Record<string, string>[]} */
  const places = [{ XDG_STATE_HOME: '/dev/null' }, { XDG_STATE_HOME: '', HOME: '' }];
  for (const env of places) {
    const result = await simulator.run(['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1'], { env });
    assert.equal(result.status, 1, result.all);
  }
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
});

test('an image without a date is kept, even when its id is given; one without tags is not', async () => {
  const ids = ['img-nodate00', 'img-nodate01', 'img-notags01', 'img-34vaef8fe'];
  const result = await simulator.run(['delete', ...ids, '-r', REGION, '--yes', '--expect-count', '2', '-o', 'json']);
  assert.equal(result.status, 0, result.all);
  assert.deepEqual(outcomes(result.stdout), {
    'img-nodate00': 'skipped',
    'img-nodate01': 'skipped',
    'img-notags01': 'deleted',
    'img-34vaef8fe': 'deleted',
  });
  const reasons = JSON.parse(result.stdout).images.map((/** @type {any} */ image) => image.reason?.code);
  assert.deepEqual(reasons.filter(Boolean), ['no-created-time', 'no-created-time']);
  assert.equal(await simulator.has('img-nodate00'), true);
});

test('the finance region works', async () => {
  const result = await simulator.run([
    'delete',
    'img-fsipay01',
    '-r',
    'ap-shanghai-fsi',
    '--yes',
    '--expect-count',
    '1',
    '-o',
    'json',
  ]);
  assert.equal(result.status, 0, result.all);
  assert.equal(await simulator.has('img-fsipay01', 'ap-shanghai-fsi'), false);
});

test('a denied reference check keeps the images and says which check', async () => {
  const env = {
    TENCENTCLOUD_SECRET_ID: 'AKIDEXAMPLESUBACCOUNT222222222222222',
    TENCENTCLOUD_SECRET_KEY: 'ExampleSecretKey2222222222222222',
  };
  const result = await simulator.run(['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', '-o', 'json'], {
    env,
  });
  assert.equal(result.status, 4, result.all);
  const [image] = JSON.parse(result.stdout).images;
  assert.equal(image.reason.code, 'check-failed');
  assert.equal(image.reason.args.check, 'launch-configurations');
});

test('a temporary key with its token deletes', async () => {
  for (const name of ['TOKEN', 'SESSION_TOKEN', 'SECURITY_TOKEN', 'SESSIONTOKEN']) {
    const env = {
      TENCENTCLOUD_SECRET_ID: 'AKIDEXAMPLETEMPORARY1111111111111111',
      TENCENTCLOUD_SECRET_KEY: 'ExampleSecretKey1111111111111111',
      [`TENCENTCLOUD_${name}`]: 'ExampleSessionToken/AAAA+BBBB==',
    };
    const result = await simulator.run(['quota', '-r', REGION, '-o', 'json'], { env });
    assert.equal(result.status, 0, `${name}: ${result.all}`);
  }
});
