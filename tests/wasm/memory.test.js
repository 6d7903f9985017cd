// 100,000 signatures and 1,000 clients leave WebAssembly's heap where it was; what is forgotten is collected; a body that was
// large leaves nothing of its secrets behind.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import v8 from 'node:v8';
import vm from 'node:vm';

import { load } from 'cvm-images/load';

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

test('signers that nobody disposed of are collected', async () => {
  v8.setFlagsFromString('--expose-gc');
  const collect = /** @type {() => void} */ (vm.runInNewContext('gc'));
  const { parts, size } = await fresh();
  const forget = async () => {
    for (let i = 0; i < 500; ++i) (await parts.Signer.create(KEY)).sign({ ...CALL, timestamp: 1_700_000_000 });
    for (let i = 0; i < 3; ++i) {
      collect();
      await turn();
    }
  };
  await forget();
  const before = size();
  for (let i = 0; i < 10; ++i) await forget();
  assert.equal(size(), before);
});

test('disposing of a signer wipes its key', async () => {
  const { parts, memory } = await fresh();
  const marker = 'MarkerSecretKey9999999999999999x';
  const found = () => Buffer.from(memory.buffer).includes(marker);
  const signer = await parts.Signer.create({ ...KEY, secretKey: marker });
  signer.sign({ ...CALL, timestamp: 1_700_000_000 });
  assert.equal(found(), true, 'the key is in there while it is needed');
  signer.dispose();
  assert.equal(found(), false);
  assert.throws(() => signer.sign(CALL), { code: 'misuse' });
});
