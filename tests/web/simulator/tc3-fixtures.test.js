import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { createAuthenticator } from '../../../web/simulator/authenticate.js';
import {
  canonicalRequest,
  deriveSigningKey,
  sha256Hex,
  signature,
  stringToSign,
  utcDate,
} from '../../../web/simulator/tc3.js';

const FIXTURES = new URL('../../fixtures/tc3/', import.meta.url);

/** @param {Uint8Array} bytes */
const hex = (bytes) => Buffer.from(bytes).toString('hex');

/** @param {any} inputs */
function payloadOf({ payload, payload_parts: parts, payload_hex: hexText }) {
  if (hexText !== undefined) return Buffer.from(hexText, 'hex');
  if (parts !== undefined)
    return Buffer.from(parts.map((/** @type {any} */ part) => part.text.repeat(part.repeat)).join(''));
  return Buffer.from(payload ?? '');
}

/**
 * The headers of the request as it would arrive.
 * @param {any} inputs
 * @returns {Record<string, string>}
 */
function headersOf(inputs) {
  const { extra_signed: extra = {} } = inputs;
  return {
    'content-type': inputs.content_type,
    host: inputs.host,
    'x-tc-action': inputs.action,
    'x-tc-version': inputs.version,
    'x-tc-timestamp': String(inputs.timestamp),
    ...(inputs.region ? { 'x-tc-region': inputs.region } : {}),
    ...(inputs.token ? { 'x-tc-token': inputs.token } : {}),
    ...(Array.isArray(extra)
      ? {}
      : Object.fromEntries(Object.entries(extra).map(([name, value]) => [name.toLowerCase(), String(value)]))),
  };
}

/** @param {string} name */
const readCase = (name) => {
  const read = (/** @type {string} */ file) => JSON.parse(readFileSync(new URL(`${name}/${file}`, FIXTURES), 'utf8'));
  return { inputs: read('case.json'), expect: read('expect.json') };
};

/** @param {any} inputs */
const isV3 = (inputs) => inputs.service !== undefined && inputs.timestamp !== undefined;

const names = existsSync(FIXTURES)
  ? readdirSync(FIXTURES, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name)
  : [];

test(
  'there are published cases to compare with',
  { skip: names.length === 0 && 'tests/fixtures/tc3 holds no case' },
  () => {
    assert.ok(names.length >= 20);
  },
);

for (const name of names) {
  const { inputs, expect } = readCase(name);
  if (!isV3(inputs)) continue;

  test(`stages of ${name}`, async () => {
    const hashedPayload = await sha256Hex(inputs.method === 'GET' ? '' : payloadOf(inputs));
    assert.equal(hashedPayload, expect.hashed_payload);
    const canonical = canonicalRequest({
      method: inputs.method,
      query: inputs.query,
      signedHeaders: expect.signed_headers,
      headers: headersOf(inputs),
      hashedPayload,
    });
    assert.equal(canonical, expect.canonical_request);
    assert.equal(await sha256Hex(canonical), expect.hashed_canonical_request);
    const date = utcDate(inputs.timestamp);
    assert.equal(date, expect.date);
    const text = stringToSign(
      String(inputs.timestamp),
      `${date}/${inputs.service}/tc3_request`,
      await sha256Hex(canonical),
    );
    assert.equal(text, expect.string_to_sign);
    const key = await deriveSigningKey(inputs.secret_key, date, inputs.service);
    assert.equal(hex(key), expect.k_signing);
    assert.equal(await signature(key, text), expect.signature);
  });

  test(`the request of ${name} is accepted, and with another byte it is not`, async () => {
    const credential = {
      secret_id: inputs.secret_id,
      secret_key: inputs.secret_key,
      ...(inputs.token ? { token: inputs.token } : {}),
      identity: { Arn: '', AccountId: '', UserId: '', PrincipalId: '', Type: '' },
    };
    const request = {
      method: inputs.method,
      path: '/',
      query: inputs.query,
      headers: { ...headersOf(inputs), authorization: expect.authorization },
      body: payloadOf(inputs),
      accepts_gzip: false,
      body_too_large: false,
      connection: 1,
      reused: false,
      http_version: '1.1',
    };
    const authenticate = createAuthenticator([credential]);
    assert.equal(await authenticate(request, inputs.service, inputs.timestamp * 1000), credential);
    const altered =
      inputs.method === 'GET'
        ? { query: `${inputs.query}&A=1` }
        : { body: Buffer.concat([request.body, Buffer.from(' ')]) };
    await assert.rejects(authenticate({ ...request, ...altered }, inputs.service, inputs.timestamp * 1000), {
      code: 'AuthFailure.SignatureFailure',
    });
  });
}
