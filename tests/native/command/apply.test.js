// apply: what was planned and nothing else, once.

import assert from 'node:assert/strict';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import test from 'node:test';
import { SAMPLE_ACCOUNT } from '../../../web/simulator/sample-account.js';
import { BINARY, ENVIRONMENT, runCommand } from '../../support/command.js';
import { run } from '../../support/run.js';
import { startSimulator } from '../../web/support/simulator.js';
import { GOOD, outcomes, REGION, useFolder, useSimulator, yes } from './fixture.js';

const simulator = useSimulator();
const file = useFolder();
let made = 0;

/** A plan for these images in a file of its own. @param {string[]} [args] */
async function planFor(args = GOOD) {
  const path = file(`plan-${++made}.json`);
  const result = await simulator.run(['plan', ...args, '-r', REGION, '--out', path]);
  assert.equal(result.status, 0, result.all);
  return path;
}

/** @param {string} path @param {number} [count] @param {string[]} [more] */
const apply = (path, count = GOOD.length, more = []) =>
  simulator.run(['apply', path, ...yes(count), '-o', 'json', ...more]);

/** @param {string} path */
const readJson = async (path) => JSON.parse(await readFile(path, 'utf8'));

async function nothingWasDeleted() {
  assert.equal((await simulator.requests('DeleteImages')).length, 0);
  for (const id of GOOD) assert.equal(await simulator.has(id), true);
}

test('deletes what the plan says, verifies, keeps journal and receipt', async () => {
  const path = await planFor();
  const out = file('receipt.json');
  const result = await apply(path, GOOD.length, ['--out', out]);
  assert.equal(result.status, 0, result.all);
  const receipt = JSON.parse(result.stdout);
  assert.deepEqual(outcomes(result.stdout), Object.fromEntries(GOOD.map((id) => [id, 'deleted'])));
  for (const id of GOOD) assert.equal(await simulator.has(id), false);
  assert.equal(receipt.plan_digest, (await readJson(path)).digest);
  assert.equal(receipt.confirmed_by, `--yes --expect-count ${GOOD.length}`);
  assert.deepEqual(await readJson(out), receipt);
  assert.equal((await stat(`${path}.journal`)).mode & 0o777, 0o600);
  const lines = (await readFile(`${path}.journal`, 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.equal(lines[0].plan_digest, receipt.plan_digest);
  assert.match(result.stderr, /re-check( {3}img-web0\d+ unchanged){4}/);
  assert.match(result.stderr, /\[4\/4\] img-web0\d+ {2}gone after \d+\.\d s/);
});

test('the table says what became of each', async () => {
  const path = await planFor(['img-snapmany']);
  const { status, stdout, all } = await simulator.run(['apply', path, ...yes(1)]);
  assert.equal(status, 0, all);
  assert.match(stdout, /deleted, verified +img-snapmany +three-snapshots/);
  assert.match(
    stdout,
    /DONE {2}1 deleted and verified, 0 accepted, 0 failed, 0 skipped, 0 unknown {3}quota 50 -> 49 of 52/,
  );
  assert.match(stdout, /left behind in ap-guangzhou: snap-many0001, snap-many0002, snap-many0003 \(220 GB\)/);
});

test('--with-snapshots takes the snapshots along, but for those that another image rests on', async () => {
  const path = await planFor(['img-snapmany', 'img-snappr01', '--with-snapshots']);
  const result = await apply(path, 2);
  assert.equal(result.status, 0, result.all);
  const [many, pair] = JSON.parse(result.stdout).images;
  assert.deepEqual(
    many.snapshots.map((/** @type {any} */ one) => one.outcome),
    ['deleted', 'deleted', 'deleted'],
  );
  assert.deepEqual(pair.snapshots, [{ id: 'snap-pair0000', outcome: 'left' }]);
});

test('--unshare ends the sharing first and says with whom', async () => {
  const path = await planFor(['img-shared02', '--unshare']);
  const result = await apply(path, 1);
  assert.equal(result.status, 0, result.all);
  const [image] = JSON.parse(result.stdout).images;
  assert.deepEqual([image.outcome, image.unshared_from], ['deleted', ['200000000001', '200000000002']]);
});

test('a second apply is refused and says when the first finished; --resume shows the receipt again', async () => {
  const path = await planFor();
  const first = await apply(path);
  assert.equal(first.status, 0, first.all);
  const again = await apply(path);
  assert.equal(again.status, 4, again.all);
  assert.match(again.stderr, /was applied already: .* finished at 20\d\d-/);
  const resumed = await apply(path, GOOD.length, ['--resume']);
  assert.equal(resumed.status, 0, resumed.all);
  assert.deepEqual(JSON.parse(resumed.stdout).images, JSON.parse(first.stdout).images);
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
});

test('a second apply at the same time is refused', async () => {
  const path = await planFor();
  await simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 600_000 });
  const { child, ended } = simulator.start(['apply', path, ...yes(GOOD.length, '600')]);
  await simulator.seen('DeleteImages');
  for (const more of [[], ['--resume'], ['--journal', file('second.journal')]]) {
    const other = await apply(path, GOOD.length, more);
    assert.equal(other.status, 4, other.all);
    assert.match(other.stderr, /another run of .* is under way/);
  }
  child.kill('SIGKILL');
  await ended;
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
});

