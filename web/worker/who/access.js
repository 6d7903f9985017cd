// Cloudflare Access: a signed assertion that Cloudflare adds to each request that it let through.
import { createRemoteJWKSet, jwtVerify } from 'jose';

/** The team's key sets, kept for the isolate; jose fetches them again when a key is not among them. @type {Map<string, ReturnType<typeof createRemoteJWKSet>>} */
const keySets = new Map();

/** Only ever the configured team's host: what a token says about its keys (jku, x5u, iss) is not followed. @param {string} team */
function keysOf(team) {
  const known = keySets.get(team);
  if (known) return known;
  const keys = createRemoteJWKSet(new URL(`${team}/cdn-cgi/access/certs`), { timeoutDuration: 5000 });
  keySets.set(team, keys);
  return keys;
}

/**
 * @param {string} assertion
 * @param {{ team: string, audience: string }} access
 * @returns {Promise<{ name: string } | null>}
 */
export async function verifyAccess(assertion, { team, audience }) {
  try {
    const { payload } = await jwtVerify(assertion, keysOf(team), {
      issuer: team,
      audience,
      algorithms: ['RS256'],
      requiredClaims: ['iat', 'exp'],
    });
    const name = payload.email ?? payload.common_name;
    if (typeof name !== 'string' || name === '') return null;
    return { name };
  } catch {
    return null; // which of its checks failed is nobody's business
  }
}
