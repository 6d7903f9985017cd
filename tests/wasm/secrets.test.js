// A key that can be recognised shows up nowhere: not in what is thrown, told, kept or printed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { inspect } from 'node:util';

import { Client, Signer } from 'cvm-images';
import { Scheduler } from 'cvm-images/engine';

import { startSimulator } from '../web/support/simulator.js';

const KEY = {
  secretId: 'AKIDEXAMPLE0000000000000000000000000',
  secretKey: 'MarkerSecretKey77777777',
  token: 'MarkerToken88888',
};
const MARKERS = [KEY.secretKey, KEY.token];
const { cases } = JSON.parse(readFileSync(new URL('../fixtures/faults/calls.json', import.meta.url), 'utf8'));

/** @param {unknown} value @param {string[]} [markers] */
function assertClean(value, markers = MARKERS) {
  const shown = [inspect(value, { depth: 20, showHidden: true, getters: true }), JSON.stringify(value) ?? ''];
  if (value instanceof Error) shown.push(String(value.stack), String(value.message), inspect(value.cause));
  for (const marker of markers) assert.ok(!shown.some((text) => text.includes(marker)), `${marker} shows`);
}

test('objects that hold a key do not show it', async () => {
  const signer = await Signer.create(KEY);
  assertClean(signer);
  const client = await Client.create({ credential: KEY, region: 'ap-guangzhou' });
  assertClean(client);
  client.dispose();
  signer.dispose();
});

test('a signed request has the token where the service wants it, and the key nowhere', async () => {
  const signer = await Signer.create(KEY);
  const explained = signer.explain({ action: 'DescribeImages', region: 'ap-guangzhou', timestamp: 1_700_000_000 });
  assert.equal(explained.headers['x-tc-token'], KEY.token);
  assertClean(explained, [KEY.secretKey]);
  const { headers, curl, ...rest } = explained;
  assertClean(rest);
});

test('errors of bad keys do not repeat them', async () => {
  for (const bad of [' ', '\n', '\u0000']) {
    for (const member of ['secretKey', 'token']) {
      const error = await Signer.create({ ...KEY, [member]: `MarkerSecretKey77777777MarkerToken88888${bad}` }).catch(
        (e) => e,
      );
      assert.equal(error.code, 'invalid-credential');
      assertClean(error);
    }
  }
});

/**
 * What is written on stdout and stderr while `act` runs. The runner's own reports pass through.
 * @param {(told: unknown[]) => Promise<void>} act  may add what else was told
 */
async function overhear(act) {
  /** @type {unknown[]} */
  const told = [];
  const streams = [process.stdout, process.stderr];
  const writes = streams.map((stream) => stream.write);
  streams.forEach((stream, i) => {
    stream.write = /** @type {any} */ (
      (/** @type {any} */ text, /** @type {any[]} */ ...rest) => {
        told.push(Buffer.from(text).toString('latin1'));
        return writes[i].call(stream, text, ...rest);
      }
    );
  });
  try {
    await act(told);
  } finally {
    streams.forEach((stream, i) => (stream.write = writes[i]));
  }
  return told;
}

test('errors, events and what is written on the console during calls', async () => {
  const told = await overhear(async (heard) => {
    for (const { expect } of cases) {
      const fetch = async () => {
        if (expect === 'success') return new Response('{"Response":{"RequestId":"r-1"}}');
        if (expect.code === 'lost') throw new TypeError('fetch failed');
        const { serviceCode } = expect;
        if (!serviceCode) return new Response('<html>', { status: expect.code === 'http-status' ? 502 : 200 });
        return Response.json({ Response: { Error: { Code: serviceCode, Message: 'no' }, RequestId: 'r-1' } });
      };
      const retry = { maxAttempts: 1 };
      const client = await Client.create({
        credential: KEY,
        region: 'ap-guangzhou',
        fetch,
        retry,
        rates: { DeleteImages: 1000 },
      });
      const onEvent = (/** @type {unknown} */ event) => heard.push(event);
      heard.push(await client.deleteImages({ ImageIds: ['img-a'] }, { onEvent }).catch((error) => error));
      client.dispose();
    }
  });
  assert.ok(told.length > cases.length * 2);
  for (const one of told) assertClean(one);
});

/** The sample account's temporary key (web/simulator/README.md). */
const TEMPORARY = {
  secretId: 'AKIDEXAMPLETEMPORARY1111111111111111',
  secretKey: 'ExampleSecretKey1111111111111111',
  token: 'ExampleSessionToken/AAAA+BBBB==',
};

test("the same over Node's own transport, to a service that fails in its ways and to nobody", async () => {
  const simulator = await startSimulator();
  const nobody = 'http://127.0.0.1:9';
  /** @type {{ endpoint?: string, fault?: object }[]} */
  const calls = [
    {},
    { fault: { kind: 'throttle' } },
    { fault: { kind: 'reset-after', rst: true } },
    { fault: { kind: 'cut-body' } },
    { fault: { kind: 'html' } },
    { endpoint: nobody },
  ];
  /** @type {string[]} */
  const outcomes = [];
  try {
    const told = await overhear(async (heard) => {
      for (const { endpoint = simulator.url, fault } of calls) {
        if (fault) await simulator.control('POST', '/_sim/faults', { action: 'DescribeImageQuota', ...fault });
        const options = { credential: TEMPORARY, region: 'ap-guangzhou', endpoint, retry: { maxAttempts: 1 } };
        const client = await Client.create(options);
        const onEvent = (/** @type {unknown} */ event) => heard.push(event);
        const end = await client.describeImageQuota({}, { onEvent }).catch((error) => error);
        outcomes.push(end.code ?? `quota ${end.ImageNumQuota}`);
        heard.push(end);
        client.dispose();
      }
    });
    assert.deepEqual(outcomes, ['quota 52', 'throttled', 'lost', 'lost', 'malformed-answer', 'not-sent']);
    for (const one of told) assertClean(one, [TEMPORARY.secretKey, TEMPORARY.token]);
  } finally {
    await simulator.stop();
  }
});

test('no step and no snapshot of the engine holds a key: it never sees one', async () => {
  const now = { monotonicMs: 10_000, wallMs: 1_700_000_000_000 };
  const scheduler = await Scheduler.create({ account: 'mine' }, { ...now, monotonicMs: 0 });
  scheduler.submit(now, { action: 'DescribeImages', region: 'ap-guangzhou' });
  const step = scheduler.poll(now);
  assertClean([step, scheduler.snapshot(now)]);
  scheduler.dispose();
});
