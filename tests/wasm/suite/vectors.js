// Every case of tests/fixtures/tc3 through a Signer. Runs anywhere: the fixtures are handed in.

/** @typedef {{ inputs: any, expect: any }} Case */

/** @param {any} inputs @returns {string | Uint8Array} */
function payload(inputs) {
  if (inputs.payload !== undefined) return inputs.payload;
  if (inputs.payload_hex !== undefined) {
    return Uint8Array.from(inputs.payload_hex.match(/../g) ?? [], (/** @type {string} */ pair) => parseInt(pair, 16));
  }
  return inputs.payload_parts.map((/** @type {any} */ part) => part.text.repeat(part.repeat)).join('');
}

/** @param {any} inputs */
function requestOf(inputs) {
  const query = inputs.query ? `?${inputs.query}` : '';
  /** @type {Record<string, string>} */
  const headers = {
    host: inputs.host,
    'content-type': inputs.content_type,
    'x-tc-action': inputs.action,
    'x-tc-version': inputs.version,
  };
  if (inputs.region) headers['x-tc-region'] = inputs.region;
  return { method: inputs.method, url: `https://${inputs.host}${inputs.path}${query}`, headers, body: payload(inputs) };
}

/** @param {string} what @param {unknown} actual @param {unknown} expected */
function same(what, actual, expected) {
  if (actual !== expected) throw new Error(`${what} is ${JSON.stringify(actual)}, not ${JSON.stringify(expected)}`);
}

/** @param {any} Signer @param {Case} tested */
async function check(Signer, { inputs, expect }) {
  const { secret_id: secretId, secret_key: secretKey, token } = inputs;
  const signer = await Signer.create({ secretId, secretKey, token });
  const options = { service: inputs.service, timestamp: inputs.timestamp, signedHeaders: inputs.extra_signed };
  const request = requestOf(inputs);
  const explained = signer.explain(request, options);
  same('canonicalRequest', explained.canonicalRequest, expect.canonical_request);
  same('stringToSign', explained.stringToSign, expect.string_to_sign);
  same('credentialScope', explained.credentialScope, expect.credential_scope);
  same('signature', explained.signature, expect.signature);
  const signed = signer.signRequest(request, options);
  same('authorization', signed.headers.authorization, expect.authorization);
  same('x-tc-timestamp', signed.headers['x-tc-timestamp'], String(inputs.timestamp));
  same('x-tc-token', signed.headers['x-tc-token'] ?? '', token);
  same('body', signed.body, request.body);
  signer.dispose();
}

/**
 * @param {any} Signer
 * @param {Record<string, Case>} cases
 * @returns {Promise<{ passed: number, failures: string[] }>}
 */
export async function checkVectors(Signer, cases) {
  /** @type {string[]} */
  const failures = [];
  for (const [name, tested] of Object.entries(cases)) {
    await check(Signer, tested).catch((error) => failures.push(`tc3 ${name}: ${error.message}`));
  }
  return { passed: Object.keys(cases).length - failures.length, failures };
}
