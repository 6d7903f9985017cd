// 100,000 signatures and 1,000 clients leave WebAssembly's heap where it was; what is forgotten is collected; what is disposed
// of leaves nothing of its key and token in the whole memory, whatever was signed with it and however large.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

import { load } from 'cvm-images/load';
import { Signer as SmallSigner } from 'cvm-images/signer';

const MODULE = new WebAssembly.Module(readFileSync(new URL('../../dist/core/cvm-images-engine.wasm', import.meta.url)));
const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };
const CALL = { action: 'DeleteImages', region: 'ap-guangzhou', params: { ImageIds: ['img-34vaef8fe'] } };

/** The memory of every instance that is made from here on. @type {WebAssembly.Memory[]} */
const memories = [];
const Instance = WebAssembly.Instance;
WebAssembly.Instance = /** @type {any} */ (
  new Proxy(Instance, {
    construct(target, args) {
      const instance = new target(args[0], args[1]);
      const memory = Object.values(instance.exports).find((value) => value instanceof WebAssembly.Memory);
      memories.push(/** @type {WebAssembly.Memory} */ (memory));
      return instance;
    },
  })
);

/** @returns {Promise<{ parts: Awaited<ReturnType<typeof load>>, size: () => number, memory: WebAssembly.Memory }>} */
async function fresh() {
  const parts = await load(MODULE);
  (await parts.Signer.create(KEY)).dispose();
  const memory = /** @type {WebAssembly.Memory} */ (memories.at(-1));
  return { parts, memory, size: () => memory.buffer.byteLength };
}

const options = { credential: KEY, region: 'ap-guangzhou', fetch: () => Promise.reject(new Error('not here')) };

test('100,000 signatures and 1,000 clients made and disposed of leave the heap where it was', async () => {
  const { parts, size } = await fresh();
  const signer = await parts.Signer.create(KEY);
  const round = async (/** @type {number} */ signatures, /** @type {number} */ clients) => {
    for (let i = 0; i < signatures; ++i) signer.sign({ ...CALL, timestamp: 1_700_000_000 + i });
    for (let i = 0; i < clients; ++i) (await parts.Client.create(options)).dispose();
  };
  await round(1000, 10);
  const before = size();
  await round(100_000, 1000);
  assert.equal(size(), before);
  signer.dispose();
});

v8.setFlagsFromString('--expose-gc');
const collect = /** @type {() => void} */ (vm.runInNewContext('gc'));

test('a client that was disposed of knows its credential no more', async () => {
  const { parts } = await fresh();
  const make = async () => {
    const credential = { ...KEY };
    const client = await parts.Client.create({ ...options, credential });
    return { client, credential: new WeakRef(credential) };
  };
  const { client, credential } = await make();
  client.dispose();
  await turn();
  collect();
  assert.equal(credential.deref(), undefined);
  await assert.rejects(client.describeImageQuota(), { code: 'misuse' });
});

test('signers that nobody disposed of are collected', async () => {
  const { parts, size } = await fresh();
  const forget = async () => {
    for (let i = 0; i < 500; ++i) (await parts.Signer.create(KEY)).sign({ ...CALL, timestamp: 1_700_000_000 });
    for (let i = 0; i < 3; ++i) {
      collect();
      await turn();
    }
  };
  for (let i = 0; i < 3; ++i) await forget(); // until the holes that are left fit the next round
  const before = size();
  for (let i = 0; i < 10; ++i) await forget();
  assert.equal(size(), before);
});

const MARKED = {
  ...KEY,
  secretKey: 'MarkerSecretKey9999999999999999x',
  token: 'MarkerToken5555555555555555555555555555y',
};
const HEADERS = { host: 'cvm.tencentcloudapi.com', 'content-type': 'application/json' };
const WITH_TOKEN = { service: 'cvm', timestamp: 1_700_000_000, signedHeaders: ['x-tc-token'] };

/** @param {string | Uint8Array} body */
const request = (body) => ({ method: 'POST', url: 'https://cvm.tencentcloudapi.com/', headers: HEADERS, body });

/** What leaves the token somewhere on its way. @type {Record<string, (signer: any) => void>} */
const USES = {
  sign: (signer) => signer.sign({ ...CALL, timestamp: 1_700_000_000 }),
  'sign with the token': (signer) => signer.sign({ ...CALL, timestamp: 1_700_000_000, signedHeaders: ['x-tc-token'] }),
  signRequest: (signer) => signer.signRequest(request('{}'), WITH_TOKEN),
  'signRequest with a token of its own': (signer) =>
    signer.signRequest({ ...request('{}'), headers: { ...HEADERS, 'X-TC-Token': MARKED.token } }, WITH_TOKEN),
  'explain a call': (signer) => signer.explain({ ...CALL, timestamp: 1_700_000_000, signedHeaders: ['x-tc-token'] }),
  'explain a request': (signer) => signer.explain(request('{}'), WITH_TOKEN),
  'explain a body of 90 KB': (signer) => signer.explain(request("'".repeat(90_000)), WITH_TOKEN),
  'explain a body of 1 MB': (signer) => signer.explain(request(new Uint8Array(1 << 20)), WITH_TOKEN),
  'sign a body of 3 MB': (signer) => signer.signRequest(request(new Uint8Array(3 << 20)), WITH_TOKEN),
  'a refusal': (signer) => assert.throws(() => signer.explain({ ...request('{}'), method: 'PUT' }, WITH_TOKEN)),
};

/** @param {[string, (signer: any) => void][]} uses @returns {(signer: any) => void} */
const all = (uses) => (signer) => uses.forEach(([, use]) => use(signer));

test('disposing of a signer wipes its key and its token', async () => {
  const { parts } = await fresh();
  const makers = [parts.Signer.create.bind(parts.Signer), SmallSigner.create.bind(SmallSigner)];
  for (const [kind, make] of makers.entries()) {
    (await make(KEY)).dispose(); // the small one makes its instance here
    const memory = /** @type {WebAssembly.Memory} */ (memories.at(-1));
    const found = (/** @type {string} */ marker) => Buffer.from(memory.buffer).includes(marker);
    const uses = Object.entries(USES).filter(([name]) => kind === 0 || !/^sign( with|$)|call/.test(name));
    for (const [name, use] of [...uses, /** @type {const} */ (['all of them', all(uses)])]) {
      const signer = await make(MARKED);
      use(signer);
      assert.ok(found(MARKED.secretKey), 'the key is in there while it is needed');
      signer.dispose();
      for (const marker of [MARKED.secretKey, MARKED.token]) assert.ok(!found(marker), `${marker} after ${name}`);
      assert.throws(() => USES.signRequest(signer), { code: 'misuse' });
    }
  }
});
