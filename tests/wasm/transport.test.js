// How requests get out: what an error says of what was sent, time limits that hold, and what each platform adds.
import assert from 'node:assert/strict';
import http from 'node:http';
import net from 'node:net';
import test from 'node:test';

import { Client } from 'cvm-images';
import { nodeTransport } from 'cvm-images/node';

import { transport as browserTransport } from '../../wasm/js/platform/transport.browser.js';
import { transport as denoTransport } from '../../wasm/js/platform/transport.deno.js';
import { transport as bunTransport } from '../../wasm/js/platform/transport.js';
import { fetchTransport } from '../../wasm/js/transport/fetch.js';
import { explainFault } from '../../wasm/js/transport/transport.js';

const REQUEST = {
  method: 'POST',
  url: 'http://127.0.0.1:9/',
  headers: { host: '127.0.0.1', 'content-type': 'application/json' },
  body: '{}',
};
const CHANGE = { timeoutMs: 2000, changes: true };
const READ = { timeoutMs: 2000, changes: false };

/** @param {object} members @param {unknown} [cause] */
const failure = (members, cause) => Object.assign(new TypeError('fetch failed', { cause }), members);

test('an error says that nothing was sent only when it came before any connection', () => {
  /** @type {[any, string, string][]} */
  const cases = [
    [{ code: 'ECONNREFUSED', syscall: 'connect' }, 'not-sent', 'connect'],
    [{ code: 'EHOSTUNREACH', syscall: 'connect' }, 'not-sent', 'connect'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'not-sent', 'connect'],
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'not-sent', 'resolve'],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'not-sent', 'resolve'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'not-sent', 'connect'],
    [{ code: 'ConnectionRefused' }, 'not-sent', 'connect'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'not-sent', 'certificate'],
    [{ code: 'EHOSTUNREACH', syscall: 'read' }, 'lost', 'cut'],
    [{ code: 'ENETUNREACH', syscall: 'write' }, 'lost', 'cut'],
    [{ code: 'EHOSTUNREACH' }, 'lost', 'cut'],
    [{ code: 'ECONNREFUSED' }, 'lost', 'cut'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'lost', 'cut'],
    [{ code: 'EPROTO', syscall: 'write' }, 'lost', 'tls'],
    [{ code: 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC' }, 'lost', 'tls'],
  ];
  for (const [members, type, fault] of cases) {
    for (const error of [failure(members), failure({}, failure(members)), new AggregateError([failure(members)])]) {
      const end = explainFault(error, { changes: true });
      assert.deepEqual([end.type, end.fault], [type, fault], JSON.stringify(members));
    }
  }
  for (const code of ['EPROTO', 'ERR_SSL_WRONG_VERSION_NUMBER']) {
    const end = explainFault(failure({ code }), { changes: false });
    assert.deepEqual([end.type, end.fault], ['not-sent', 'tls'], 'a read is sent again in any case');
  }
});

test('an error that is its own cause, and things that are no errors, are explained', () => {
  const circular = new Error('round and round');
  circular.cause = circular;
  assert.deepEqual(explainFault(circular, READ), { type: 'lost', fault: 'cut', detail: 'round and round' });
  for (const thrown of [undefined, null, 'a text', 7, Object.create(null)]) {
    assert.equal(explainFault(thrown, READ).type, 'lost');
  }
});

test('a connection that is refused was not sent', async () => {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  await new Promise((resolve) => server.close(resolve));
  const request = { ...REQUEST, url: `http://127.0.0.1:${port}/` };
  for (const transport of [fetchTransport(fetch), nodeTransport()]) {
    const end = /** @type {any} */ (await transport(request, CHANGE));
    assert.deepEqual([end.type, end.fault], ['not-sent', 'connect'], end.detail);
  }
});

test(
  'a fetch that ignores its signal, and a body that never ends, are given up in time',
  { timeout: 10_000 },
  async () => {
    const never = () => new Promise(() => {});
    const endless = async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) }));
    for (const fetch of /** @type {any[]} */ ([never, endless])) {
      const end = /** @type {any} */ (await fetchTransport(fetch)(REQUEST, { ...CHANGE, timeoutMs: 20 }));
      assert.deepEqual([end.type, end.fault], ['lost', 'timeout']);
      const stop = new AbortController();
      setTimeout(() => stop.abort(), 20);
      const given = /** @type {any} */ (await fetchTransport(fetch)(REQUEST, { ...READ, signal: stop.signal }));
      assert.deepEqual([given.type, given.fault], ['lost', 'aborted']);
    }
  },
);

