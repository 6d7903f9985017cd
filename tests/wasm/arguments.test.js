// Arguments that are none: each is refused with a code before anything happens, and the WebAssembly instance lives on.
import assert from 'node:assert/strict';
import test from 'node:test';
import vm from 'node:vm';

import { Client, CvmError, Signer } from 'cvm-images';
import { Scheduler } from 'cvm-images/engine';
import { Signer as SmallSigner } from 'cvm-images/signer';

const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };
const START = { monotonicMs: 0, wallMs: 1_700_000_000_000 };
const NOW = { monotonicMs: 10_000, wallMs: 1_700_000_000_000 };
const CALL = { action: 'DescribeImages', region: 'ap-guangzhou' };
const REQUEST = {
  method: 'POST',
  url: 'https://cvm.tencentcloudapi.com/',
  headers: { host: 'cvm.tencentcloudapi.com', 'content-type': 'application/json' },
  body: '{"Limit":1}',
};
const OPTIONS = { service: 'cvm', timestamp: 1_700_000_000 };

/** @param {() => unknown} call @param {string} code @param {string} [where] */
function refused(call, code, where) {
  try {
    call();
  } catch (/** @type {any} */ error) {
    assert.ok(error instanceof CvmError, String(error));
    assert.equal(error.code, code, error.message);
    if (where) assert.equal(error.where, where, error.message);
    return;
  }
  assert.fail(`accepted: ${call}`);
}

test('a time that is none is refused, and the scheduler goes on', async () => {
  const scheduler = await Scheduler.create({ account: 'mine' }, START);
  for (const bad of [NaN, Infinity, -Infinity, 1n, '5', null, undefined, 1e300, {}]) {
    for (const member of ['monotonicMs', 'wallMs']) {
      const now = /** @type {any} */ ({ ...NOW, [member]: bad });
      const where = `now.${member}`;
      refused(() => scheduler.poll(now), 'invalid-parameter', where);
      refused(() => scheduler.submit(now, CALL), 'invalid-parameter', where);
      refused(() => scheduler.handle(now, { type: 'cancel' }), 'invalid-parameter', where);
      refused(() => scheduler.snapshot(now), 'invalid-parameter', where);
      await assert.rejects(Scheduler.create({}, now), { code: 'invalid-parameter', where });
      await assert.rejects(Scheduler.restore('{}', {}, now), { code: 'invalid-parameter', where });
    }
  }
  refused(() => scheduler.poll(/** @type {any} */ (undefined)), 'invalid-parameter', 'now.monotonicMs');
  await assert.rejects(Scheduler.createLimiter(/** @type {any} */ ({})), { code: 'invalid-parameter' });
  assert.equal(scheduler.submit(NOW, CALL), 1);
  assert.equal(scheduler.poll(NOW).type, 'send');
  scheduler.dispose();
});

test('a deadline is a number of milliseconds, or none', async () => {
  const scheduler = await Scheduler.create({ account: 'mine' }, START);
  const client = await Client.create({
    credential: KEY,
    region: 'ap-guangzhou',
    fetch: async () => new Response('{"Response":{"ImageNumQuota":5,"RequestId":"r-1"}}'),
  });
  for (const bad of [NaN, -1, -Infinity, 1n, '5', {}]) {
    const options = /** @type {any} */ ({ deadlineMs: bad });
    refused(() => scheduler.submit(NOW, CALL, options), 'invalid-parameter', 'deadlineMs');
    await assert.rejects(client.describeImageQuota({}, options), { code: 'invalid-parameter', where: 'deadlineMs' });
  }
  for (const [i, good] of [undefined, null, Infinity, Number.MAX_VALUE, 60_000].entries()) {
    const options = /** @type {any} */ ({ deadlineMs: good });
    assert.equal(scheduler.submit(NOW, CALL, options), i + 1);
    assert.equal((await client.describeImageQuota({}, options)).ImageNumQuota, 5);
  }
  assert.equal((await client.callRaw('DescribeImageQuota', {}, /** @type {any} */ (null))).attempts, 1);
  client.dispose();
  scheduler.dispose();
});

