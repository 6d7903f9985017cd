// Over TLS, with certificates made for the test.

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import test, { after, before } from 'node:test';
import { runCommand } from '../../support/command.js';
import { certificateFiles } from '../../web/support/certificate.js';
import { startSimulator } from '../../web/support/simulator.js';
import { GOOD, outcomes, REGION } from './fixture.js';

const files = certificateFiles();
const otherFiles = certificateFiles('DNS:other.example');

/** @type {Awaited<ReturnType<typeof startSimulator>>} */
let simulator;
before(async () => {
  simulator = await startSimulator(['--tls-cert', files.cert, '--tls-key', files.key]);
});
after(async () => {
  await simulator.stop();
  for (const { folder } of [files, otherFiles]) await rm(folder, { recursive: true });
});

/** @param {string} endpoint @param {string[]} [more] */
const remove = (endpoint, more = []) =>
  runCommand([
    ...['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', '-o', 'json', '--endpoint', endpoint],
    ...more,
  ]);

test('a certificate that nobody vouches for: nothing is sent, ends 6', async () => {
  const result = await remove(simulator.url);
  assert.equal(result.status, 6, result.all);
  assert.match(result.stderr, /certificate/i);
  assert.deepEqual(await simulator.control('GET', '/_sim/requests'), []);
});

test('a certificate for another host: nothing is sent, ends 6', async () => {
  const other = await startSimulator(['--tls-cert', otherFiles.cert, '--tls-key', otherFiles.key]);
  try {
    const result = await remove(other.url, ['--cacert', otherFiles.cert]);
    assert.equal(result.status, 6, result.all);
    assert.match(result.stderr, /certificate/i);
  } finally {
    await other.stop();
  }
});

test('a trusted certificate: deletes, over one HTTP/2 connection', async () => {
  const result = await remove(simulator.url, ['--cacert', files.cert]);
  assert.equal(result.status, 0, result.all);
  assert.deepEqual(outcomes(result.stdout), { [GOOD[0]]: 'deleted' });
  const requests = await simulator.control('GET', '/_sim/requests');
  assert.deepEqual([...new Set(requests.map((/** @type {any} */ request) => request.http_version))], ['2']);
});

test('a CA file that cannot be read is refused; ends 1', async () => {
  const result = await remove(simulator.url, ['--cacert', `${files.folder}/none.pem`]);
  assert.equal(result.status, 1, result.all);
  assert.match(result.stderr, /none\.pem/);
});
