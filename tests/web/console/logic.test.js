// What the page decides by itself: order, filters, words, files. What may be deleted is the core's to decide.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { routeOf } from '../../../web/console/src/api/route.js';
import { receiptCsv } from '../../../web/console/src/logic/files.js';
import { deletionsByRegion, isPhrase, phraseOf, progressOf } from '../../../web/console/src/logic/plan.js';
import { byAge, quotas } from '../../../web/console/src/logic/quota.js';
import { selectionOf, selectionOfTicked } from '../../../web/console/src/logic/selection.js';
import { ageDays, DAY_MS, filtered, sorted } from '../../../web/console/src/logic/table.js';
import { rowsInSight } from '../../../web/console/src/logic/window.js';
import { Answers, asService } from '../../../web/console/src/scan/answers.js';
import { planFrom } from '../../../web/console/src/scan/preview.js';
import { rowOfImage } from '../../../web/console/src/scan/rows.js';
import { INITIAL, NO_RULES } from '../../../web/console/src/store/state.js';
import { EN } from '../../../web/console/src/words/en.js';
import { reasonText } from '../../../web/console/src/words/reasons.js';
import { fill } from '../../../web/console/src/words/words.js';
import { ZH } from '../../../web/console/src/words/zh.js';

const NOW = Date.parse('2026-11-24T00:00:00Z');

/** @param {string} id @param {object} [more] */
const row = (id, more = {}) => ({
  ...rowOfImage('ap-guangzhou', { ImageId: id, ImageName: id, ImageState: 'NORMAL', ImageSize: 20 }),
  ...more,
});

/** @param {import('../../../web/console/src/store/state.js').Row[]} rows */
const ids = (rows) => rows.map(({ id }) => id);

test('what is missing comes last in both orders', () => {
  const rows = [
    row('a', { created: null }),
    row('b', { created: NOW - DAY_MS }),
    row('c', { created: NOW - 9 * DAY_MS }),
  ];
  assert.deepEqual(ids(sorted(rows, { by: 'age', down: true })), ['c', 'b', 'a']);
  assert.deepEqual(ids(sorted(rows, { by: 'age', down: false })), ['b', 'c', 'a']);
  assert.equal(ageDays(rows[0], NOW), null);
});

test('filters combine; an image without a date is of no age', () => {
  const rows = [
    row('a', { created: null }),
    row('b', { created: NOW - 40 * DAY_MS, tags: [{ key: 'env', value: 'dev' }] }),
    row('c', { created: NOW - 40 * DAY_MS, state: 'CREATING', verdict: 'block' }),
    row('d', { created: NOW - DAY_MS, references: [{ type: 'instance', id: 'ins-1', name: 'Web' }] }),
  ];
  const shown = (/** @type {object} */ part, ticked = new Set()) =>
    ids(filtered(rows, { ...INITIAL.table, ...part }, ticked, NOW));
  assert.deepEqual(shown({}), ['a', 'b', 'c', 'd']);
  assert.deepEqual(shown({ age: '30' }), ['b', 'c']);
  assert.deepEqual(shown({ age: '30', state: 'NORMAL' }), ['b']);
  assert.deepEqual(shown({ search: ' ENV=dev ' }), ['b']);
  assert.deepEqual(shown({ search: 'web' }), ['d']);
  assert.deepEqual(shown({ use: 'used' }), ['d']);
  assert.deepEqual(shown({ use: 'ticked' }, new Set(['ap-guangzhou a'])), ['a']);
});

test('rows in sight, and none beyond the end', () => {
  assert.deepEqual(rowsInSight({ count: 10_000, rowHeight: 40, top: 4000, height: 400, around: 2 }), {
    first: 98,
    last: 112,
  });
  assert.deepEqual(rowsInSight({ count: 3, rowHeight: 40, top: 4000, height: 400 }), { first: 3, last: 3 });
});