test('an input that is none is misuse, and what was under way still is', async () => {
  const scheduler = await Scheduler.create({ account: 'mine' }, START);
  scheduler.submit(NOW, CALL);
  const step = /** @type {any} */ (scheduler.poll(NOW));
  const answered = {
    type: 'answered',
    id: step.id,
    status: 200,
    headers: [],
    body: '{"Response":{"RequestId":"r-1"}}',
  };
  for (const bad of [
    undefined,
    {},
    { type: 'finished' },
    { ...answered, id: undefined },
    { ...answered, id: NaN },
    { ...answered, status: '200' },
    { ...answered, headers: undefined },
    { ...answered, headers: [['date']] },
    { ...answered, headers: { date: {} } },
    { ...answered, body: undefined },
    { ...answered, body: {} },
    { type: 'lost', id: step.id, fault: 'bad luck' },
    { type: 'lost', id: step.id, detail: {} },
  ]) {
    refused(() => scheduler.handle(NOW, /** @type {any} */ (bad)), 'misuse');
  }
  scheduler.handle(NOW, /** @type {any} */ ({ ...answered, body: new TextEncoder().encode(answered.body).buffer }));
  for (let next; (next = scheduler.poll(NOW)).type !== 'wait';) {
    if (next.type === 'completed') assert.equal(next.answer?.requestId, 'r-1');
  }
  assert.equal(scheduler.pending, 0);
  scheduler.dispose();
});

test('a scheduler whose limiter was disposed of refuses', async () => {
  const limiter = await Scheduler.createLimiter(START);
  const scheduler = await Scheduler.create({ account: 'mine' }, START, limiter);
  scheduler.submit(NOW, CALL);
  limiter.dispose();
  refused(() => scheduler.poll(NOW), 'misuse', 'RateLimiter');
  refused(() => scheduler.submit(NOW, CALL), 'misuse', 'RateLimiter');
  refused(() => scheduler.handle(NOW, { type: 'cancel' }), 'misuse', 'RateLimiter');
  await assert.rejects(Scheduler.create({}, START, limiter), { code: 'misuse' });
  scheduler.dispose();
});

test('missing arguments of a Signer are refused with a code', async () => {
  const none = /** @type {any} */ (undefined);
  for (const Kind of [Signer, SmallSigner]) {
    const signer = await Kind.create(KEY);
    refused(() => signer.signRequest(none, OPTIONS), 'invalid-parameter', 'request');
    refused(() => signer.signRequest(REQUEST, none), 'invalid-parameter', 'options');
    refused(() => signer.signRequest({ ...REQUEST, headers: none }, OPTIONS), 'invalid-parameter', 'headers');
    refused(() => signer.explain(none), Kind === Signer ? 'invalid-parameter' : 'misuse');
    refused(() => signer.explain(REQUEST, none), 'invalid-parameter', 'options');
    assert.ok(signer.signRequest(REQUEST, OPTIONS).headers.authorization);
    signer.dispose();
  }
  const signer = await Signer.create(KEY);
  refused(() => signer.sign(none), 'invalid-parameter', 'call');
  signer.dispose();
});

test('the small signer refuses calls, and goes on signing requests', async () => {
  const signer = await SmallSigner.create(KEY);
  refused(() => signer.sign({ action: 'DescribeImages' }), 'misuse', 'sign');
  refused(() => signer.explain({ action: 'DescribeImages' }), 'misuse', 'explain');
  assert.ok(signer.explain(REQUEST, OPTIONS).stringToSign);
  signer.dispose();
});