test('who gave up before has sent nothing', async () => {
  let asked = 0;
  const fetch = async () => ((asked += 1), new Response('{}'));
  for (const transport of [fetchTransport(fetch), nodeTransport()]) {
    const end = /** @type {any} */ (await transport(REQUEST, { ...READ, signal: AbortSignal.abort() }));
    assert.deepEqual([end.type, end.fault], ['not-sent', 'aborted']);
  }
  assert.equal(asked, 0);
});

test('a limit longer than timers can be is no limit of a millisecond', async () => {
  const server = http.createServer((_, outgoing) => setTimeout(() => outgoing.end('{}'), 30)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = /** @type {net.AddressInfo} */ (server.address());
  const request = { ...REQUEST, url: `http://127.0.0.1:${port}/` };
  const agent = new http.Agent();
  for (const transport of [fetchTransport(fetch), nodeTransport({ agent })]) {
    const end = await transport(request, { ...READ, timeoutMs: 2 ** 31 });
    assert.equal(end.type, 'answered');
  }
  server.closeAllConnections();
  server.close();
});

test('a request that cannot even be begun was not sent', async () => {
  const agent = new http.Agent();
  for (const [transport, request] of /** @type {[any, any][]} */ ([
    [nodeTransport(), { ...REQUEST, headers: { ...REQUEST.headers, 'x-tc-token': 'ключ' } }],
    [nodeTransport({ agent }), { ...REQUEST, url: 'https://127.0.0.1:9/' }],
    [nodeTransport(), { ...REQUEST, url: 'no url' }],
    [nodeTransport(), { ...REQUEST, body: undefined }],
    [
      fetchTransport(fetch, {
        forChange: () => {
          throw new Error('no client');
        },
      }),
      REQUEST,
    ],
  ])) {
    const end = await transport(request, CHANGE);
    assert.deepEqual([end.type, end.fault], ['not-sent', 'other'], end.detail);
  }
});

test('letting go of a connection that fails changes nothing', async () => {
  const close = () => {
    throw new Error('closed already');
  };
  const transport = fetchTransport(async () => new Response('{}'), { forChange: () => ({ init: {}, close }) });
  assert.equal((await transport(REQUEST, CHANGE)).type, 'answered');
});

test('a fetch of the caller gets what keeps its platform from sending a change twice', async () => {
  /** @type {any} */
  let got;
  const fetch = async (/** @type {any} */ _, /** @type {any} */ init) => {
    got = init;
    return new Response('{}');
  };
  const headers = () => Object.fromEntries(got.headers);

  await browserTransport(fetch)(REQUEST, CHANGE);
  assert.match(headers()['idempotency-key'], /^[0-9a-f]{32}$/);
  assert.equal(got.credentials, 'same-origin');
  await browserTransport(fetch)(REQUEST, READ);
  assert.equal(headers()['idempotency-key'], undefined);

  await bunTransport(fetch)(REQUEST, CHANGE);
  assert.equal(got.keepalive, false);

  let closed = 0;
  const client = { close: () => (closed += 1) };
  /** @type {any} */ (globalThis).Deno = { createHttpClient: () => client };
  try {
    await denoTransport(fetch)(REQUEST, CHANGE);
    assert.equal(got.client, client);
    assert.equal(closed, 1);
    await denoTransport(fetch)(REQUEST, READ);
    assert.equal(got.client, undefined);
  } finally {
    delete (/** @type {any} */ (globalThis).Deno);
  }
});

test('a client hands its fetch to the transport of its entry', async () => {
  /** @type {any[]} */
  const asked = [];
  class Mine extends Client {
    /** @param {any} fetch @returns {any} */
    static transport = (fetch) => {
      asked.push(fetch);
      return async () => ({ type: 'answered', status: 200, headers: [], body: '{"Response":{"RequestId":"r-1"}}' });
    };
  }
  const credential = {
    secretId: 'AKIDEXAMPLE0000000000000000000000000',
    secretKey: 'ExampleSecretKey0000000000000000',
  };
  const fetch = async () => new Response('{}');
  const client = await Mine.create({ credential, region: 'ap-guangzhou', fetch });
  assert.deepEqual(asked, [fetch]);
  assert.equal((await client.describeImageQuota()).RequestId, 'r-1');
  client.dispose();
});