test('a form becomes a selection; nothing given is no selection', () => {
  assert.equal(selectionOf(NO_RULES), null);
  const form = {
    ...NO_RULES,
    name: 'web-*, api-*',
    minAge: '30',
    keepNewest: '3',
    per: 'tag',
    perTag: 'env',
    state: 'NORMAL',
  };
  const expected = { name: ['web-*', 'api-*'], state: ['NORMAL'], min_age: '30d', keep_newest: 3, per: 'tag:env' };
  assert.deepEqual(selectionOf(form), expected);
  assert.deepEqual(selectionOf({ ...NO_RULES, keepNewest: 'many', per: 'region' }), { keep_newest: 'many' });
  const ticked = selectionOfTicked(['ap-singapore img-b', 'ap-guangzhou img-a']);
  assert.deepEqual(ticked, { regions: ['ap-guangzhou', 'ap-singapore'], selection: { ids: ['img-b', 'img-a'] } });
});

test('quota goes down by what is ticked; ages fall into their groups', () => {
  const scan = {
    status: /** @type {const} */ ('done'),
    read: 2,
    total: 2,
    used: 2,
    quota: 10,
    error: null,
    notChecked: [],
  };
  const rows = [row('a', { created: NOW - 400 * DAY_MS, verdict: 'delete' }), row('b', { created: NOW - 30 * DAY_MS })];
  assert.deepEqual(
    quotas({ 'ap-guangzhou': scan }, rows, ({ id }) => id === 'a'),
    [{ region: 'ap-guangzhou', status: 'done', before: 2, after: 1, quota: 10 }],
  );
  assert.deepEqual(
    byAge(rows, NOW).map(({ free, kept }) => [free, kept]),
    [
      [0, 0],
      [0, 1],
      [0, 0],
      [0, 0],
      [1, 0],
    ],
  );
});

test('the phrase names each region that loses images, with its count', () => {
  const image = (/** @type {string} */ region, /** @type {string} */ verdict) => ({ region, verdict });
  const plan = /** @type {any} */ ({
    regions: [{ region: 'ap-guangzhou' }, { region: 'ap-beijing' }, { region: 'ap-singapore' }],
    images: [
      image('ap-guangzhou', 'delete'),
      image('ap-guangzhou', 'delete'),
      image('ap-beijing', 'keep'),
      image('ap-singapore', 'delete'),
    ],
  });
  assert.equal(deletionsByRegion(plan).length, 2);
  assert.equal(phraseOf(plan), 'ap-guangzhou 2 ap-singapore 1');
  assert.equal(isPhrase('  ap-guangzhou  2 ap-singapore 1', phraseOf(plan)), true);
  assert.equal(isPhrase('ap-guangzhou 3 ap-singapore 1', phraseOf(plan)), false);
  assert.equal(isPhrase('', ''), false);
});

test('time left is told from what is done, and not before', () => {
  const states = new Map([
    ['r a', 'gone'],
    ['r b', 'sent'],
    ['r c', 'planned'],
    ['r d', 'planned'],
  ]);
  assert.deepEqual(progressOf(states, new Date(NOW).toISOString(), NOW + 2000), {
    all: 4,
    done: 1,
    begun: 2,
    leftMs: 6000,
  });
  assert.equal(progressOf(new Map([['r a', 'sent']]), new Date(NOW).toISOString(), NOW + 2000).leftMs, null);
});

test('a receipt as CSV: the same columns always, and no formulas', () => {
  const image = { region: 'r', id: '=cmd', outcome: 'failed', reason: { code: 'refused', args: {} }, attempts: 2 };
  const rest = {
    request_ids: ['x', 'y'],
    error: { service_code: 'A,"B"' },
    unshared_from: [],
    snapshots: [{ id: 's', outcome: 'left' }],
  };
  const receipt = /** @type {any} */ ({
    images: [{ ...image, ...rest }],
    plan_digest: 'd',
    confirmed_by: 'ann',
    started: '1',
    finished: '2',
  });
  const [head, line, end] = receiptCsv(receipt).split('\r\n');
  assert.equal(head.split(',').length, 15);
  assert.equal(line, `r,"'=cmd",failed,refused,2,x y,"A,""B""",,,s,,d,ann,1,2`);
  assert.equal(end, '');
});