test('bytes of every kind are signed as they are, and come back as they were signed', async () => {
  const signer = await Signer.create(KEY);
  const { authorization } = signer.signRequest(REQUEST, OPTIONS).headers;
  const bytes = new TextEncoder().encode(REQUEST.body);
  const wide = new Uint8Array([0, 0, ...bytes, 0]);
  const elsewhere = vm.runInNewContext('new Uint8Array(bytes)', { bytes: [...bytes] });
  for (const body of [
    bytes,
    bytes.buffer,
    new DataView(wide.buffer, 2, bytes.length),
    Buffer.from(bytes),
    elsewhere,
    elsewhere.buffer,
  ]) {
    for (const signed of [
      signer.signRequest({ ...REQUEST, body }, OPTIONS),
      signer.explain({ ...REQUEST, body }, OPTIONS),
    ]) {
      assert.equal(signed.headers.authorization, authorization);
      assert.ok(signed.body instanceof Uint8Array);
      assert.equal(new TextDecoder().decode(signed.body), REQUEST.body);
    }
  }
  for (const body of /** @type {any[]} */ ([{ Limit: 1 }, 7, true, new Date(), [1, 2], 1n, () => '', Symbol('body')])) {
    refused(() => signer.signRequest({ ...REQUEST, body }, OPTIONS), 'invalid-parameter', 'body');
    refused(() => signer.explain({ ...REQUEST, body }, OPTIONS), 'invalid-parameter', 'body');
  }
  signer.dispose();
});

test('what is returned is what was signed', async () => {
  const signer = await Signer.create(KEY);
  const { method, ...rest } = REQUEST;
  assert.equal(signer.signRequest(/** @type {any} */ (rest), OPTIONS).method, 'POST');
  assert.equal(signer.signRequest(/** @type {any} */ ({ ...REQUEST, body: null }), OPTIONS).body, '');
  let written = 0;
  const params = { toJSON: () => ({ Limit: (written += 1) }) };
  const call = { action: 'DescribeImages', region: 'ap-guangzhou', timestamp: 1_700_000_000 };
  const signed = signer.sign({ ...call, params });
  assert.equal(written, 1);
  assert.deepEqual(signer.sign({ ...call, params: signed.body }), signed);
  const explained = signer.explain({ ...call, params });
  assert.equal(written, 2);
  assert.equal(explained.headers.authorization, signer.sign({ ...call, params: explained.body }).headers.authorization);
  const headers = new Headers({ ...REQUEST.headers, 'x-tc-timestamp': '1700000001' });
  const fromHeaders = signer.signRequest(/** @type {any} */ ({ ...REQUEST, headers }), { service: 'cvm' });
  assert.equal(fromHeaders.headers['x-tc-timestamp'], '1700000001', 'it is kept, in whatever the headers came');
  signer.dispose();
});

test('a plan or an apply of nothing is refused, and nothing is sent', async () => {
  let sent = 0;
  const fetch = async () => ((sent += 1), new Response('{}'));
  const client = /** @type {any} */ (await Client.create({ credential: KEY, region: 'ap-guangzhou', fetch }));
  for (const [call, where] of /** @type {[() => Promise<any>, string][]} */ ([
    [() => client.plan(), 'request'],
    [() => client.plan({}), 'selection'],
    [() => client.plan({ selection: { free: 1n } }), 'selection'],
    [() => client.plan({ selection: { all: true }, regions: 'ap-guangzhou' }), 'regions'],
    [() => client.plan({ selection: { all: true } }, 7), 'options'],
    [() => client.apply({}), 'options'],
    [() => client.apply(undefined, { digest: '', deletes: 0 }), 'plan'],
  ])) {
    await assert.rejects(call(), { name: 'CvmError', code: 'invalid-parameter', where });
  }
  assert.equal(sent, 0);
  client.dispose();
});

test('`using` disposes of what holds memory', async () => {
  const fetch = async () => new Response('{}');
  for (const made of [
    await Signer.create(KEY),
    await Client.create({ credential: KEY, fetch }),
    await Scheduler.create({}, START),
  ]) {
    made[Symbol.dispose]();
  }
  const signer = await Signer.create(KEY);
  signer[Symbol.dispose]();
  refused(() => signer.sign(CALL), 'misuse');
});
