// Bad input: a clear message, the right exit status, nothing sent.

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { runCommand } from '../../support/command.js';
import { GOOD, REGION, useSimulator } from './fixture.js';

const simulator = useSimulator();

/** Arguments, what the message must name, and the exit status. @type {[string, string[], RegExp, number][]} */
const REFUSED = [
  ['no ids', ['delete', '-r', REGION], /IMAGE_ID|image/i, 1],
  ['capitals', ['delete', 'IMG-ABC', '-r', REGION], /IMG-ABC/, 1],
  ['a line feed', ['delete', 'img-abc\nimg-def', '-r', REGION], /img-abc\\n/, 1],
  ['a duplicate', ['delete', GOOD[0], GOOD[0], '-r', REGION], /img-web00105/, 1],
  ['no region', ['delete', GOOD[0]], /region/i, 1],
  ['an odd region', ['delete', GOOD[0], '-r', 'ap guangzhou'], /ap guangzhou/, 1],
  ['two regions where one is meant', ['doctor', '-r', 'ap-guangzhou', '-r', 'ap-singapore'], /region/i, 1],
  ['a plan of nothing', ['plan', '-r', REGION], /--all/, 1],
  ['guards without a selection', ['plan', '-r', REGION, '--max-delete', '5'], /--all/, 1],
  ['an age that is none', ['plan', '-r', REGION, '--min-age', '30'], /--min-age/, 1],
  ['a pattern that cannot be read', ['plan', '-r', REGION, '--name-regex', '('], /--name-regex/, 1],
  ['zero to keep', ['plan', '-r', REGION, '--keep-newest', '0'], /--keep-newest/, 1],
  ['groups of nothing', ['plan', '-r', REGION, '--all', '--per', 'family'], /--keep-newest/, 1],
  ['an unknown check', ['plan', '-r', REGION, '--all', '--refs', 'tea'], /--refs/, 1],
  ['a plan that is not there', ['apply', '/no/such/plan.json'], /plan\.json/, 1],
  [
    'an endpoint with a path',
    ['list', '-r', REGION, '--endpoint', 'https://cvm.tencentcloudapi.com/api'],
    /path|api/i,
    1,
  ],
  [
    'an endpoint with credentials',
    ['list', '-r', REGION, '--endpoint', 'https://user:word@cvm.tencentcloudapi.com'],
    /endpoint|credential|user/i,
    1,
  ],
  ['http beyond loopback', ['list', '-r', REGION, '--endpoint', 'http://cvm.tencentcloudapi.com'], /https/, 1],
  [
    'a finance region on the ordinary host',
    ['list', '-r', 'ap-shanghai-fsi', '--endpoint', 'https://cvm.tencentcloudapi.com'],
    /ap-shanghai-fsi/,
    1,
  ],
  ['an unknown option', ['list', '--secret-key', 'x'], /secret-key/, 1],
  ['an unknown subcommand', ['remove'], /remove|subcommand/i, 1],
  ['an unknown action', ['call', 'DescribeUnicorns', '-r', REGION], /DescribeUnicorns/, 1],
  ["the seed's slip", ['sign', 'DeleteImage', '-r', REGION], /DeleteImages/, 1],
  ['params that are no object', ['call', 'DescribeImages', '-r', REGION, '--params', '[]'], /object/, 1],
  [
    'params with an unknown member',
    ['call', 'DescribeImages', '-r', REGION, '--params', '{"Imageids":[]}'],
    /Imageids/,
    1,
  ],
  [
    'ImageIds with Filters',
    [
      'call',
      'DescribeImages',
      '-r',
      REGION,
      '--params',
      '{"ImageIds":["img-a"],"Filters":[{"Name":"image-type","Values":["PRIVATE_IMAGE"]}]}',
    ],
    /Filters/,
    1,
  ],
  ['a Limit over 100', ['call', 'DescribeImages', '-r', REGION, '--params', '{"Limit":101}'], /Limit/, 1],
  ['a timestamp before 1970', ['sign', 'DescribeImages', '-r', REGION, '--timestamp', '-1'], /timestamp|1970/i, 1],
  [
    'a timestamp past 2100',
    ['sign', 'DescribeImages', '-r', REGION, '--timestamp', '4102444800'],
    /timestamp|2100/i,
    1,
  ],
  [
    'DeleteImages by call',
    ['call', 'DeleteImages', '-r', REGION, '--params', `{"ImageIds":["${GOOD[0]}"]}`],
    /cvm-images delete/,
    4,
  ],
  [
    'ModifyImageSharePermission by call',
    ['call', 'ModifyImageSharePermission', '-r', REGION, '--params', '{}'],
    /delete|plan/,
    4,
  ],
];

for (const [name, args, message, status] of REFUSED) {
  test(`refuses ${name}`, async () => {
    const result = args.includes('--endpoint') ? await runCommand(args) : await simulator.run(args);
    assert.equal(result.status, status, result.all);
    assert.match(result.all, message);
    if (args[0] === 'delete') assert.equal(result.stdout, '');
    assert.deepEqual(await simulator.control('GET', '/_sim/requests'), []);
  });
}

test('refuses 10,001 ids', async () => {
  const ids = Array.from({ length: 10_001 }, (_, i) => `img-${String(i).padStart(8, '0')}`);
  const result = await simulator.run(['delete', ...ids, '-r', REGION]);
  assert.equal(result.status, 1, result.all.slice(0, 500));
  assert.match(result.stderr, /10,?000/);
});

test('refuses a body of 10 MiB and a byte, and a GET over 32 KiB', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cvm-images-params-'));
  const file = join(folder, 'params.json');
  try {
    const head = '{"InstanceType":"';
    await writeFile(file, `${head}${'x'.repeat(10 * 1024 * 1024 + 1 - head.length - 2)}"}`);
    const post = await simulator.run(['call', 'DescribeImages', '-r', REGION, '--params', `@${file}`]);
    assert.equal(post.status, 1, post.all.slice(0, 500));
    assert.match(post.stderr, /10 ?MiB|10,?485,?760/);
    await writeFile(file, `${head}${'x'.repeat(33 * 1024)}"}`);
    const get = await simulator.run([
      'call',
      'DescribeImages',
      '-r',
      REGION,
      '--method',
      'GET',
      '--params',
      `@${file}`,
    ]);
    assert.equal(get.status, 1, get.all.slice(0, 500));
    assert.match(get.stderr, /32 ?KiB|32,?768/);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test('refuses empty and padded keys and says which, without showing them', async () => {
  for (const [key, name] of [
    ['', 'TENCENTCLOUD_SECRET_KEY'],
    [' PaddedSecretKey00000000000000000 ', 'SecretKey|SECRET_KEY'],
  ]) {
    const result = await simulator.run(['list', '-r', REGION], { env: { TENCENTCLOUD_SECRET_KEY: key } });
    assert.ok(result.status === 1 || result.status === 5, result.all);
    assert.match(result.stderr, new RegExp(name, 'i'));
    if (key !== '') assert.ok(!result.all.includes(key.trim()));
  }
});

test('-o json puts one document on standard output for errors as well', async () => {
  const result = await simulator.run(['delete', 'IMG-ABC', '-r', REGION, '-o', 'json']);
  assert.equal(result.status, 1);
  assert.equal(JSON.parse(result.stdout).error.code, 'invalid-parameter');
});
