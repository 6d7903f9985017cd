// Signatures from JavaScript, side by side in one process: our Signer, the official SDK's sign3, node:crypto with a cached
// key, WebCrypto with a cached key. Prints ratios to sign3, then microseconds: median [min-max] of interleaved rounds.
//   node tests/bench/javascript.mjs [ROUNDS]
import { createHash, createHmac, webcrypto } from 'node:crypto';
import { createRequire } from 'node:module';

import { Signer } from 'cvm-images';
import { Signer as SmallSigner } from 'cvm-images/signer';

const require = createRequire(import.meta.url);
const { default: Sign } = require('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js');

const ROUNDS = Number(process.argv[2] ?? 31);
const SECRET_ID = 'AKIDEXAMPLE0000000000000000000000000';
const SECRET_KEY = 'ExampleSecretKey0000000000000000';
const HOST = 'cvm.tencentcloudapi.com';
const URL = `https://${HOST}/`;
const TIMESTAMP = 1_700_000_000;
const DATE = '2023-11-14';
const HEAD = `POST\n/\n\ncontent-type:application/json\nhost:${HOST}\n\ncontent-type;host\n`;
const SCOPE = `${DATE}/cvm/tc3_request`;

/** @param {number} ids */
const idsOf = (ids) => ({ ImageIds: Array.from({ length: ids }, (_, i) => `img-${String(i).padStart(8, '0')}`) });
const INPUTS = { '1 id': idsOf(1), '100 ids': idsOf(100), '64 KB': { InstanceType: 'x'.repeat(65_000) } };

/** @param {string} signature */
const authorization = (signature) =>
  `TC3-HMAC-SHA256 Credential=${SECRET_ID}/${SCOPE}, SignedHeaders=content-type;host, Signature=${signature}`;

const hmac = (/** @type {any} */ key, /** @type {string} */ text) => createHmac('sha256', key).update(text).digest();
const KEY = hmac(hmac(hmac(`TC3${SECRET_KEY}`, DATE), 'cvm'), 'tc3_request');

/** @param {string} payload */
function nodeCrypto(payload) {
  const canonical = HEAD + createHash('sha256').update(payload).digest('hex');
  const hashed = createHash('sha256').update(canonical).digest('hex');
  const text = `TC3-HMAC-SHA256\n${TIMESTAMP}\n${SCOPE}\n${hashed}`;
  return authorization(createHmac('sha256', KEY).update(text).digest('hex'));
}

const encoder = new TextEncoder();
const webKey = await webcrypto.subtle.importKey('raw', KEY, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
const hex = (/** @type {ArrayBuffer} */ bytes) => Buffer.from(bytes).toString('hex');

/** @param {string} payload */
async function webCrypto(payload) {
  const digest = async (/** @type {string} */ text) =>
    hex(await webcrypto.subtle.digest('SHA-256', encoder.encode(text)));
  const hashed = await digest(HEAD + (await digest(payload)));
  const text = `TC3-HMAC-SHA256\n${TIMESTAMP}\n${SCOPE}\n${hashed}`;
  return authorization(hex(await webcrypto.subtle.sign('HMAC', webKey, encoder.encode(text))));
}

const key = { secretId: SECRET_ID, secretKey: SECRET_KEY };
const signer = await Signer.create(key);
const small = await SmallSigner.create(key);
const ACTION = { '1 id': 'DeleteImages', '100 ids': 'DeleteImages', '64 KB': 'DescribeImages' };

/** @param {keyof typeof INPUTS} name @returns {Record<string, () => string | Promise<string>>} */
function variants(name) {
  const params = INPUTS[name];
  const payload = JSON.stringify(params);
  const call = { action: ACTION[name], region: 'ap-guangzhou', timestamp: TIMESTAMP };
  const request = {
    method: 'POST',
    url: URL,
    headers: { host: HOST, 'content-type': 'application/json' },
    body: payload,
  };
  const options = { service: 'cvm', timestamp: TIMESTAMP };
  return {
    'official sign3 (object payload)': () =>
      Sign.sign3({
        method: 'POST',
        url: URL,
        payload: params,
        timestamp: TIMESTAMP,
        service: 'cvm',
        secretId: SECRET_ID,
        secretKey: SECRET_KEY,
        multipart: false,
        boundary: '',
        headers: { Host: HOST, 'Content-Type': 'application/json' },
      }),
    'Signer.sign (validates, builds, signs)': () => signer.sign({ ...call, params }).headers.authorization,
    'Signer.signRequest': () => signer.signRequest(request, options).headers.authorization,
    'signRequest of cvm-images/signer': () => small.signRequest(request, options).headers.authorization,
    'node:crypto, key cached': () => nodeCrypto(payload),
    'WebCrypto, key cached': () => webCrypto(payload),
  };
}

/** Microseconds of one run of `act`. @param {() => string | Promise<string>} act @param {number} times */
async function time(act, times) {
  const isAsync = act() instanceof Promise;
  const start = process.hrtime.bigint();
  if (isAsync) for (let i = 0; i < times; ++i) await act();
  else for (let i = 0; i < times; ++i) act();
  return Number(process.hrtime.bigint() - start) / 1000 / times;
}

/** @param {number[]} values */
const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];

for (const name of /** @type {(keyof typeof INPUTS)[]} */ (Object.keys(INPUTS))) {
  const all = variants(name);
  const expected = await all['node:crypto, key cached']();
  for (const [variant, act] of Object.entries(all)) {
    const got = await act();
    if (got !== expected) throw new Error(`${name}, ${variant}: ${got} is not ${expected}`);
  }
  /** @type {Record<string, number[]>} */
  const times = Object.fromEntries(Object.keys(all).map((variant) => [variant, []]));
  const repeat = name === '64 KB' ? 40 : 400;
  for (let round = 0; round < ROUNDS + 3; ++round) {
    for (const [variant, act] of Object.entries(all)) {
      const micros = await time(act, variant.startsWith('Web') ? repeat / 8 : repeat);
      if (round >= 3) times[variant].push(micros);
    }
  }
  const base = median(times['official sign3 (object payload)']);
  console.log(`\n${name}`);
  for (const [variant, values] of Object.entries(times)) {
    const middle = median(values);
    const range = `[${values[0].toFixed(1)}-${values[values.length - 1].toFixed(1)}]`;
    console.log(
      `  ${(base / middle).toFixed(2).padStart(6)} x  ${middle.toFixed(2).padStart(8)} us ${range.padEnd(16)} ${variant}`,
    );
  }
}
