// plan: reads, judges, explains, and deletes nothing.

import assert from 'node:assert/strict';
import { readFile, stat } from 'node:fs/promises';
import test, { afterEach } from 'node:test';
import { GOOD, REGION, useFolder, useSimulator } from './fixture.js';

const simulator = useSimulator();
const file = useFolder();

afterEach(async () => {
  assert.equal((await simulator.requests('DeleteImages')).filter((one) => one.acted).length, 0, 'a plan only reads');
});

/** @param {any} plan @param {string} verdict @returns {string[]} */
const withVerdict = (plan, verdict) =>
  plan.images.filter((/** @type {any} */ image) => image.verdict === verdict).map((/** @type {any} */ one) => one.id);

/** @param {any} plan @param {string} id @returns {string[]} */
const reasonsOf = (plan, id) =>
  plan.images
    .find((/** @type {any} */ image) => image.id === id)
    .reasons.map((/** @type {any} */ reason) => reason.code);

/** The plan as a document. @param {string[]} args */
async function planned(...args) {
  const result = await simulator.run(['plan', ...args, '-o', 'json']);
  return { ...result, plan: JSON.parse(result.stdout) };
}

test('the table says what would go, what stays and why', async () => {
  const out = file('table.json');
  const { status, stdout, all } = await simulator.run([
    ...['plan', '-r', REGION, '--name', 'web-*', '--min-age', '30d', '--keep-newest', '3', '--per', 'name-prefix'],
    ...['--out', out, '--server-dry-run'],
  ]);
  assert.equal(status, 0, all);
  assert.match(stdout, /^PLAN - nothing has been deleted {3}account 1000…0001 \(AKID.*, from .*environment.*\)/);
  assert.match(stdout, /ap-guangzhou {3}images 50 of 52 used \(96%\)/);
  assert.match(stdout, /checked: images 5\d, instances 126, launch template versions \d+, scaling configurations 2/);
  assert.match(stdout, /NOT checked: .*TKE, Batch/);
  assert.match(stdout, /ACTION +IMAGE +NAME +AGE +SIZE +STATE +FAMILY +WHY/);
  assert.match(stdout, /delete +img-web00105 +web-2026-01-05 .* name web-\*; .*no references/);
  assert.match(stdout, /keep +img-web00309 +web-2026-03-09 .*1st newest of web, 3 stay/);
  assert.match(
    stdout,
    /Would delete 7 images \(\d+ GB, 7 snapshots stay: .*, use --with-snapshots\)\. Quota 50 -> 43 of 52\./,
  );
  assert.match(stdout, /40 that no rule chose have no row here: -v shows them/);
  assert.match(stdout, /Server dry run: 7 accepted, 0 refused\./);
  assert.match(
    stdout,
    /Plan written to .*table\.json \(sha256 [0-9a-f]{12}…, valid .*\)\. {3}Apply: cvm-images apply .*table\.json --endpoint http/,
  );
  assert.doesNotMatch(stdout, /img-golden01/);
  assert.equal((await stat(out)).mode & 0o777, 0o600);
});

test('-o json is the document that --out keeps, with the same digest', async () => {
  const out = file('same.json');
  const { status, plan, all } = await planned('-r', REGION, '--name', 'web-*', '--out', out);
  assert.equal(status, 0, all);
  assert.equal(plan.schema, 'cvm-images.plan/1');
  assert.deepEqual(JSON.parse(await readFile(out, 'utf8')), plan);
  assert.deepEqual(
    withVerdict(plan, 'delete').toSorted(),
    [...Array(8).keys()].map((i) => webs[i]),
  );
  assert.equal(plan.summary.delete, 8);
  assert.equal(plan.account.id, '100000000001');
});

const webs = ['0105', '0112', '0119', '0126', '0202', '0209', '0216', '0223'].map((day) => `img-web0${day}`);

test('rules combine: each can only keep more', async () => {
  const { plan } = await planned('-r', REGION, '--name', 'web-*', '--keep-newest', '8', '--per', 'name-prefix');
  assert.deepEqual(withVerdict(plan, 'delete').toSorted(), ['img-web00105', 'img-web00112']);
  const free = (await planned('-r', REGION, '--name', 'web-*', '--free', '3')).plan;
  assert.deepEqual(withVerdict(free, 'delete').toSorted(), webs.slice(0, 3));
  const tagged = (await planned('-r', REGION, '--tag', 'env=dev', '--tag', 'team')).plan;
  assert.deepEqual(withVerdict(tagged, 'delete'), ['img-envdev02']);
  const old = (await planned('-r', REGION, '--all', '--min-age', '10000d')).plan;
  assert.deepEqual(withVerdict(old, 'delete'), []);
});