test('--resume without a journal is refused', async () => {
  const result = await apply(await planFor(), GOOD.length, ['--resume']);
  assert.equal(result.status, 4, result.all);
  assert.match(result.stderr, /there is no journal/);
  await nothingWasDeleted();
});

test('the number must be that of the plan', async () => {
  const result = await apply(await planFor(), GOOD.length - 1);
  assert.equal(result.status, 4, result.all);
  await nothingWasDeleted();
});

/** Every value of the document, one by one. @param {any} node @param {(changed: () => void) => Promise<void>} visit */
async function eachValueChanged(node, visit) {
  for (const [key, value] of Object.entries(node)) {
    if (typeof value === 'object' && value !== null && Object.keys(value).length > 0) {
      await eachValueChanged(value, visit);
      continue;
    }
    const other =
      typeof value === 'string'
        ? `${value}x`
        : typeof value === 'number'
          ? value + 1
          : typeof value === 'boolean'
            ? !value
            : 'x';
    await visit(() => (node[key] = other));
    node[key] = value;
  }
}

test('a plan with any value changed is refused', async () => {
  const path = await planFor([GOOD[0], GOOD[1]]);
  const plan = await readJson(path);
  let tried = 0;
  await eachValueChanged(plan, async (change) => {
    change();
    const changed = file('changed.json');
    await writeFile(changed, JSON.stringify(plan));
    const result = await simulator.run(['apply', changed, ...yes(2)]);
    assert.equal(result.status, 4, `${JSON.stringify(plan)}\n${result.all}`);
    ++tried;
  });
  assert.ok(tried > 60, `${tried} values`);
  await nothingWasDeleted();
  assert.equal((await apply(path, 2)).status, 0, 'as it was it is accepted');
});

test('a plan in another layout is the same plan', async () => {
  const path = await planFor();
  const plan = await readJson(path);
  const { digest, ...rest } = plan;
  await writeFile(path, JSON.stringify({ digest, ...Object.fromEntries(Object.entries(rest).reverse()) }));
  assert.equal((await apply(path)).status, 0);
});

test('a plan that expired is refused', async () => {
  const path = await planFor();
  // faketime would need root: the plan is made in the past instead, by a service whose clock is two days behind.
  await simulator.control('POST', '/_sim/clock', { offset_ms: -2 * 86_400_000 });
  const old = await planFor();
  await simulator.control('POST', '/_sim/clock', { offset_ms: 0 });
  const result = await apply(old);
  assert.equal(result.status, 4, result.all);
  assert.match(result.stderr, /expired at/);
  await nothingWasDeleted();
  assert.equal((await apply(path)).status, 0);
});

test("another endpoint's plan is refused", async () => {
  const path = await planFor();
  const elsewhere = ['--endpoint', `http://localhost:${new URL(simulator.url).port}`];
  const result = await runCommand(['apply', path, ...yes(GOOD.length), ...elsewhere]);
  assert.equal(result.status, 4, result.all);
  assert.match(result.stderr, /give the same --endpoint/);
  await nothingWasDeleted();
});

