// What a client does with its options, its credentials and its time.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Client, CvmError, Signer } from 'cvm-images';

import { virtualTime } from './support/virtual-time.js';

const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };

/** @param {object} response */
const answer = (response, headers = {}) =>
  new Response(JSON.stringify({ Response: { RequestId: 'r-1', ...response } }), { headers });

/**
 * A client in virtual time, with what it sent.
 * @param {(url: string, init: any, n: number) => Response | Promise<Response>} reply
 * @param {object} [more]
 */
async function virtual(reply, more = {}) {
  /** @type {any[]} */
  const sent = [];
  const time = virtualTime();
  const client = await Client.create({
    credential: KEY,
    region: 'ap-guangzhou',
    now: time.now,
    sleep: time.sleep,
    fetch: async (url, init) => {
      sent.push({ url, headers: Object.fromEntries(/** @type {any} */ (init?.headers)), at: time.ms });
      return reply(String(url), init, sent.length);
    },
    ...more,
  });
  return { client, sent, time };
}

test('repeats are spaced in virtual time and end at six attempts', async () => {
  const { client, sent } = await virtual(() => answer({ Error: { Code: 'RequestLimitExceeded', Message: 'slow' } }));
  const error = await client.describeImageQuota().catch((e) => e);
  assert.equal(error.code, 'throttled');
  assert.equal(error.serviceCode, 'RequestLimitExceeded');
  assert.ok(sent.length >= 2 && sent.length <= 6, `${sent.length} attempts`);
  for (let i = 1; i < sent.length; ++i) assert.ok(sent[i].at > sent[i - 1].at);
});

test('deletes are never above the rate', async () => {
  const { client, sent } = await virtual(() => answer({}));
  await Promise.all(
    Array.from({ length: 30 }, (_, i) => client.deleteImages({ ImageIds: [`img-${String(i).padStart(8, '0')}`] })),
  );
  for (let i = 9; i < sent.length; ++i) assert.ok(sent[i].at - sent[i - 9].at > 1000, `sends ${i - 9} to ${i}`);
});

test('a clock that is wrong is corrected from the Date header, once', async () => {
  const { client, sent } = await virtual((_, __, n) =>
    n === 1
      ? answer(
          { Error: { Code: 'AuthFailure.SignatureExpire', Message: 'old' } },
          { date: 'Tue, 14 Nov 2023 23:13:20 GMT' },
        )
      : answer({ ImageNumQuota: 7 }),
  );
  const raw = await client.callRaw('DescribeImageQuota');
  assert.ok(Math.abs(raw.skewMs - 3_600_000) < 1000, `${raw.skewMs} ms`);
  assert.equal(raw.attempts, 2);
  assert.equal(sent[1].headers['x-tc-timestamp'], String(Math.floor((sent[1].at + raw.skewMs) / 1000)));
});

