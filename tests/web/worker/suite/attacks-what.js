// Attacks on what is done: seals, confirmations, requests.
import assert from 'node:assert/strict';

import { sealPlan } from '../../../../web/worker/desk/seal.js';
import { SEALER, TOKENS } from '../support/bindings.js';
import { apply, confirmation, finished, planned } from '../support/client.js';
import { head, raw } from '../support/raw.js';
import { assertRefused, GUANGZHOU, planOf } from './check.js';

const authorization = `Bearer ${TOKENS.ann}`;

/** @typedef {(plan: any) => void} Edit */

/** What the seal stands for. @type {Edit[]} */
const SEALED = [
  (plan) => (plan.images[0].id = 'img-golden01'),
  (plan) => plan.images.push({ ...plan.images[0], id: 'img-golden01' }),
  (plan) => (plan.images[0].region = 'ap-singapore'),
  (plan) => (plan.guards.with_snapshots = true),
  (plan) => (plan.guards.unshare = true),
  (plan) => (plan.account.id = '100000000002'),
  (plan) => (plan.endpoint = 'https://evil.test/'),
  (plan) => (plan.expires = '2099-01-01T00:00:00Z'),
  (plan) => (plan.digest = '0'.repeat(64)),
];

/** What is not in the seal's own words is in the digest, which the core checks. @type {Edit[]} */
const DIGESTED = [
  (plan) => (plan.images[0].name = 'another'),
  (plan) => (plan.guards.protect_tags = ['x']),
  (plan) => (plan.selection.ids = ['img-golden01']),
  (plan) => (plan.more = true),
];