test("another account's plan is refused, and leaves no journal behind", async () => {
  const [own] = SAMPLE_ACCOUNT.credentials;
  const foreign = {
    ...own,
    secret_id: 'AKIDEXAMPLEFOREIGN333333333333333333',
    identity: { ...own.identity, AccountId: '100000000002' },
  };
  const seed = file('seed.json');
  await writeFile(seed, JSON.stringify({ ...SAMPLE_ACCOUNT, credentials: [...SAMPLE_ACCOUNT.credentials, foreign] }));
  const two = await startSimulator(['--seed', seed]);
  try {
    const path = file('foreign.json');
    const go = (/** @type {string[]} */ args, env = {}) => runCommand([...args, '--endpoint', two.url], { env });
    assert.equal((await go(['plan', GOOD[0], '-r', REGION, '--out', path])).status, 0);
    const result = await go(['apply', path, ...yes(1)], { TENCENTCLOUD_SECRET_ID: foreign.secret_id });
    assert.equal(result.status, 4, result.all);
    assert.match(result.stderr, /account/);
    const sub = await go(['apply', path, ...yes(1)], {
      TENCENTCLOUD_SECRET_ID: 'AKIDEXAMPLESUBACCOUNT222222222222222',
      TENCENTCLOUD_SECRET_KEY: 'ExampleSecretKey2222222222222222',
    });
    assert.equal(sub.status, 4, `an account that cannot be asked for is not the right one: ${sub.all}`);
    const requests = await two.control('GET', '/_sim/requests');
    assert.equal(requests.filter((/** @type {any} */ one) => one.action === 'DeleteImages').length, 0);
    assert.equal((await go(['apply', path, ...yes(1)])).status, 0, 'nothing was begun');
  } finally {
    await two.stop();
  }
});

test('what changed since the plan is skipped with the reason; ends 2', async () => {
  const image = (/** @type {string} */ id) => `/_sim/images/${REGION}/${id}`;
  const path = await planFor(['--name', 'web-*']);
  const region = await simulator.control('GET', `/_sim/regions/${REGION}`);
  await simulator.control('PATCH', image('img-web00105'), { ImageName: 'web-renamed' });
  await simulator.control('PATCH', image('img-web00112'), { shared_with: ['200000000009'] });
  await simulator.control('PATCH', image('img-web00119'), { Tags: [{ Key: 'keep', Value: '' }] });
  await simulator.control('PATCH', image('img-web00126'), { Tags: [{ Key: 'env', Value: 'test' }] });
  await simulator.control('PATCH', image('img-web00202'), { ImageState: 'USING' });
  await simulator.control('DELETE', image('img-web00209'));
  const [instance] = region.instances;
  await simulator.control('PATCH', `/_sim/regions/${REGION}`, {
    instances: [...region.instances, { ...instance, InstanceId: 'ins-newuser0', ImageId: 'img-web00216' }],
  });
  const result = await apply(path, 8);
  assert.equal(result.status, 2, result.all);
  const told = Object.fromEntries(
    JSON.parse(result.stdout).images.map((/** @type {any} */ one) => [
      one.id,
      [one.outcome, one.reason?.code, one.reason?.args?.what],
    ]),
  );
  assert.deepEqual(told, {
    'img-web00105': ['skipped', 'changed', 'name'],
    'img-web00112': ['skipped', 'shared', undefined],
    'img-web00119': ['skipped', 'protected', undefined],
    'img-web00126': ['skipped', 'changed', 'tags'],
    'img-web00202': ['skipped', 'state', undefined],
    'img-web00209': ['skipped', 'already-gone', undefined],
    'img-web00216': ['skipped', 'referenced', undefined],
    'img-web00223': ['deleted', undefined, undefined],
  });
  const sent = await simulator.requests('DeleteImages');
  assert.deepEqual(
    sent.map((one) => one.params.ImageIds),
    [['img-web00223']],
  );
});

test('a floor holds: when newer ones went, what would now be among the newest is kept', async () => {
  const path = await planFor(['--name', 'web-*', '--keep-newest', '4', '--per', 'name-prefix']);
  await simulator.control('DELETE', `/_sim/images/${REGION}/img-web00216`);
  const result = await apply(path, 6);
  assert.equal(result.status, 2, result.all);
  const newest = JSON.parse(result.stdout).images.find((/** @type {any} */ one) => one.id === 'img-web00209');
  assert.deepEqual([newest.outcome, newest.reason.code], ['skipped', 'newest']);
});

/** With a limit on the size of files, which stands for a full disk. @param {number} kib @param {string[]} args */
const withLittleSpace = (kib, args) =>
  run('bash', ['-c', `ulimit -f ${kib}; exec "$@"`, 'bash', BINARY, ...args, '--endpoint', simulator.url], {
    env: ENVIRONMENT,
  });

