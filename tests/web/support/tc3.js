import { createHash, createHmac } from 'node:crypto';

/** @typedef {{ secretId: string, secretKey: string, token?: string }} Key */

/** The key pairs of the sample account. @type {{ main: Key, temporary: Key, subAccount: Key }} */
export const KEYS = {
  main: { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' },
  temporary: {
    secretId: 'AKIDEXAMPLETEMPORARY1111111111111111',
    secretKey: 'ExampleSecretKey1111111111111111',
    token: 'ExampleSessionToken/AAAA+BBBB==',
  },
  subAccount: { secretId: 'AKIDEXAMPLESUBACCOUNT222222222222222', secretKey: 'ExampleSecretKey2222222222222222' },
};

/**
 * @typedef {object} Signing
 * @property {Key} [key]
 * @property {string} host  as it is to be signed
 * @property {string} action
 * @property {string} [service]
 * @property {string} [version]
 * @property {string} [region]
 * @property {'GET' | 'POST'} [method]
 * @property {string} [query]
 * @property {string | Buffer} [payload]
 * @property {string} [contentType]
 * @property {number} [timestamp]
 * @property {string} [date]  of the credential scope
 * @property {Record<string, string>} [extraSigned]
 * @property {boolean} [unsignedPayload]
 */

/** @param {string | Buffer} data */
const sha256 = (data) => createHash('sha256').update(data).digest('hex');

/**
 * @param {string | Buffer} key
 * @param {string} text
 */
const hmac = (key, text) => createHmac('sha256', key).update(text).digest();

/**
 * The headers of a signed request, by hand and with node:crypto: a second opinion on what the simulator checks.
 * @param {Signing} signing
 * @returns {Record<string, string>}
 */
export function signedHeaders(signing) {
  const {
    key = KEYS.main,
    host,
    action,
    service = 'cvm',
    version = '2017-03-12',
    region = 'ap-guangzhou',
    method = 'POST',
  } = signing;
  const {
    query = '',
    payload = '',
    timestamp = Math.floor(Date.now() / 1000),
    unsignedPayload = false,
    extraSigned = {},
  } = signing;
  const contentType =
    signing.contentType ?? (method === 'GET' ? 'application/x-www-form-urlencoded' : 'application/json');
  const date = signing.date ?? new Date(timestamp * 1000).toISOString().slice(0, 10);
  /** @type {Record<string, string>} */
  const signed = { 'content-type': contentType, host, ...extraSigned };
  const names = Object.keys(signed).sort();
  const lines = names.map((name) => `${name}:${signed[name]?.trim().toLowerCase()}\n`).join('');
  const hashedPayload = sha256(unsignedPayload ? 'UNSIGNED-PAYLOAD' : method === 'GET' ? '' : payload);
  const canonicalRequest = [method, '/', method === 'GET' ? query : '', lines, names.join(';'), hashedPayload].join(
    '\n',
  );
  const scope = `${date}/${service}/tc3_request`;
  const stringToSign = ['TC3-HMAC-SHA256', timestamp, scope, sha256(canonicalRequest)].join('\n');
  const signingKey = hmac(hmac(hmac(`TC3${key.secretKey}`, date), service), 'tc3_request');
  const signature = hmac(signingKey, stringToSign).toString('hex');
  return {
    ...extraSigned,
    'content-type': contentType,
    authorization: `TC3-HMAC-SHA256 Credential=${key.secretId}/${scope}, SignedHeaders=${names.join(';')}, Signature=${signature}`,
    'x-tc-action': action,
    'x-tc-version': version,
    'x-tc-timestamp': String(timestamp),
    ...(region ? { 'x-tc-region': region } : {}),
    ...(key.token ? { 'x-tc-token': key.token } : {}),
    ...(unsignedPayload ? { 'x-tc-content-sha256': 'UNSIGNED-PAYLOAD' } : {}),
  };
}
