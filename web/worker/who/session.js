// The page's session: a signed cookie, short-lived. Ended by logging out (the account's desk keeps the numbers of ended
// sessions), by SESSION_EPOCH (all of them), and by taking the token out of AUTH_TOKENS.
import { hmac, openText, randomHex, sealText } from '../crypto.js';

const NAME = '__Host-cvm-session';
export const SESSION_MS = 30 * 60_000;

/** @typedef {import('../settings.js').Settings} Settings */

/** @param {Request} request @returns {string | null} */
export function sessionCookie(request) {
  const cookies = (request.headers.get('cookie') ?? '').split(/;\s*/);
  const values = cookies
    .filter((cookie) => cookie.startsWith(`${NAME}=`))
    .map((cookie) => cookie.slice(NAME.length + 1));
  return values.length === 0 ? null : values.length === 1 ? values[0] : ''; // two of one name: somebody plants cookies
}

/** What ties a session to its token, so that a new token of that name ends it. @param {string} hash */
export const fingerprint = (hash) => hash.slice(0, 16);

/**
 * @param {Settings} settings
 * @param {import('../settings.js').TokenEntry} holder
 * @param {number} now
 */
export async function openSession(settings, holder, now) {
  const sid = randomHex(16);
  const expires = now + SESSION_MS;
  const { name, role, hash } = holder;
  const payload = { sid, name, role, login: now, expires, epoch: settings.sessionEpoch, token: fingerprint(hash) };
  const value = await sealText(settings.sessionKey, 'session', payload);
  return { sid, expires, cookie: cookieHeader(value, SESSION_MS / 1000) };
}

/** @param {string} value @param {number} seconds */
const cookieHeader = (value, seconds) =>
  `${NAME}=${value}; Path=/; Max-Age=${seconds}; HttpOnly; Secure; SameSite=Strict`;

export const NO_COOKIE = cookieHeader('', 0);

/**
 * Null for one that is forged, too old, of another epoch, or whose token is gone.
 * @param {string} cookie @param {Settings} settings @param {number} [now]
 */
export async function readSession(cookie, settings, now = Date.now()) {
  const session = await openText(settings.sessionKey, 'session', cookie);
  if (!session || session.expires <= now || session.epoch !== settings.sessionEpoch) return null;
  const holder = settings.tokens.find(({ name }) => name === session.name);
  if (!holder || holder.role !== session.role || fingerprint(holder.hash) !== session.token) return null;
  const { sid, expires, login, token } = session;
  return { name: holder.name, role: holder.role, loginMs: login, sid, expires, token };
}

/** @param {Settings} settings @param {string} session */
export const csrfFor = (settings, session) => hmac(settings.sessionKey, `csrf\n${session}`);
