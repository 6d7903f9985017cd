// Attacks on who may.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';

import { TOKENS } from '../support/bindings.js';
import { apiOf, apply, confirmation, planned } from '../support/client.js';
import { raw, head } from '../support/raw.js';
import { assertRefused, GUANGZHOU, planOf } from './check.js';

const READ = `/api/call/DescribeImages?region=${GUANGZHOU}`;

/** @type {import('./check.js').Check[]} */
export const ATTACKS_WHO = [
  [
    'no token, a wrong token, half a token, a token in another place',
    async ({ nobody, url }) => {
      const routes = /** @type {[string, string][]} */ ([
        ['POST', READ],
        ['GET', '/api/session'],
        ['POST', '/api/plans'],
        ['POST', '/api/jobs'],
        ['GET', '/api/jobs'],
        ['GET', '/api/jobs/apply-x'],
        ['GET', '/api/jobs/apply-x/events'],
        ['POST', '/api/jobs/apply-x/cancel'],
        ['POST', '/api/jobs/apply-x/approve'],
        ['POST', '/api/jobs/apply-x/continue'],
        ['DELETE', '/api/session'],
      ]);
      const wrong = [undefined, `Bearer ${randomBytes(32).toString('base64url')}`, `Bearer ${TOKENS.ann.slice(0, 42)}`];
      const odd = [`Basic ${TOKENS.ann}`, `Bearer ${TOKENS.ann}x`, 'Bearer ', `Bearer ${TOKENS.ann}, ${TOKENS.ann}`];
      for (const authorization of [...wrong, ...odd]) {
        const headers = authorization === undefined ? undefined : { authorization };
        for (const [method, path] of routes) {
          const answer = await nobody(method, path, method === 'POST' ? {} : undefined, headers);
          assertRefused(answer, 401, 'not-authenticated');
        }
      }
      for (const path of [`/api/session?token=${TOKENS.ann}`, `/api/session?authorization=Bearer%20${TOKENS.ann}`]) {
        assertRefused(await nobody('GET', path), 401, 'not-authenticated');
      }
      assertRefused(await nobody('POST', '/api/session', { token: TOKENS.ann.slice(1) }), 401, 'not-authenticated');
      assertRefused(await nobody('POST', '/api/session', { token: 7 }), 401, 'not-authenticated');
      const two = await raw(url, [
        head('GET', '/api/session', { authorization: 'Bearer x', Authorization: `Bearer ${TOKENS.ann}` }),
      ]);
      assert.ok([400, 401].includes(two.status), two.head);
    },
  ],
  [
    'a viewer plans, applies, approves, cancels',
    async ({ vic, ann, login }) => {
      const plan = await planned(ann, planOf(['img-web00216']));
      assertRefused(await vic('POST', '/api/plans', planOf(['img-web00216'])), 403, 'not-operator');
      assertRefused(await apply(vic, confirmation(plan)), 403, 'not-operator');
      for (const what of ['cancel', 'approve', 'continue']) {
        assertRefused(await vic('POST', `/api/jobs/${plan.id}/${what}`, {}), 403, 'not-operator');
      }
      const { page } = await login(TOKENS.vic);
      assertRefused(await apply(page, confirmation(plan)), 403, 'not-operator');
    },
  ],
  [
    'the page logs in, works, and logs out; the cookie is dead afterwards',
    async ({ login, url, nobody }) => {
      const { answer, page, headers } = await login(TOKENS.ann);
      assert.equal(answer.status, 200);
      const cookie = answer.headers.get('set-cookie') ?? '';
      for (const part of [/^__Host-/, /; HttpOnly/, /; Secure/, /; SameSite=Strict/, /; Path=\//, /; Max-Age=1800/]) {
        assert.match(cookie, part);
      }
      assert.doesNotMatch(cookie, /Domain/i);
      const me = await page('GET', '/api/session');
      assert.deepEqual([me.status, me.body.name, me.body.via], [200, 'ann', 'session']);
      assert.equal((await page('POST', READ, { Limit: 1 })).status, 200);
      const out = await page('DELETE', '/api/session');
      assert.deepEqual([out.status, /Max-Age=0/.test(out.headers.get('set-cookie') ?? '')], [204, true]);
      assertRefused(await page('GET', '/api/session'), 401, 'not-authenticated');
      assertRefused(await page('POST', READ, {}), 401, 'not-authenticated');
      const stolen = { ...headers, origin: url };
      assertRefused(await nobody('POST', '/api/plans', {}, stolen), 401, 'not-authenticated');
    },
  ],
  [
    'a forged, expired, old, promoted or doubled cookie',
    async ({ nobody, madeCookie, login }) => {
      const now = Date.now();
      const good = await madeCookie();
      assert.equal((await nobody('GET', '/api/session', undefined, { cookie: good })).status, 200);
      const cookies = [
        await madeCookie({}, randomBytes(32).toString('base64url')), // another key
        `${good.slice(0, -2)}AA`, // another signature
        good.replace(/v1\.[^.]+/, `v1.${btoa(JSON.stringify({ name: 'ann', role: 'operator' })).replaceAll('=', '')}`),
        good.replace('v1.', 'v2.'),
        '__Host-cvm-session=',
        '__Host-cvm-session=v1..',
        await madeCookie({ expires: now - 1000 }),
        await madeCookie({ epoch: 1 }), // revoked with all of its epoch
        await madeCookie({ name: 'vic', token: '0'.repeat(16) }),
        await madeCookie({ name: 'vic', role: 'operator' }),
        await madeCookie({ token: '0'.repeat(16) }), // ann has a new token since
        await madeCookie({ name: 'nobody' }),
        `${good}; ${(await login(TOKENS.vic)).cookie}`,
      ];
      for (const cookie of cookies) {
        assertRefused(await nobody('GET', '/api/session', undefined, { cookie }), 401, 'not-authenticated');
      }
      const both = { cookie: good, authorization: 'Bearer wrong' };
      assertRefused(await nobody('GET', '/api/session', undefined, both), 401, 'not-authenticated');
    },
  ],
  [
    'another origin; the right origin without the page’s token',
    async ({ login, url, ann, nobody }) => {
      const { headers } = await login(TOKENS.ann);
      const body = planOf(['img-web00216']);
      const from = (/** @type {Record<string, string>} */ changed) =>
        nobody('POST', '/api/plans', body, { ...headers, ...changed });
      for (const origin of ['https://evil.test', 'null', `${url}.evil.test`, url.replace('http:', 'https:')]) {
        assertRefused(await from({ origin }), 403, 'other-origin');
        assertRefused(await ann('POST', '/api/plans', body, { origin }), 403, 'other-origin');
        assertRefused(await nobody('POST', '/api/session', { token: TOKENS.ann }, { origin }), 403, 'other-origin');
      }
      assertRefused(await from({ 'x-csrf-token': '' }), 403, 'csrf');
      assertRefused(await from({ 'x-csrf-token': 'A'.repeat(43) }), 403, 'csrf');
      const other = await login(TOKENS.bob);
      assertRefused(await from({ 'x-csrf-token': other.headers['x-csrf-token'] }), 403, 'csrf');
      const { origin: _, ...without } = headers;
      assertRefused(await apiOf(() => url, without)('POST', '/api/plans', body), 403, 'csrf');
      const cookie = { cookie: headers.cookie, 'sec-fetch-site': 'cross-site' };
      const navigated = await raw(url, [head('GET', '/api/jobs', cookie)]);
      assert.equal(navigated.status, 403, 'a link or a picture on another site');
      const preflight = await nobody('OPTIONS', '/api/plans', undefined, { origin: 'https://evil.test' });
      assert.equal(preflight.status, 403);
    },
  ],
  [
    'a login that is too old applies nothing; a fresh one does',
    async ({ ann, nobody, url, madeCookie }) => {
      const plan = await planned(ann, planOf(['img-snapmany']));
      const at = async (/** @type {number} */ login) => {
        const cookie = await madeCookie({ login });
        const { body } = await nobody('GET', '/api/session', undefined, { cookie });
        return apiOf(() => url, { cookie, origin: url, 'x-csrf-token': body.csrf });
      };
      const old = await at(Date.now() - 5 * 60_000 - 1000);
      assertRefused(await apply(old, confirmation(plan)), 401, 'login-too-old');
      const fresh = await at(Date.now() - 60_000);
      const { status, body } = await apply(fresh, confirmation(plan));
      assert.equal(status, 202);
      await fresh('POST', `/api/jobs/${body.id}/cancel`);
    },
  ],
  [
    'Access: its own assertion is let in, any other is not',
    async ({ nobody, team, url }) => {
      const me = (/** @type {string} */ jwt) =>
        nobody('GET', '/api/session', undefined, { 'cf-access-jwt-assertion': jwt });
      const viewer = await me(await team.assertion());
      assert.deepEqual([viewer.status, viewer.body.role, viewer.body.via], [200, 'viewer', 'access']);
      const ops = await me(await team.assertion({ email: 'ops@example.test' }));
      assert.equal(ops.body.role, 'operator');
      const evil = 'https://evil.test/certs';
      const wrong = [
        await team.assertion({ aud: 'b'.repeat(64) }),
        await team.assertion({ iss: 'https://evil.cloudflareaccess.com' }),
        await team.assertion({ age: 7200 }),
        await team.assertion({ forged: true }),
        await team.assertion({ forged: true, header: { kid: 'two', jku: evil, x5u: evil } }),
        team.unsigned(),
        'x.y.z',
        '',
      ];
      for (const jwt of wrong) assertRefused(await me(jwt), 401, 'not-authenticated');
      assert.ok(team.asked.every((path) => path === '/cdn-cgi/access/certs'));
      const jwt = await team.assertion({ email: 'ops@example.test' });
      const page = apiOf(() => url, { 'cf-access-jwt-assertion': jwt, origin: url });
      assertRefused(await page('POST', '/api/plans', planOf(['img-web00216'])), 403, 'csrf');
      const stale = await team.assertion({ email: 'ops@example.test', age: 400 });
      const { csrf } = (await me(stale)).body;
      const late = apiOf(() => url, { 'cf-access-jwt-assertion': stale, origin: url, 'x-csrf-token': csrf });
      const plan = await planned(late, planOf(['img-web00216']));
      assertRefused(await apply(late, confirmation(plan)), 401, 'login-too-old');
    },
  ],
];
