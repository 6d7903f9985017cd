// Who may use the workers of these tests, and the secrets that must never come out of them.
import { createHash, randomBytes } from 'node:crypto';

import { KEYS } from '../../support/tc3.js';

/** 256 random bits. */
const secret = () => randomBytes(32).toString('base64url');

export const TOKENS = { ann: secret(), bob: secret(), vic: secret(), ops: secret() };
export const SESSION_KEY = secret();
export const SEAL_KEY = secret();
/** What no answer and no line of a log may hold. */
export const SECRETS = [...Object.values(TOKENS), SESSION_KEY, SEAL_KEY, KEYS.main.secretKey, KEYS.main.secretId];

/** What the workers of these tests seal with. @param {string} endpoint @returns {import('../../../../web/worker/desk/seal.js').Sealer} */
export const SEALER = (endpoint) => ({
  sealKey: SEAL_KEY,
  endpoint,
  credential: { secretId: KEYS.main.secretId, secretKey: KEYS.main.secretKey },
});

/** @param {string} token */
export const hash = (token) => createHash('sha256').update(token).digest('hex');

/**
 * Two operators, a viewer, two regions.
 * @param {string} endpoint  the simulator's
 * @param {Record<string, string>} [more]
 * @returns {Record<string, string>}
 */
export const bindings = (endpoint, more = {}) => ({
  TENCENTCLOUD_SECRET_ID: KEYS.main.secretId,
  TENCENTCLOUD_SECRET_KEY: KEYS.main.secretKey,
  CVM_ENDPOINT: endpoint,
  AUTH_TOKENS: `ann:operator:${hash(TOKENS.ann)},bob:operator:${hash(TOKENS.bob)}\nvic:viewer:${hash(TOKENS.vic)} ops@example.test:operator:${hash(TOKENS.ops)}`,
  SESSION_KEY,
  SEAL_KEY,
  ALLOWED_REGIONS: 'ap-guangzhou,ap-singapore',
  ALLOW_APPLY: 'true',
  MAX_DELETES_PER_DAY: '10000',
  ...more,
});