/** @type {import('./check.js').Check[]} */
export const ATTACKS_WHAT = [
  [
    'a confirmation that is replayed, or is not the plan’s',
    async ({ ann, bob }) => {
      const plan = await planned(ann, planOf(['img-envdev01']));
      const yes = confirmation(plan);
      assertRefused(await apply(ann, { ...yes, count: 2 }), 409, 'not-confirmed');
      assertRefused(await apply(ann, { ...yes, regions: ['ap-singapore'] }), 409, 'not-confirmed');
      assertRefused(await apply(ann, { ...yes, regions: [GUANGZHOU, 'ap-singapore'] }), 409, 'not-confirmed');
      assertRefused(await apply(ann, { ...yes, digest: '0'.repeat(64) }), 409, 'not-confirmed');
      assertRefused(await apply(ann, { ...yes, count: '1' }), 400, 'not-confirmed');
      const { digest: _, ...without } = yes;
      assertRefused(await apply(ann, without), 400, 'not-confirmed');
      assertRefused(await apply(bob, yes), 403, 'seal-invalid');
      const first = await apply(ann, yes);
      assert.equal(first.status, 202);
      const replayed = await apply(ann, yes);
      assertRefused(replayed, 409, 'already-applied');
      assert.equal(replayed.body.error.job, first.body.id);
      const whole = await apply(ann, { ...yes, plan: plan.plan });
      assertRefused(whole, 409, 'already-applied');
      await finished(ann, first.body.id);
      assertRefused(await apply(ann, yes), 409, 'already-applied');
    },
  ],
  [
    'a plan that was edited: of another region, with another image, with DeleteBindedSnap added, and more',
    async ({ ann, requests }) => {
      const job = await planned(ann, planOf(['img-envdev02']));
      const edited = (/** @type {(plan: any) => void} */ change) => {
        const plan = structuredClone(job.plan);
        change(plan);
        return { ...confirmation(job), plan };
      };
      for (const change of SEALED) assertRefused(await apply(ann, edited(change)), 403, 'seal-invalid');
      for (const change of DIGESTED) {
        const answer = await apply(ann, edited(change));
        assert.ok([400, 409].includes(answer.status), answer.text);
        assert.ok(['refused', 'invalid-parameter'].includes(answer.body.error.code), answer.text);
      }
      assertRefused(await apply(ann, { ...confirmation(job), plan: { digest: 'x' } }), 400, 'plan-malformed');
      assertRefused(await apply(ann, { ...confirmation(job), plan_job: 'plan-none' }), 404, 'no-such-plan');
      const sent = (await requests()).filter(({ action }) => action === 'DeleteImages');
      assert.ok(!sent.some(({ params }) => params.ImageIds.includes('img-envdev02') || params.DeleteBindedSnap));
    },
  ],
  [
    'seals that are forged, of another worker, account or operator, or expired',
    async ({ ann, simulator }) => {
      const sealer = SEALER(simulator.url);
      const { plan, ...job } = await planned(ann, planOf(['img-envdev02']));
      const yes = confirmation({ ...job, plan });
      const [version, expires, mac] = yes.seal.split('.');
      const seals = [
        '',
        'x',
        7,
        `${version}.${expires}.${'A'.repeat(43)}`,
        `${version}.${Number(expires) + 1000}.${mac}`,
        `${version}.${expires}.${mac}x`,
        await sealPlan({ ...sealer, sealKey: 'another key of enough characters for 256 bits' }, plan, 'ann'),
        await sealPlan({ ...sealer, endpoint: 'https://cvm.example.test' }, plan, 'ann'),
        await sealPlan({ ...sealer, credential: { ...sealer.credential, secretId: 'AKIDofAnother' } }, plan, 'ann'),
        await sealPlan(sealer, plan, 'bob'),
      ];
      for (const seal of seals) assertRefused(await apply(ann, { ...yes, seal }), 403, 'seal-invalid');
      const past = { ...plan, expires: '2026-01-01T00:00:00Z' };
      const expired = await apply(ann, { ...yes, plan: past, seal: await sealPlan(sealer, past, 'ann') });
      assertRefused(expired, 409, 'seal-expired');
    },
  ],
  [
    'confirmations of another shape are refused, not stumbled over',
    async ({ ann, requests }) => {
      const job = await planned(ann, planOf(['img-envdev02']));
      const yes = confirmation(job);
      for (const id of [{ a: 1 }, 5, null, ['x'], true, '', 'a b', 'x'.repeat(65), 'x'.repeat(3_000_000)]) {
        assertRefused(await apply(ann, { ...yes, plan_job: id }), 400, 'plan-job');
        assertRefused(await apply(ann, { ...yes, plan_job: id, plan: job.plan }), 400, 'plan-job');
      }
      const plans = [null, 5, 'x', [], { ...job.plan, images: [null] }, { ...job.plan, refused_by: [null] }];
      const shared = { ...job.plan.images[0], shared_with: [{ toString: null }] };
      for (const plan of [...plans, { ...job.plan, images: [shared] }, { ...job.plan, account: null }]) {
        assertRefused(await apply(ann, { ...yes, plan }), 400, 'plan-malformed');
      }
      const refused = { ...job.plan, appliable: false, refused_by: [{ code: 'x'.repeat(1000) }] };
      assertRefused(await apply(ann, { ...yes, plan: refused }), 409, 'over-guard');
      assertRefused(await apply(ann, { ...yes, plan: { ...job.plan, expires: 'x' } }), 403, 'seal-invalid');
      for (const member of ['selection', 'guards']) {
        for (const value of [null, 5, 'x', [], [null], { ids: { a: 1 } }]) {
          const { status } = await ann('POST', '/api/plans', { ...planOf(['img-envdev02']), [member]: value });
          assert.equal(status, 400, `${member} ${JSON.stringify(value)}`);
        }
      }
      for (const cursor of [null, 5, {}, ['x'], 'v1.e30.x']) {
        const { status } = await ann('POST', `/api/jobs/${job.id}/continue`, { cursor, plan: job.plan });
        assert.ok([403, 409].includes(status), `${status} ${JSON.stringify(cursor)}`);
      }
      const sent = (await requests()).filter(({ action }) => action === 'DeleteImages');
      assert.ok(!sent.some(({ params }) => params.ImageIds.includes('img-envdev02')));
    },
  ],
  [
    'a Host header that holds a path',
    async ({ url, runtime }) => {
      for (const host of [
        'a/api/session?',
        'a/api/session#',
        'a@b/api/session?',
        'a\\api/session?',
        '[::1]/api/session?',
      ]) {
        const request = `GET /healthz HTTP/1.1\r\nhost: ${host}\r\nauthorization: ${authorization}\r\n\r\n`;
        const { status, body } = await raw(url, [request], { patienceMs: 5000 });
        const refused = runtime === 'workerd' ? status >= 400 : status === 400; // workerd refuses it by itself
        assert.ok(refused, `${host}: ${status} ${body}`);
        assert.doesNotMatch(body, /"name":"ann"/, host);
      }
      const { status } = await raw(url, [head('GET', '/healthz', {})]);
      assert.equal(status, 200);
    },
  ],
  [
    'what deletes, SHARE, and actions and regions that are not on the list, through /api/call',
    async ({ ann, requests }) => {
      const before = (await requests()).length;
      const actions = [
        'DeleteImages',
        'ModifyImageSharePermission',
        'TerminateInstances',
        'RunInstances',
        'describeimages',
      ];
      for (const action of [...actions, '__proto__', 'constructor', 'toString', 'DescribeImages%2F..%2FDeleteImages']) {
        const body = { ImageIds: ['img-web00216'], ImageId: 'img-web00216', AccountIds: ['1'], Permission: 'SHARE' };
        const answer = await ann('POST', `/api/call/${action}?region=${GUANGZHOU}`, body);
        assert.ok([403, 404].includes(answer.status), `${action}: ${answer.text}`);
      }
      for (const region of [
        '',
        'ap-beijing',
        'AP-GUANGZHOU',
        'ap-guangzhou,ap-singapore',
        'ap-guangzhou%0d%0aX-Evil:%201',
        '%00',
      ]) {
        const answer = await ann('POST', `/api/call/DescribeImages?region=${region}`, {});
        assertRefused(answer, 403, 'region-not-allowed');
      }
      assert.equal((await requests()).length, before);
    },
  ],
  [
    'a host, a header or another action in the parameters',
    async ({ ann, requests, simulator }) => {
      const before = (await requests()).length;
      const smuggled = {
        Host: 'evil.test',
        host: 'evil.test',
        Endpoint: 'http://evil.test',
        url: 'http://evil.test',
        'X-TC-Action': 'DeleteImages',
        Action: 'DeleteImages',
        Version: '2000-01-01',
        'X\r\nHost': 'evil.test',
      };
      const answer = await ann(
        'POST',
        `/api/call/DescribeImageQuota?region=${GUANGZHOU}&host=evil.test&Action=DeleteImages`,
        smuggled,
        {
          'x-forwarded-host': 'evil.test',
          'x-tc-action': 'DeleteImages',
          'x-tc-region': 'ap-beijing',
        },
      );
      assert.notEqual(answer.status, 500);
      const { host } = new URL(simulator.url);
      for (const request of (await requests()).slice(before)) {
        assert.deepEqual([request.action, request.host, request.region], ['DescribeImageQuota', host, GUANGZHOU]);
      }
    },
  ],
  [
    'prototype pollution in JSON',
    async ({ ann, url }) => {
      const bodies = [
        '{"__proto__":{"role":"operator"}}',
        '{"Filters":[{"Name":"a","Values":["b"],"__proto__":{"x":1}}]}',
        '{"constructor":{"prototype":{"x":1}}}',
        '{"Limit":1,"a":{"prototype":1}}',
        '{"\\u005f_proto__":{"x":1}}',
      ];
      for (const body of bodies) {
        const answer = await ann('POST', `/api/call/DescribeImages?region=${GUANGZHOU}`, body);
        assertRefused(answer, 400, 'body-member');
        assertRefused(await ann('POST', '/api/plans', body), 400, 'body-member');
      }
      const deep = '{"a":'.repeat(5000) + '1' + '}'.repeat(5000);
      assert.equal((await ann('POST', '/api/plans', deep)).status, 400);
      assert.equal((await fetch(`${url}/healthz`)).status, 200);
    },
  ],
  [
    'a body of 20 MB, declared, and in pieces that say nothing of their number',
    async ({ url, ann }) => {
      const path = `/api/call/DescribeImages?region=${GUANGZHOU}`;
      const size = 20 * 1024 * 1024;
      const declared = await raw(url, [
        head('POST', path, { authorization, 'content-length': String(size) }),
        Buffer.alloc(1024 * 1024, 32),
      ]);
      assert.equal(declared.status, 413, declared.head);
      const chunk = `10000\r\n${' '.repeat(65536)}\r\n`;
      const chunked = await raw(url, [
        head('POST', path, { authorization, 'transfer-encoding': 'chunked' }),
        ...Array.from({ length: size / 65536 }, () => chunk),
        '0\r\n\r\n',
      ]);
      assert.ok([413, 0].includes(chunked.status), `${chunked.status} ${chunked.head}`);
      const nobody = await raw(url, [head('POST', path, { 'content-length': String(size) }), 'x']);
      assert.equal(nobody.status, 401, 'who asks comes before what');
      assert.equal((await ann('GET', '/api/session')).status, 200);
    },
  ],
  [
    'paths that climb out of the console',
    async ({ url }) => {
      const paths = [
        '/../outside.txt',
        '/..%2foutside.txt',
        '/%2e%2e/outside.txt',
        '/%2e%2e%2foutside.txt',
        '/..%5coutside.txt',
        '/..\\outside.txt',
        '//outside.txt',
        '/./../outside.txt',
        '/console/../../outside.txt',
        '/link.txt',
        '/.env',
        '/%00index.html',
        '/index.html%00.txt',
        '/%ff',
        '/C:/outside.txt',
      ];
      for (const path of paths) {
        const { status, body } = await raw(url, [head('GET', path, {})]);
        assert.doesNotMatch(body, /outside the console/, path);
        assert.ok([400, 404].includes(status), `${path}: ${status}`);
      }
    },
  ],
];

/** It takes as long as the worker's patience: run beside the others. @type {import('./check.js').Check} */
export const SLOW_BODY = [
  'a slow body',
  async ({ url }) => {
    const path = `/api/call/DescribeImages?region=${GUANGZHOU}`;
    const pieces = [head('POST', path, { authorization, 'content-length': '1000' }), ...'{"Limit":1'.repeat(4)];
    const begun = Date.now();
    const { status } = await raw(url, pieces, { pauseMs: 1000, patienceMs: 25_000 });
    assert.ok([408, 400].includes(status), String(status));
    assert.ok(Date.now() - begun < 20_000);
  },
];
