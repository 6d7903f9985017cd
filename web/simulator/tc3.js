/**
 * TC3-HMAC-SHA256, stage by stage, on WebCrypto. Written for the side that checks: it builds the canonical request out of
 * what arrived, never out of what a client says it has signed.
 */

const encoder = new TextEncoder();

/** @param {Uint8Array} bytes */
const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/**
 * @param {Uint8Array | string} data
 * @returns {Promise<string>}
 */
export async function sha256Hex(data) {
  const bytes = typeof data === 'string' ? encoder.encode(data) : data;
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', /** @type {BufferSource} */ (bytes))));
}

/**
 * @param {Uint8Array} key
 * @param {string} message
 * @returns {Promise<Uint8Array>}
 */
async function hmacSha256(key, message) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', /** @type {BufferSource} */ (key), algorithm, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(message)));
}

/**
 * The UTC calendar date of a timestamp in seconds.
 * @param {number} timestamp
 */
export const utcDate = (timestamp) => new Date(timestamp * 1000).toISOString().slice(0, 10);

/**
 * The service sorts the lines itself, so a client that signs them in another order gets a signature failure.
 * @param {string[]} signedHeaders
 * @param {Record<string, string>} headers
 */
export function canonicalHeaders(signedHeaders, headers) {
  const line = (/** @type {string} */ name) => `${name}:${(headers[name] ?? '').trim().toLowerCase()}\n`;
  return [...signedHeaders].sort().map(line).join('');
}

/**
 * @param {object} parts
 * @param {string} parts.method
 * @param {string} parts.query  as it was sent; a POST signs an empty one
 * @param {string} parts.signedHeaders  as it was sent
 * @param {Record<string, string>} parts.headers
 * @param {string} parts.hashedPayload
 */
export function canonicalRequest({ method, query, signedHeaders, headers, hashedPayload }) {
  const lines = canonicalHeaders(signedHeaders.split(';'), headers);
  return [method, '/', method === 'GET' ? query : '', lines, signedHeaders, hashedPayload].join('\n');
}

/**
 * @param {string} timestamp
 * @param {string} credentialScope
 * @param {string} hashedCanonicalRequest
 */
export function stringToSign(timestamp, credentialScope, hashedCanonicalRequest) {
  return ['TC3-HMAC-SHA256', timestamp, credentialScope, hashedCanonicalRequest].join('\n');
}

/**
 * @param {string} secretKey
 * @param {string} date
 * @param {string} service
 */
export async function deriveSigningKey(secretKey, date, service) {
  const kDate = await hmacSha256(encoder.encode(`TC3${secretKey}`), date);
  const kService = await hmacSha256(kDate, service);
  return hmacSha256(kService, 'tc3_request');
}

/**
 * @param {Uint8Array} signingKey
 * @param {string} text
 */
export async function signature(signingKey, text) {
  return toHex(await hmacSha256(signingKey, text));
}