test('what must stay stays, whatever the rules say', async () => {
  const { status, plan } = await planned('-r', REGION, '--all', '--max-delete', '100', '--max-percent', '100');
  assert.equal(status, 0);
  const expected = {
    'img-web00309': 'referenced',
    'img-lastpage': 'referenced',
    'img-api60201': 'referenced',
    'img-scaling1': 'referenced',
    'img-appbase3': 'family-current',
    'img-shared01': 'shared',
    'img-keeptag0': 'protected',
    'img-creating': 'state',
    'img-unknown0': 'state',
  };
  for (const [id, code] of Object.entries(expected)) assert.equal(reasonsOf(plan, id)[0], code, id);
  assert.equal(plan.images.length, 50);
});

test('a guard makes a plan that cannot be applied; ends 4', async () => {
  const out = file('guarded.json');
  const many = await simulator.run(['plan', '-r', REGION, '--all', '--out', out]);
  assert.equal(many.status, 4, many.all);
  assert.match(many.stdout, /REFUSED by --max-delete: \d+ images would go, 10 at most may\. .*--max-delete N/s);
  assert.match(many.stdout, /It cannot be applied/);
  const apply = await simulator.run(['apply', out, '--yes', '--expect-count', '31']);
  assert.equal(apply.status, 4, apply.all);
  assert.match(apply.stderr, /not appliable \(max-delete: \d+ images would go/);
  const share = await simulator.run(['plan', '-r', REGION, '--name', 'web-*', '--max-percent', '10']);
  assert.equal(share.status, 4, share.all);
  assert.match(share.stdout, /REFUSED by --max-percent: 8 of 50 images of ap-guangzhou/);
});

test('--detailed-exitcode tells 10 from 0', async () => {
  const found = await simulator.run(['plan', '-r', REGION, '--name', 'web-*', '--detailed-exitcode']);
  assert.equal(found.status, 10, found.all);
  const none = await simulator.run(['plan', '-r', REGION, '--name', 'nothing-*', '--detailed-exitcode']);
  assert.equal(none.status, 0, none.all);
  assert.match(none.stdout, /Would delete 0 images/);
});

test('several regions in one plan; one that cannot be read is not scanned, and ends 6', async () => {
  const two = await simulator.run([
    'plan',
    '-r',
    `${REGION},ap-singapore`,
    '--name',
    '*web*',
    '--max-delete',
    '50',
    '--max-percent',
    '100',
  ]);
  assert.equal(two.status, 0, two.all);
  assert.match(two.stdout, /ACTION +IMAGE +REGION/);
  assert.match(two.stdout, /Quota ap-guangzhou 50 -> 42 of 52, ap-singapore 8 -> \d of 20\./);
  await simulator.fault({
    action: 'DescribeImages',
    region: 'ap-singapore',
    kind: 'error',
    code: 'InvalidParameter',
    times: 100,
  });
  const broken = await planned('-r', `${REGION},ap-singapore`, '--name', 'web-*');
  assert.equal(broken.status, 6, broken.all);
  assert.match(broken.stderr, /ap-singapore: not scanned/);
  assert.deepEqual(
    broken.plan.regions.map((/** @type {any} */ region) => region.status),
    ['scanned', 'not-scanned'],
  );
  assert.equal(
    broken.plan.images.some((/** @type {any} */ image) => image.region === 'ap-singapore'),
    false,
  );
});

test('ndjson tells events, then the plan; csv has a row for each image', async () => {
  const lines = await simulator.run(['plan', ...GOOD, '-r', REGION, '-o', 'ndjson']);
  assert.equal(lines.status, 0, lines.all);
  const documents = lines.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(documents.at(-1).schema, 'cvm-images.plan/1');
  for (const event of documents.slice(0, -1)) {
    assert.deepEqual(Object.keys(event), ['time', 'kind', 'region', 'image', 'detail']);
  }
  assert.equal(documents.filter((event) => event.kind === 'image-verdict').length, GOOD.length);
  const rows = await simulator.run(['plan', ...GOOD, '-r', REGION, '-o', 'csv']);
  assert.match(
    rows.stdout,
    /^region,id,name,type,state,created,size_gb,family,tags,snapshots,shared_with,references,verdict,reasons\r\n/,
  );
  assert.equal(rows.stdout.trimEnd().split('\r\n').length, 1 + GOOD.length);
  assert.match(rows.stdout, /ap-guangzhou,img-web00105,web-2026-01-05,.*,delete,selected unreferenced\r\n/);
});

test('speaks Chinese', async () => {
  const { stdout } = await simulator.run(['plan', GOOD[0], '-r', REGION, '--lang', 'zh-CN']);
  assert.match(stdout, /^计划 - 尚未删除任何镜像/);
  assert.match(stdout, /将删除 1 个镜像/);
});

test('without --out nothing is kept, and that is said', async () => {
  const { stdout } = await simulator.run(['plan', GOOD[0], '-r', REGION]);
  assert.match(stdout, /The plan was not kept: --out FILE/);
});
