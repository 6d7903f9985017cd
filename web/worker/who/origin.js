import { sameText } from '../crypto.js';
import { Problem } from '../http/problem.js';

/**
 * Another site's page gets nowhere: an Origin that is there must be ours, and what changes something on the strength of a
 * cookie needs an Origin and the session's token as well.
 * @param {Request} request
 * @param {import('../settings.js').Settings} settings
 */
export function checkOrigin(request, settings) {
  const origin = request.headers.get('origin');
  const site = request.headers.get('sec-fetch-site');
  const own = new URL(request.url).origin;
  const known = origin === null || origin === own || settings.origins.has(origin);
  const same = site === null || site === 'same-origin' || site === 'none' || (origin !== null && known);
  if (known && same) return;
  throw new Problem(403, 'other-origin', 'requests from other sites are refused', 'use the console of this worker');
}

/**
 * @param {Request} request
 * @param {import('./who.js').Who} who
 */
export function checkCsrf(request, who) {
  if (who.csrf === undefined || request.method === 'GET') return;
  const token = request.headers.get('x-csrf-token') ?? '';
  if (request.headers.has('origin') && sameText(who.csrf, token)) return;
  const remedy = 'send Origin and, as X-CSRF-Token, the `csrf` of GET /api/session';
  throw new Problem(403, 'csrf', 'the request does not prove that it comes from our page', remedy);
}
