import { ServiceError } from './service-error.js';
import { canonicalRequest, deriveSigningKey, sha256Hex, signature, stringToSign, utcDate } from './tc3.js';

/** @typedef {import('./types.js').Credential} Credential */
/** @typedef {import('./types.js').WireRequest} WireRequest */

const TOLERANCE_MS = 5 * 60 * 1000;
const UNSIGNED_PAYLOAD = 'UNSIGNED-PAYLOAD';
const AUTHORIZATION =
  /^TC3-HMAC-SHA256 Credential=([^/,\s]+)\/(\d{4}-\d{2}-\d{2})\/([^/,\s]+)\/tc3_request, SignedHeaders=([^,\s]+), Signature=([0-9a-fA-F]{64})$/;

/**
 * @typedef {object} Authorization
 * @property {string} secretId
 * @property {string} date
 * @property {string} service
 * @property {string} signedHeaders
 * @property {string} signature
 */

/**
 * @param {string | undefined} header
 * @returns {Authorization}
 */
export function parseAuthorization(header) {
  const match = AUTHORIZATION.exec(header ?? '');
  if (!match) {
    throw new ServiceError(
      'AuthFailure.InvalidAuthorization',
      'The Authorization header does not have the documented form.',
    );
  }
  const [, secretId = '', date = '', service = '', signedHeaders = '', given = ''] = match;
  const names = signedHeaders.split(';');
  const wellFormed =
    names.every((name) => name !== '' && name === name.toLowerCase()) && new Set(names).size === names.length;
  if (!wellFormed || !names.includes('content-type') || !names.includes('host')) {
    throw new ServiceError(
      'AuthFailure.InvalidAuthorization',
      'SignedHeaders must name content-type and host, in lower case, once each.',
    );
  }
  return { secretId, date, service, signedHeaders, signature: given };
}

/**
 * @param {string | undefined} header
 * @param {number} wallMs
 */
function checkTimestamp(header, wallMs) {
  if (header === undefined) {
    throw new ServiceError('MissingParameter', 'The request is missing the common parameter `Timestamp`.');
  }
  if (!/^\d{1,12}$/.test(header)) {
    throw new ServiceError('InvalidParameter', 'The common parameter `Timestamp` is not a number of seconds.');
  }
  if (Math.abs(Number(header) * 1000 - wallMs) > TOLERANCE_MS) {
    throw new ServiceError(
      'AuthFailure.SignatureExpire',
      'The timestamp differs from the server time by more than 5 minutes.',
    );
  }
  return header;
}

/**
 * Official SDKs sign the host without its port and send it with one; RFC 9110 clients sign what they send. Both are right.
 * @param {string} host
 */
function signedHostForms(host) {
  const withoutPort = host.replace(/:\d+$/, '');
  return withoutPort === host ? [host] : [host, withoutPort];
}

/**
 * Official SDKs take the service from the first label of the host, whatever that host is.
 * @param {string} host
 */
const firstLabel = (host) => (host.split(':')[0] ?? '').split('.')[0] ?? '';

/** @param {WireRequest} request */
function hashedPayload(request) {
  if (request.headers['x-tc-content-sha256'] === UNSIGNED_PAYLOAD) return sha256Hex(UNSIGNED_PAYLOAD);
  return sha256Hex(request.method === 'GET' ? '' : request.body);
}

/**
 * @param {Credential} credential
 * @param {string | undefined} token
 */
function checkToken(credential, token) {
  if ((credential.token ?? '') !== (token ?? '')) {
    throw new ServiceError(
      'AuthFailure.TokenFailure',
      'The session token is missing, wrong or does not belong to the key.',
    );
  }
}

const failure = (/** @type {string} */ why) =>
  new ServiceError(
    'AuthFailure.SignatureFailure',
    `The provided credentials could not be validated. Please check your signature is correct. (${why})`,
  );

/**
 * @param {Credential[]} credentials
 * @returns {(request: WireRequest, service: string, wallMs: number) => Promise<Credential>}
 */
export function createAuthenticator(credentials) {
  /** Derived keys change once a day, so they are kept; the map is small because keys, services and days are few. */
  const keys = new Map();

  /** @type {(credential: Credential, date: string, service: string) => Promise<Uint8Array>} */
  const signingKey = async (credential, date, service) => {
    const id = `${credential.secret_id}/${date}/${service}`;
    if (!keys.has(id)) {
      if (keys.size > 100) keys.clear();
      keys.set(id, await deriveSigningKey(credential.secret_key, date, service));
    }
    return keys.get(id);
  };

  return async (request, service, wallMs) => {
    const authorization = parseAuthorization(request.headers['authorization']);
    const timestamp = checkTimestamp(request.headers['x-tc-timestamp'], wallMs);
    const credential = credentials.find((candidate) => candidate.secret_id === authorization.secretId);
    if (!credential) throw new ServiceError('AuthFailure.SecretIdNotFound', 'The SecretId is not found.');
    checkToken(credential, request.headers['x-tc-token']);
    const host = (request.headers['host'] ?? '').toLowerCase();
    if (authorization.service !== service && authorization.service !== firstLabel(host)) {
      throw failure('service of the credential scope');
    }
    if (authorization.date !== utcDate(Number(timestamp))) throw failure('date of the credential scope');
    if (
      !(await matches(
        request,
        authorization,
        timestamp,
        host,
        await signingKey(credential, authorization.date, authorization.service),
      ))
    ) {
      throw failure('signature');
    }
    return credential;
  };
}

/**
 * @param {WireRequest} request
 * @param {Authorization} authorization
 * @param {string} timestamp
 * @param {string} host
 * @param {Uint8Array} key
 */
async function matches(request, authorization, timestamp, host, key) {
  const payload = await hashedPayload(request);
  for (const form of signedHostForms(host)) {
    const canonical = canonicalRequest({
      method: request.method,
      query: request.query,
      signedHeaders: authorization.signedHeaders,
      headers: { ...request.headers, host: form },
      hashedPayload: payload,
    });
    const scope = `${authorization.date}/${authorization.service}/tc3_request`;
    const expected = await signature(key, stringToSign(timestamp, scope, await sha256Hex(canonical)));
    if (expected === authorization.signature) return true;
  }
  return false;
}
