// A team of Cloudflare Access on this machine: its keys, and assertions of its and of others.
import http from 'node:http';

import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';

export const AUDIENCE = 'a'.repeat(64);

/** @typedef {Awaited<ReturnType<typeof startTeam>>} Team */

export async function startTeam() {
  const [own, other] = [await generateKeyPair('RS256'), await generateKeyPair('RS256')];
  const jwk = { ...(await exportJWK(own.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };
  /** @type {string[]} */
  const asked = [];
  const server = http.createServer((incoming, outgoing) => {
    asked.push(incoming.url ?? '');
    outgoing.setHeader('content-type', 'application/json');
    outgoing.end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const url = `http://127.0.0.1:${port}`;

  /** @param {{ aud?: string, iss?: string, email?: string, age?: number, lasts?: number, forged?: boolean, header?: object }} [options] */
  const assertion = ({ aud = AUDIENCE, iss = url, email = 'eve@example.test', age = 0, lasts = 3600, ...how } = {}) => {
    const now = Math.floor(Date.now() / 1000) - age;
    return new SignJWT({ email })
      .setProtectedHeader({ alg: 'RS256', kid: 'one', ...how.header })
      .setAudience(aud)
      .setIssuer(iss)
      .setIssuedAt(now)
      .setExpirationTime(now + lasts)
      .sign(how.forged ? other.privateKey : own.privateKey);
  };
  const unsigned = () =>
    new UnsecuredJWT({ email: 'ops@example.test' })
      .setAudience(AUDIENCE)
      .setIssuer(url)
      .setIssuedAt()
      .setExpirationTime('1h')
      .encode();
  const close = () => (server.closeAllConnections(), server.close());
  return { url, asked, assertion, unsigned, close };
}