test('what cannot be written down is not sent; with space again the run goes on', async () => {
  const path = await planFor(['--name', 'web-*']);
  const before = await withLittleSpace(1, ['apply', path, ...yes(8), '-o', 'json']);
  assert.equal(before.status, 2, before.stderr);
  assert.match(before.stderr, /cannot write the journal/);
  const receipt = JSON.parse(before.stdout);
  assert.equal(receipt.error.where, `${path}.journal`);
  assert.deepEqual(receipt.summary, { deleted: 0, accepted: 0, failed: 8, skipped: 0, unknown: 0 });
  await nothingWasDeleted();
  const during = await withLittleSpace(3, ['apply', path, '--resume', ...yes(8), '-o', 'json']);
  assert.match(during.stderr, /cannot write the journal/);
  assert.match(during.stderr, /To go on: cvm-images apply .* --resume/);
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
  const after = await apply(path, 8, ['--resume']);
  assert.equal(after.status, 0, after.all);
  assert.equal(JSON.parse(after.stdout).summary.deleted, 8);
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
});

test('what was accepted and is not verified in time ends 3, and is looked at again with --resume', async () => {
  const path = await planFor([GOOD[0]]);
  await simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 600_000 });
  const first = await simulator.run(['apply', path, ...yes(1, '1')]);
  assert.equal(first.status, 3, first.all);
  assert.match(first.stderr, /To look again later: cvm-images apply .* --resume/);
  await simulator.control('POST', '/_sim/clock', { advance_ms: 600_000 });
  const second = await apply(path, 1, ['--resume']);
  assert.equal(second.status, 0, second.all);
  assert.deepEqual(outcomes(second.stdout), { [GOOD[0]]: 'deleted' });
  assert.equal((await simulator.requests('DeleteImages')).length, 1);
});

test('--journal names another journal', async () => {
  const path = await planFor();
  const journal = file('elsewhere.journal');
  assert.equal((await apply(path, GOOD.length, ['--journal', journal])).status, 0);
  assert.ok((await stat(journal)).size > 0);
  await assert.rejects(stat(`${path}.journal`));
});

test('a journal of another plan is refused', async () => {
  const one = await planFor([GOOD[0]]);
  const other = await planFor([GOOD[1]]);
  await simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 600_000 });
  await simulator.fault({ action: 'DeleteImages', kind: 'hang', effect: 'before-error' });
  const { child, ended } = simulator.start(['apply', one, ...yes(1)]);
  await simulator.seen('DeleteImages');
  child.kill('SIGKILL');
  await ended;
  await copyFile(`${one}.journal`, `${other}.journal`);
  const result = await apply(other, 1, ['--resume']);
  assert.equal(result.status, 4, result.all);
  assert.match(result.stderr, /another plan's/);
});

test('a plan of nothing deletes nothing; ends 4', async () => {
  const path = await planFor(['--name', 'nothing-*']);
  const result = await apply(path, 0);
  assert.equal(result.status, 4, result.all);
  assert.match(result.stderr, /No image can go/);
});

test('several regions are applied at once', async () => {
  const path = file('two.json');
  const args = ['--name', 'web-2026-01-*', '--name', 'sg-web-*', '--max-percent', '100', '--free', '2', '--out', path];
  const plan = await simulator.run(['plan', '-r', `${REGION},ap-singapore`, ...args]);
  assert.equal(plan.status, 0, plan.all);
  const result = await apply(path, 4);
  assert.equal(result.status, 0, result.all);
  const receipt = JSON.parse(result.stdout);
  assert.deepEqual(
    receipt.quota.map((/** @type {any} */ one) => [one.region, one.before - one.after]),
    [
      [REGION, 2],
      ['ap-singapore', 2],
    ],
  );
});

test('--out and --journal must not be a file of the run', async () => {
  const path = await planFor();
  const before = await readFile(path, 'utf8');
  for (const [option, other] of [
    ['--out', path],
    ['--out', `${path}.journal`],
    ['--out', path.replace(/([^/]*)$/, './$1')],
    ['--journal', path],
  ]) {
    const result = await apply(path, GOOD.length, [option, other]);
    assert.equal(result.status, 1, result.all);
    assert.match(result.all, new RegExp(`${option} .* is a file of this run already: name another`));
  }
  assert.equal(await readFile(path, 'utf8'), before);
  await nothingWasDeleted();
});

test('a finished run shows its receipt again without a question', async () => {
  const path = await planFor();
  const first = await apply(path);
  assert.equal(first.status, 0, first.all);
  const again = await simulator.run(['apply', path, '--resume', '-o', 'json']);
  assert.equal(again.status, 0, again.all);
  assert.deepEqual(JSON.parse(again.stdout).images, JSON.parse(first.stdout).images);
  assert.deepEqual(JSON.parse(again.stdout).quota[0].before, JSON.parse(first.stdout).quota[0].before);
});
