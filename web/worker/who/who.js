// Who asks: a bearer token, a session cookie or a Cloudflare Access assertion, in this order; the first that is there
// decides, so that a wrong token is not forgiven because of a good cookie.
import { Problem } from '../http/problem.js';
import { verifyAccess } from './access.js';
import { csrfFor, fingerprint, readSession, sessionCookie } from './session.js';
import { tokenHolder } from './tokens.js';

/**
 * @typedef {object} Who
 * @property {string} name
 * @property {import('../settings.js').Role} role
 * @property {'token' | 'session' | 'access' | 'policy'} via
 * @property {number | null} loginMs  when the secret itself was shown last; null: never to this worker
 * @property {string} [token]  the fingerprint of that secret
 * @property {string} [sid]  of a session
 * @property {string} [csrf]  what a page must send along; absent for a token, which no browser sends by itself
 *
 * @typedef {(sid: string) => Promise<boolean>} IsOpen  has this session not been ended?
 */

const unknown = (/** @type {string} */ message) =>
  new Problem(401, 'not-authenticated', message, 'log in again, or send Authorization: Bearer TOKEN');

/**
 * @param {Request} request
 * @param {import('../settings.js').Settings} settings
 * @param {IsOpen} isOpen
 * @returns {Promise<Who>}
 */
export async function authenticate(request, settings, isOpen) {
  const authorization = request.headers.get('authorization');
  if (authorization !== null) return byToken(authorization, settings);
  const cookie = sessionCookie(request);
  if (cookie !== null) return bySession(cookie, settings, isOpen);
  const assertion = request.headers.get('cf-access-jwt-assertion');
  if (assertion !== null && settings.access) return byAccess(assertion, settings);
  throw unknown('nobody is logged in');
}

/** @param {string} authorization @param {import('../settings.js').Settings} settings @returns {Promise<Who>} */
async function byToken(authorization, settings) {
  const token = /^Bearer ([^\s]+)$/i.exec(authorization)?.[1] ?? '';
  const holder = await tokenHolder(token, settings.tokens);
  if (!holder) throw unknown('the token is not known');
  const { name, role, hash } = holder;
  return { name, role, via: 'token', loginMs: Date.now(), token: fingerprint(hash) };
}

/** @param {string} cookie @param {import('../settings.js').Settings} settings @param {IsOpen} isOpen @returns {Promise<Who>} */
async function bySession(cookie, settings, isOpen) {
  const session = await readSession(cookie, settings);
  if (!session || !(await isOpen(session.sid))) throw unknown('the session is not valid any more');
  return { ...session, via: 'session', csrf: await csrfFor(settings, session.sid) };
}

/** @param {string} assertion @param {import('../settings.js').Settings} settings @returns {Promise<Who>} */
async function byAccess(assertion, settings) {
  const access = /** @type {NonNullable<typeof settings.access>} */ (settings.access);
  const identity = await verifyAccess(assertion, access);
  if (!identity) throw unknown('the Access token is not valid here');
  const role = access.operators.has(identity.name) ? 'operator' : 'viewer';
  return { ...identity, role, via: 'access', loginMs: null, csrf: await csrfFor(settings, `access ${identity.name}`) };
}

/** @param {Who} who */
export function needOperator(who) {
  if (who.role === 'operator') return;
  throw new Problem(403, 'not-operator', 'this needs the role operator', 'ask an operator');
}

const FRESH_MS = 5 * 60_000;
const CLOCK_SLACK_MS = 60_000;

/**
 * What deletes takes a login of the last minutes. An Access assertion is none: Cloudflare renews it without asking anybody.
 * @param {Pick<Who, 'loginMs'>} who @param {number} now
 */
export function needFreshLogin({ loginMs }, now) {
  if (loginMs !== null && now - loginMs <= FRESH_MS && loginMs - now <= CLOCK_SLACK_MS) return;
  const why =
    loginMs === null
      ? 'an Access session is no login of the last 5 minutes'
      : loginMs > now
        ? 'the login lies in the future: the clock was set back since'
        : 'the login is older than 5 minutes';
  throw new Problem(401, 'login-too-old', why, 'log in with your token (POST /api/session), then confirm again');
}
