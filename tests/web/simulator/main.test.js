import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { SAMPLE_ACCOUNT } from '../../../web/simulator/sample-account.js';
import { call, codeOf } from '../support/service.js';
import { startSimulator } from '../support/simulator.js';
import { KEYS } from '../support/tc3.js';

const MAIN = fileURLToPath(new URL('../../../web/simulator/main.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'cvm-images-'));
after(() => rmSync(folder, { recursive: true }));

/** @param {string[]} args */
const run = (...args) => spawnSync(process.execPath, [MAIN, ...args], { encoding: 'utf8' });

test('--help and wrong options', () => {
  const help = run('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /--tls-cert FILE/);
  for (const wrong of [
    ['--other'],
    ['--rate', 'DeleteImages'],
    ['--port', 'x'],
    ['--tls-cert', 'a.pem'],
    ['--seed', join(folder, 'absent.json')],
  ]) {
    const result = run(...wrong);
    assert.equal(result.status, 1, wrong.join(' '));
    assert.match(result.stderr, /^simulator: /);
    assert.equal(result.stdout, '');
  }
});

test('the state file is written after each change and read at the start', async () => {
  const state = join(folder, 'state.json');
  const first = await startSimulator(['--state', state]);
  assert.equal(existsSync(state), false);
  assert.equal(await codeOf(first.url, 'DeleteImages', { ImageIds: ['img-web00105'] }), null);
  const saved = readFileSync(state, 'utf8');
  const { deleted_at_ms: at } = JSON.parse(saved).regions['ap-guangzhou'].images.find(
    (/** @type {any} */ image) => image.ImageId === 'img-web00105',
  );
  assert.equal(typeof at, 'number');
  assert.ok(!saved.includes(KEYS.main.secretKey));
  assert.equal(statSync(state).mode & 0o777, 0o600);
  await first.control('POST', '/_sim/clock', { advance_ms: 1500 });
  assert.equal(await first.stop(), 0);
  assert.deepEqual(readdirSync(folder), ['state.json']);

  const second = await startSimulator(['--state', state]);
  const answer = await call(second.url, 'DescribeImages', { ImageIds: ['img-web00105', 'img-web00112'] });
  assert.equal(answer.TotalCount, 1);
  await second.control('POST', '/_sim/reset');
  assert.equal((await call(second.url, 'DescribeImages', { ImageIds: ['img-web00105'] })).TotalCount, 1);
  assert.equal(await second.stop(), 0);
});

test('--seed brings an account and keys of its own', async () => {
  const seed = join(folder, 'seed.json');
  const [credential] = SAMPLE_ACCOUNT.credentials;
  const own = { ...credential, secret_id: 'AKIDOWN', secret_key: 'own' };
  writeFileSync(
    seed,
    JSON.stringify({ account: { AccountId: '1' }, credentials: [own], regions: { 'xx-private': { quota: 7 } } }),
  );
  const simulator = await startSimulator(['--seed', seed]);
  const key = { secretId: 'AKIDOWN', secretKey: 'own' };
  assert.equal((await call(simulator.url, 'DescribeImageQuota', {}, { key, region: 'xx-private' })).ImageNumQuota, 7);
  assert.equal(await codeOf(simulator.url, 'DescribeImageQuota'), 'AuthFailure.SecretIdNotFound');
  await simulator.stop();
});

test('--rate sets a limit', async () => {
  const simulator = await startSimulator(['--rate', 'DescribeImageQuota=1', '--rate', 'DescribeImages=2']);
  assert.deepEqual((await simulator.control('GET', '/_sim/settings')).rates, {
    DescribeImageQuota: 1,
    DescribeImages: 2,
  });
  assert.equal(await codeOf(simulator.url, 'DescribeImageQuota'), null);
  assert.equal(await codeOf(simulator.url, 'DescribeImageQuota'), 'RequestLimitExceeded');
  await simulator.control('POST', '/_sim/clock', { advance_ms: 1000 });
  assert.equal(await codeOf(simulator.url, 'DescribeImageQuota'), null);
  await simulator.stop();
});
