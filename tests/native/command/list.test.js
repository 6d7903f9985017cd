// list with rules, and refs: who uses an image.

import assert from 'node:assert/strict';
import test from 'node:test';
import { REGION, useSimulator } from './fixture.js';

const simulator = useSimulator();

/** @param {string[]} args @returns {Promise<string[]>} */
async function listed(...args) {
  const result = await simulator.run(['list', '-r', REGION, '-o', 'json', ...args]);
  assert.equal(result.status, 0, result.all);
  return JSON.parse(result.stdout).regions[0].images.map((/** @type {any} */ image) => image.id);
}

test('list shows only those that fit', async () => {
  assert.equal((await listed()).length, 50);
  assert.equal((await listed('--name', 'web-*')).length, 10);
  assert.deepEqual(await listed('--name', 'twin', '--name', 'golden-1'), [
    'img-golden01',
    'img-twin0001',
    'img-twin0002',
  ]);
  assert.deepEqual(await listed('--name-regex', '^state-(create|import)failed$'), ['img-crfailed', 'img-imfailed']);
  assert.deepEqual(await listed('--tag', 'env=dev', '--tag', 'team'), ['img-envdev02']);
  assert.deepEqual(await listed('--family', 'golden'), ['img-golden01', 'img-golden02']);
  assert.deepEqual(await listed('--state', 'CREATING', '--state', 'USING'), ['img-creating', 'img-using000']);
  assert.deepEqual(await listed('--name', 'created-*', '--min-age', '1d'), [], 'without a date there is no age');
});

test('-v adds columns', async () => {
  const { stdout } = await simulator.run(['list', '-r', REGION, '--name', 'three-*', '-v']);
  assert.match(stdout, /CREATED +SNAPSHOTS/);
  assert.match(stdout, /2026-01-12T02:00:00Z +snap-many0001, snap-many0002, snap-many0003/);
});

test('refs says who uses an image, and who was not asked', async () => {
  const ids = ['img-lastpage', 'img-api60201', 'img-scaling1', 'img-appbase3', 'img-web00105'];
  const result = await simulator.run(['refs', ...ids, '-r', REGION]);
  assert.equal(result.status, 0, result.all);
  assert.match(result.stdout, /^WHO USES THESE IMAGES/);
  assert.match(result.stdout, /img-lastpage +batch-worker +instance +ins-/);
  assert.match(result.stdout, /img-api60201 .* launch template version +lt-api00001:3/);
  assert.match(result.stdout, /img-scaling1 .* scaling configuration +asc-byid0001/);
  assert.match(result.stdout, /img-appbase3 .* scaling configuration, by family +asc-family01/);
  assert.match(result.stdout, /img-web00105 .* nobody found/);
  assert.match(result.stdout, /NOT checked: .*older launch template versions \(--refs all\)/);
});

test('refs --refs all sees every template version', async () => {
  const args = ['refs', 'img-tmpl0002', '-r', REGION, '-o', 'json'];
  const usual = JSON.parse((await simulator.run(args)).stdout);
  assert.deepEqual(usual.images[0].references, []);
  const all = JSON.parse((await simulator.run([...args, '--refs', 'all'])).stdout);
  assert.deepEqual(
    all.images[0].references.map((/** @type {any} */ one) => [one.type, one.id]),
    [['launch-template-version', 'lt-many0001:2']],
  );
});

test('refs of an image that is not there ends 1, and 6 when somebody could not be asked', async () => {
  assert.equal((await simulator.run(['refs', 'img-nothere0', '-r', REGION])).status, 1);
  const env = {
    TENCENTCLOUD_SECRET_ID: 'AKIDEXAMPLESUBACCOUNT222222222222222',
    TENCENTCLOUD_SECRET_KEY: 'ExampleSecretKey2222222222222222',
  };
  const denied = await simulator.run(['refs', 'img-lastpage', '-r', REGION], { env });
  assert.equal(denied.status, 6, denied.all);
  assert.match(denied.stdout, /check FAILED: scaling configurations \(UnauthorizedOperation/);
});
