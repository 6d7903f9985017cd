// Keys and tokens never come out: every subcommand, every format, every kind of end.

import assert from 'node:assert/strict';
import { mkdtemp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { runCommand } from '../../support/command.js';
import { GOOD, REGION, useSimulator } from './fixture.js';

const simulator = useSimulator();

const KEY = 'MarkerSecretKeyThatMustNotShow00';
const TOKEN = 'MarkerTokenThatMustNotShow00';
const env = { TENCENTCLOUD_SECRET_KEY: KEY, TENCENTCLOUD_TOKEN: TOKEN };

/** @type {string[][]} */
const RUNS = [
  ...['table', 'json', 'ndjson', 'csv'].flatMap((format) => [
    ['list', '-r', REGION, '-o', format, '-v'],
    ['quota', '-r', REGION, '-o', format, '-v'],
    ['regions', '-o', format, '-v'],
    ['doctor', '-r', REGION, '-o', format, '-v'],
    ['delete', GOOD[0], '-r', REGION, '--yes', '--expect-count', '1', '-o', format, '-v'],
  ]),
  ['call', 'DescribeImages', '-r', REGION, '-v'],
  ['call', 'DescribeUnicorns', '-r', REGION, '-v'],
  ['--help'],
  ['delete', 'IMG-ABC', '-r', REGION, '-v'],
];

for (const args of RUNS) {
  test(`shows no secret: ${args.join(' ')}`, async () => {
    for (const endpoint of [simulator.url, 'http://127.0.0.1:1', 'http://user:word@127.0.0.1']) {
      const result = await runCommand([...args, '--endpoint', endpoint, '--timeout', '1'], { env });
      for (const secret of [KEY, TOKEN]) assert.ok(!result.all.includes(secret), `${args.join(' ')} shows it`);
    }
  });
}

test('the signed request holds the session token, which it needs, and never the key', async () => {
  for (const format of ['json', 'curl', 'http']) {
    const result = await runCommand(['sign', 'DescribeImages', '-r', REGION, '-o', format, '-v'], { env });
    assert.equal(result.status, 0);
    assert.ok(result.stdout.includes(TOKEN));
    assert.ok(!result.stderr.includes(TOKEN));
    assert.ok(!result.all.includes(KEY));
  }
});

test('files and faults show no secret', async () => {
  const home = await mkdtemp(join(tmpdir(), 'cvm-images-home-'));
  try {
    await mkdir(join(home, '.tencentcloud'));
    await mkdir(join(home, '.tccli'));
    const contents = [
      `[default]\nsecret_id = AKIDEXAMPLE0000000000000000000000000\nsecret_key =  ${KEY}\n`,
      `[default\nsecret_id AKID\n${KEY}\n`,
      `[default]\nsecret_id =\nsecret_key = ${KEY}\n`,
    ];
    for (const content of contents) {
      await writeFile(join(home, '.tencentcloud/credentials'), content);
      await writeFile(join(home, '.tccli/default.credential'), `{"secretId": "AKID", "secretKey": "${KEY}", `);
      const result = await runCommand(
        [
          'delete',
          GOOD[0],
          '-r',
          REGION,
          '--yes',
          '--expect-count',
          '1',
          '-v',
          '--endpoint',
          simulator.url,
          '--out',
          join(home, 'receipt.json'),
        ],
        { env: { HOME: home, TENCENTCLOUD_SECRET_ID: '', TENCENTCLOUD_SECRET_KEY: '' } },
      );
      assert.ok(!result.all.includes(KEY), content);
    }
    for (const name of await readdir(home)) {
      if (name.endsWith('.json')) assert.ok(!(await readFile(join(home, name), 'utf8')).includes(KEY));
    }
  } finally {
    await rm(home, { recursive: true });
  }
});

test('the receipt and the journal of faults hold no secret', async () => {
  for (const fault of ['reset-after', 'html', 'throttle']) {
    await simulator.control('POST', '/_sim/reset');
    await simulator.fault({ action: 'DeleteImages', kind: fault });
    const result = await simulator.delete([GOOD[0]], ['-v']);
    assert.ok(!result.all.includes('ExampleSecretKey'), fault);
  }
});
