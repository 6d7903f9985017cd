import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import http2 from 'node:http2';
import { after, before, beforeEach, test } from 'node:test';
import { certificateFiles } from '../support/certificate.js';
import { call, send } from '../support/service.js';
import { startSimulator } from '../support/simulator.js';
import { signedHeaders } from '../support/tc3.js';

/** @type {import('../support/simulator.js').RunningSimulator} */
let simulator;
const files = certificateFiles();
before(async () => {
  simulator = await startSimulator(['--tls-cert', files.cert, '--tls-key', files.key]);
});
after(async () => {
  await simulator.stop();
  rmSync(files.folder, { recursive: true });
});
beforeEach(() => simulator.control('POST', '/_sim/reset'));

/**
 * One signed request over HTTP/2.
 * @param {import('node:http2').ClientHttp2Session} session
 * @param {string} action
 * @param {object} parameters
 * @returns {Promise<{ headers: Record<string, any>, body: string }>}
 */
function request(session, action, parameters = {}) {
  const payload = JSON.stringify(parameters);
  const { host } = new URL(simulator.url);
  const stream = session.request({ ':method': 'POST', ':path': '/', ...signedHeaders({ host, action, payload }) });
  stream.end(payload);
  return new Promise((resolve, reject) => {
    /** @type {Record<string, any> | undefined} */
    let headers;
    let body = '';
    stream.on('response', (received) => (headers = received));
    stream.on('data', (chunk) => (body += chunk));
    stream.once('error', reject);
    stream.once('close', () =>
      headers && stream.rstCode === 0 ? resolve({ headers, body }) : reject(new Error('no whole answer')),
    );
  });
}

/** @param {(session: import('node:http2').ClientHttp2Session) => Promise<void>} act */
async function withSession(act) {
  const session = http2.connect(simulator.url, { rejectUnauthorized: false });
  session.on('error', () => {});
  try {
    await act(session);
  } finally {
    session.destroy();
  }
}

const deleted = async () =>
  (await simulator.control('GET', '/_sim/images/ap-guangzhou/img-web00105')).deleted_at_ms !== undefined;

test('HTTP/1.1 over TLS', async () => {
  assert.match(simulator.url, /^https:/);
  assert.equal((await call(simulator.url, 'DescribeImageQuota')).ImageNumQuota, 52);
  assert.equal((await simulator.control('GET', '/_sim/requests'))[0].http_version, '1.1');
  await simulator.control('POST', '/_sim/faults', { kind: 'reset-after', rst: true });
  await assert.rejects(send(simulator.url, 'DeleteImages', { ImageIds: ['img-web00105'] }), { code: 'ECONNRESET' });
  assert.equal(await deleted(), true);
});

test('HTTP/2: requests of one session are one connection', () =>
  withSession(async (session) => {
    for (const _ of [1, 2]) {
      const { headers, body } = await request(session, 'DescribeImageQuota');
      assert.equal(headers[':status'], 200);
      assert.equal(headers['content-type'], 'application/json');
      assert.equal(JSON.parse(body).Response.ImageNumQuota, 52);
    }
    const log = await simulator.control('GET', '/_sim/requests');
    assert.deepEqual(
      log.map((/** @type {any} */ each) => [each.http_version, each.reused]),
      [
        ['2', false],
        ['2', true],
      ],
    );
    assert.equal(log[0].connection, log[1].connection);
  }));

for (const more of [{}, { stream: true }]) {
  test(`HTTP/2: reset-after with ${JSON.stringify(more)}`, async () => {
    await simulator.control('POST', '/_sim/faults', { kind: 'reset-after', ...more });
    await withSession((session) => assert.rejects(request(session, 'DeleteImages', { ImageIds: ['img-web00105'] })));
    assert.equal(await deleted(), true);
  });
}

test('HTTP/2: a request that is lost on a session that was used before', async () => {
  await simulator.control('POST', '/_sim/faults', { kind: 'reset-reused' });
  await withSession(async (session) => {
    await request(session, 'DescribeImageQuota');
    await assert.rejects(request(session, 'DeleteImages', { ImageIds: ['img-web00105'] }));
  });
  assert.equal(await deleted(), true);
});

test('HTTP/2: cut-body, slow-body, huge-body, status, two dates', async () => {
  await simulator.control('POST', '/_sim/faults', [
    { kind: 'cut-body' },
    { kind: 'slow-body', delay_ms: 1 },
    { kind: 'huge-body', bytes: 300_000 },
    { kind: 'status', status: 503 },
    { kind: 'duplicate-header' },
  ]);
  await withSession((session) => assert.rejects(request(session, 'DescribeImageQuota')));
  await withSession(async (session) => {
    assert.equal(JSON.parse((await request(session, 'DescribeImageQuota')).body).Response.ImageNumQuota, 52);
    assert.equal((await request(session, 'DescribeImageQuota')).body.length, 300_000);
    assert.equal((await request(session, 'DescribeImageQuota')).headers[':status'], 503);
    assert.match((await request(session, 'DescribeImageQuota')).headers.date, /GMT, .*GMT$/);
  });
});
