// A failure inside WebAssembly becomes an error with a code; its instance is dropped and the next call gets a fresh one.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { load } from 'cvm-images/load';

const BYTES = readFileSync(new URL('../../dist/core/cvm-images-engine.wasm', import.meta.url));
const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };
const CALL = { action: 'DescribeImages', region: 'ap-guangzhou', timestamp: 1_700_000_000 };

/** A text that claims to be larger than any memory. @param {number} length */
const impossible = (length) => /** @type {any} */ ({ length, toString: () => '' });

test('a trap is an internal error, and the same Signer goes on in a fresh instance', async () => {
  const { Signer, Client } = await load(BYTES);
  const signer = await Signer.create(KEY);
  const { authorization } = signer.sign(CALL).headers;
  const huge = { method: 'POST', url: 'https://x.test/', headers: { host: 'x.test', 'content-type': 'text/plain' } };
  const body = new Uint8Array(0);
  Object.defineProperty(body, 'length', { value: 2 ** 31 });
  assert.throws(() => signer.signRequest({ ...huge, body }, { service: 'cvm', timestamp: 1 }), {
    name: 'CvmError',
    code: 'internal',
  });
  assert.equal(signer.sign(CALL).headers.authorization, authorization);
  const fetch = async () => new Response('{"Response":{"ImageNumQuota":5,"RequestId":"r-1"}}');
  const client = await Client.create({ credential: KEY, region: 'ap-guangzhou', fetch });
  assert.equal((await client.describeImageQuota()).ImageNumQuota, 5);
});

test('load refuses what is no module', async () => {
  await assert.rejects(load(impossible(3)), { code: 'invalid-parameter', where: 'source' });
  await assert.rejects(load(new Response('no', { status: 404 })), { code: 'invalid-parameter' });
});

test('load takes a module, its bytes, a buffer and a response', async () => {
  const typed = new Response(BYTES, { headers: { 'content-type': 'application/wasm' } });
  for (const source of [
    new WebAssembly.Module(BYTES),
    BYTES,
    new Uint8Array(BYTES).buffer,
    new Response(BYTES),
    typed,
  ]) {
    const { Signer } = await load(source);
    const signer = await Signer.create(KEY);
    assert.match(signer.sign(CALL).headers.authorization, /^TC3-HMAC-SHA256 /);
  }
});
