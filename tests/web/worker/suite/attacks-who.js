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
      const { csrf, login } = ops.body;
      assert.equal(login, null, 'an assertion is renewed without anybody logging in');
      const fresh = apiOf(() => url, { 'cf-access-jwt-assertion': jwt, origin: url, 'x-csrf-token': csrf });
      const plan = await planned(fresh, planOf(['img-web00216']));
      assertRefused(await apply(fresh, confirmation(plan)), 401, 'login-too-old');
    },
  ],
  [
    'Access lets in, and a token of the same name applies what was planned',
    async ({ team, url, login }) => {
      const jwt = await team.assertion({ email: 'ops@example.test' });
      const access = { 'cf-access-jwt-assertion': jwt, origin: url };
      const { csrf } = (await apiOf(() => url, access)('GET', '/api/session')).body;
      const plan = await planned(
        apiOf(() => url, { ...access, 'x-csrf-token': csrf }),
        planOf(['img-web00216']),
      );
      const { page, headers } = await login(TOKENS.ops);
      const both = apiOf(() => url, { ...headers, 'cf-access-jwt-assertion': jwt });
      const started = await apply(both, confirmation(plan));
      assert.equal(started.status, 202, started.text);
      assert.equal((await page('POST', `/api/jobs/${started.body.id}/cancel`)).status, 200);
    },
  ],
  [
    'a login from the future is none',
    async ({ ann, nobody, url, madeCookie }) => {
      const plan = await planned(ann, planOf(['img-web00216']));
      const cookie = await madeCookie({ login: Date.now() + 120_000 });
      const { csrf } = (await nobody('GET', '/api/session', undefined, { cookie })).body;
      const page = apiOf(() => url, { cookie, origin: url, 'x-csrf-token': csrf });
      assertRefused(await apply(page, confirmation(plan)), 401, 'login-too-old');
    },
  ],
  [
    'whatever is refused is in the log: who, what, and why',
    async ({ ann, bob, nobody, url, server, login }) => {
      const plan = await planned(ann, planOf(['img-web00216']));
      const from = server.log.length;
      const { page } = await login(TOKENS.ann);
      await page('POST', '/api/plans', { regions: ['ap-beijing'], selection: { all: true } });
      await ann('POST', `/api/call/DeleteImages?region=${GUANGZHOU}`, { ImageIds: ['img-web00216'] });
      await apply(bob, confirmation(plan));
      await apply(ann, { ...confirmation(plan), count: 77 });
      await ann('POST', `/api/jobs/${plan.id}/approve`, { digest: plan.digest, regions: [GUANGZHOU], count: 1 });
      await ann('GET', '/api/jobs/apply-none');
      await nobody('POST', '/api/session', { token: 'wrong' });
      await nobody('GET', '/api/jobs', undefined, { origin: 'https://evil.test' });
      await nobody('GET', `${new URL(url).pathname}healthz?x`);
      const refused = () => server.log.slice(from).filter((line) => line.includes('"what":"refused"'));
      for (let i = 0; refused().length < 8 && i < 50; ++i) await new Promise((go) => setTimeout(go, 20));
      const lines = refused().map((line) => JSON.parse(line.slice(line.indexOf('{'))));
      assert.deepEqual(
        lines.map(({ who, asked, outcome }) => [who ?? null, asked.replace(plan.id, 'ID'), outcome]),
        [
          ['ann', 'POST /api/plans', 'region-not-allowed'],
          ['ann', 'POST /api/call/DeleteImages', 'action-not-allowed'],
          ['bob', 'POST /api/jobs', 'seal-invalid'],
          ['ann', 'POST /api/jobs', 'not-confirmed'],
          ['ann', 'POST /api/jobs/ID/approve', 'not-awaiting'],
          ['ann', 'GET /api/jobs/apply-none', 'no-such-job'],
          [null, 'POST /api/session', 'not-authenticated'],
          [null, 'GET /api/jobs', 'other-origin'],
        ],
      );
    },
  ],
];