test('addresses that are no view lead to the images', () => {
  assert.deepEqual(routeOf('#/jobs/apply-0a1'), { view: 'jobs', id: 'apply-0a1' });
  assert.deepEqual(routeOf('#/jobs/<script>'), { view: 'images', id: '' });
  assert.deepEqual(routeOf(''), { view: 'images', id: '' });
});

test('both languages have all words, with the same arguments', () => {
  const names = (/** @type {string} */ text) =>
    [...new Set([...text.matchAll(/\{(\w+)/g)].map(([, name]) => name))].sort().join();
  assert.deepEqual(Object.keys(ZH).sort(), Object.keys(EN).sort());
  for (const word of /** @type {(keyof typeof EN)[]} */ (Object.keys(EN)))
    assert.equal(names(ZH[word]), names(EN[word]), word);
});

test('words with numbers and ordinals', () => {
  assert.equal(fill('{n|image|images}', { n: 1 }), '1 image');
  assert.equal(fill('{n|image|images} {n?is|are}', { n: 2 }), '2 images are');
  assert.equal(
    ['1', '2', '3', '11', '22', '113'].map((rank) => fill('{rank:th}', { rank })).join(),
    '1st,2nd,3rd,11th,22nd,113th',
  );
  assert.equal(
    reasonText({ code: 'newest', args: { rank: '2', keep_newest: '3', group: 'web' } }, 'en'),
    '2nd newest of web, 3 stay',
  );
  assert.equal(
    reasonText({ code: 'referenced', args: { type: 'instance', count: '1', ids: 'ins-1' } }, 'zh'),
    '被 1 个实例使用：ins-1',
  );
});

test('the worker’s refusals reach the core as the service’s', () => {
  const refused = JSON.stringify({
    error: { code: 'permission', service_code: 'UnauthorizedOperation', service_message: 'no', request_id: 'r' },
  });
  const { status, body } = asService(502, refused);
  assert.equal(status, 200);
  assert.deepEqual(JSON.parse(body).Response, {
    Error: { Code: 'UnauthorizedOperation', Message: 'no' },
    RequestId: 'r',
  });
  assert.equal(asService(502, '<html>').status, 502);
});

test('a preview asks nobody: the core judges what was read', async () => {
  const image = { ImageType: 'PRIVATE_IMAGE', ImageState: 'NORMAL', ImageSize: 20, Tags: [], SnapshotSet: [] };
  const set = [1, 2, 3].map((n) => ({
    ...image,
    ImageId: `img-aaaaaaa${n}`,
    ImageName: `web-${n}`,
    CreatedTime: `2026-0${n}-01T00:00:00Z`,
  }));
  /** @type {Record<string, object>} */
  const service = {
    DescribeImages: { ImageSet: set, TotalCount: 3 },
    DescribeImageQuota: { ImageNumQuota: 10 },
    DescribeInstances: {
      InstanceSet: [{ InstanceId: 'ins-1', InstanceName: 'one', ImageId: 'img-aaaaaaa1' }],
      TotalCount: 1,
    },
    DescribeLaunchTemplates: { LaunchTemplateSet: [], TotalCount: 0 },
    DescribeLaunchConfigurations: { LaunchConfigurationSet: [], TotalCount: 0 },
    GetCallerIdentity: { AccountId: '1', Arn: 'a', UserId: '1', PrincipalId: '1', Type: 'CAMUser' },
  };
  let calls = 0;
  const answers = new Answers(async ({ action }) => {
    calls += 1;
    return { status: 200, body: JSON.stringify({ Response: { ...service[action], RequestId: 'r' } }) };
  });
  const regions = ['ap-guangzhou'];
  const all = await planFrom(answers, { regions, selection: { all: true } }, { calls: true });
  assert.deepEqual(
    all.images.map(({ verdict }) => verdict),
    ['keep', 'delete', 'delete'],
  );
  const before = calls;
  const rules = await planFrom(
    answers,
    { regions, selection: { keep_newest: 1, per: 'name-prefix' } },
    { calls: false },
  );
  assert.deepEqual(
    rules.images.map(({ verdict }) => verdict),
    ['keep', 'delete', 'keep'],
  );
  assert.equal(calls, before);
});