test('temporary credentials are fetched anew 300 s before they end', async () => {
  let asked = 0;
  const credential = () => ({
    secretId: `AKIDTEMPORARY${(asked += 1)}`,
    secretKey: 'k',
    token: 't',
    expiresAt: 1_700_000_000 + 301 + asked * 1000,
  });
  const { client, sent, time } = await virtual(() => answer({ ImageNumQuota: 1 }), { credential });
  await client.describeImageQuota();
  time.ms += 900_000;
  await client.describeImageQuota();
  time.ms += 200_000;
  await client.describeImageQuota();
  assert.equal(asked, 2);
  assert.match(sent[1].headers.authorization, /AKIDTEMPORARY1\//);
  assert.match(sent[2].headers.authorization, /AKIDTEMPORARY2\//);
  assert.equal(sent[2].headers['x-tc-token'], 't');
});

test('a provider that fails is not quoted', async () => {
  const credential = () => Promise.reject(new Error('secretKey=MarkerSecret'));
  const error = await Client.create({ credential }).catch((e) => e);
  assert.equal(error.code, 'credential-unavailable');
  assert.ok(!JSON.stringify([error, error.stack, String(error.cause)]).includes('MarkerSecret'));
});

test('faults in the configuration show when the client is made', async () => {
  const made = (/** @type {any} */ more) =>
    Client.create({ credential: KEY, ...more }).then(
      () => null,
      (e) => e,
    );
  for (const [more, code, where] of [
    [{ endpoint: 'http://example.com' }, 'invalid-endpoint', 'endpoint'],
    [{ endpoint: 'https://u:p@example.com' }, 'invalid-endpoint', 'endpoint'],
    [{ endpoint: 7 }, 'invalid-parameter', 'endpoint'],
    [{ site: 'moon' }, 'invalid-parameter', 'site'],
    [{ rates: { DeleteImages: 1.5 } }, 'invalid-parameter', 'rates.DeleteImages'],
    [{ requestTimeoutMs: 0 }, 'invalid-parameter', 'requestTimeoutMs'],
    [{ credential: { secretId: ' padded', secretKey: 'x' } }, 'invalid-credential', 'SecretId'],
    [{ credential: { secretId: 'x', secretKey: '' } }, 'invalid-credential', 'SecretKey'],
    [{ credential: { secretId: 5, secretKey: 'x' } }, 'invalid-credential', 'secretId'],
    [{ credential: undefined }, 'no-credential', 'credential'],
  ]) {
    const error = await made(more);
    assert.ok(error instanceof CvmError, JSON.stringify(more));
    assert.deepEqual([error.code, error.where], [code, where]);
  }
});

test('bad input is refused before anything is sent', async () => {
  const { client, sent } = await virtual(() => answer({}));
  /** @type {[any, any, string][]} */
  const cases = [
    ['DeleteImages', { ImageIds: [] }, 'invalid-parameter'],
    ['DeleteImages', { ImageIds: Array.from({ length: 10_001 }, (_, i) => `img-${i}`) }, 'invalid-parameter'],
    ['DeleteImages', { ImageIds: ['img-a', 'img-a'] }, 'invalid-parameter'],
    ['DeleteImages', { ImageIds: ['IMG-ABC'] }, 'invalid-parameter'],
    ['DeleteImages', { ImageIds: ['img-a\nb'] }, 'invalid-parameter'],
    ['DeleteImages', { ImageIds: [1n] }, 'invalid-parameter'],
    ['DeleteImages', '[]', 'invalid-parameter'],
    ['DeleteImages', '{', 'invalid-parameter'],
    ['DeleteImage', { ImageIds: ['img-a'] }, 'invalid-parameter'],
    ['DescribeImages', { Limit: 101 }, 'invalid-parameter'],
    [undefined, {}, 'invalid-parameter'],
    [7, {}, 'invalid-parameter'],
    ['DescribeImages', { InstanceType: 'x'.repeat(10 * 1024 * 1024 + 1) }, 'request-too-large'],
  ];
  for (const [action, params, code] of cases) {
    const error = await client.call(action, params).catch((e) => e);
    assert.equal(error.code, code, `${action} ${String(error.message).slice(0, 200)}`);
  }
  for (const region of ['ap guangzhou', 'ap-guangzhou\n', 'AP-GUANGZHOU']) {
    const error = await client.describeImageQuota({}, { region }).catch((e) => e);
    assert.equal(error.code, 'invalid-region', region);
  }
  assert.equal(sent.length, 0);
});

test('a change is never sent after the caller gave up, and a change under way is waited for', async () => {
  const stop = new AbortController();
  stop.abort();
  const { client, sent } = await virtual(() => answer({}));
  const early = await client.deleteImages({ ImageIds: ['img-a'] }, { signal: stop.signal }).catch((e) => e);
  assert.equal(early.code, 'cancelled');
  assert.equal(sent.length, 0);
  const late = new AbortController();
  const other = await virtual(async () => {
    late.abort();
    return answer({});
  });
  assert.deepEqual(await other.client.deleteImages({ ImageIds: ['img-a'] }, { signal: late.signal }), {
    RequestId: 'r-1',
  });
});

test('an event handler that throws changes nothing about the call; its first error goes to onObserverError', async () => {
  /** @type {any[]} */
  const told = [];
  const onObserverError = (/** @type {any} */ error) => told.push(error.message);
  const { client, sent } = await virtual(() => answer({}), { onObserverError });
  const onEvent = (/** @type {any} */ event) => {
    throw new Error(event.kind);
  };
  assert.equal((await client.deleteImages({ ImageIds: ['img-a'] }, { onEvent })).RequestId, 'r-1');
  assert.equal(sent.length, 1);
  assert.deepEqual(told, ['sending']);
  await client.deleteImages({ ImageIds: ['img-b'] }, { onEvent: async (event) => onEvent(event) });
  assert.deepEqual(told, ['sending', 'sending']);
  client.dispose();
});

test('a transport that rejects is a lost change that was sent once', async () => {
  let sent = 0;
  const transport = () => {
    sent += 1;
    throw new Error('broken');
  };
  const { client } = await virtual(() => answer({}), { transport });
  const error = await client.deleteImages({ ImageIds: ['img-a'] }).catch((e) => e);
  assert.deepEqual([error.code, error.ambiguous], ['lost', true]);
  assert.match(error.message, /broken/);
  assert.equal(sent, 1);
});

test('a provider of credentials that never answers holds up nobody', { timeout: 10_000 }, async () => {
  let hang = false;
  const credential = () => (hang ? new Promise(() => {}) : { ...KEY });
  const fetch = async () => answer({ ImageNumQuota: 1 });
  const client = await Client.create({ credential: /** @type {any} */ (credential), region: 'ap-guangzhou', fetch });
  hang = true;
  const late = await client.describeImageQuota({}, { deadlineMs: 30 }).catch((e) => e);
  assert.deepEqual([late.code, late.ambiguous, late.retryable], ['timed-out', false, true]);
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 10);
  const stopped = await client.describeImageQuota({}, { signal: stop.signal }).catch((e) => e);
  assert.equal(stopped.code, 'cancelled');
  client.dispose();
});

test('a provider of credentials that hangs between two attempts is held against the deadline', async () => {
  let asked = 0;
  const credential = () => ((asked += 1) > 3 ? new Promise(() => {}) : { ...KEY });
  const reply = () => answer({ Error: { Code: 'RequestLimitExceeded', Message: 'slow' } });
  const { client, sent } = await virtual(reply, { credential });
  const error = await client.deleteImages({ ImageIds: ['img-a'] }, { deadlineMs: 20_000 }).catch((e) => e);
  assert.deepEqual([error.code, error.ambiguous], ['timed-out', false]);
  assert.equal(sent.length, 1);
});

test('a client that is disposed of while its provider is asked keeps nothing', async () => {
  /** @type {(credential: any) => void} */
  let give = () => {};
  let asked = 0;
  const credential = () => ((asked += 1) === 1 ? { ...KEY } : new Promise((resolve) => (give = resolve)));
  const { client } = await virtual(() => answer({ ImageNumQuota: 3 }), { credential });
  const stop = new AbortController();
  const call = client.describeImageQuota({}, { signal: stop.signal });
  stop.abort();
  await assert.rejects(call, { code: 'cancelled' });
  client.dispose();
  give({ ...KEY, secretId: 'AKIDLATE' });
  await new Promise((resolve) => setImmediate(resolve));
  await assert.rejects(client.describeImageQuota(), { code: 'misuse' });
});

test('a disposed client refuses; one call under way ends', async () => {
  const { client } = await virtual(async () => {
    client.dispose();
    return answer({ ImageNumQuota: 3 });
  });
  assert.equal((await client.describeImageQuota()).ImageNumQuota, 3);
  await assert.rejects(client.describeImageQuota(), { code: 'misuse' });
});

test('numbers of an answer keep their text in callRaw', async () => {
  const body = '{"Response":{"Big":12345678901234567890123,"Price":1.50,"RequestId":"r-1"}}';
  const { client } = await virtual(() => new Response(body));
  assert.equal((await client.callRaw('DescribeImageQuota')).body, body);
});

test('a signed GET carries its parameters in the query and no body', async () => {
  const signer = await Signer.create(KEY);
  const signed = signer.sign({
    action: 'DeleteImages',
    params: { ImageIds: ['img-b', 'img-a'], DryRun: true },
    region: 'ap-guangzhou',
    method: 'GET',
    timestamp: 1_700_000_000,
  });
  assert.equal(signed.url, 'https://cvm.tencentcloudapi.com/?ImageIds.0=img-b&ImageIds.1=img-a&DryRun=true');
  assert.equal(signed.body, '');
});
