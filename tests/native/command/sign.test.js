// Signing at the command line beside the official SDK.

import assert from 'node:assert/strict';
import test from 'node:test';
import { createRequire } from 'node:module';
import { run } from '../../support/run.js';
import { runCommand } from '../../support/command.js';
import { GOOD, REGION, useSimulator } from './fixture.js';

const { default: Sign } = createRequire(import.meta.url)('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js');

const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };
const simulator = useSimulator();

/**
 * The official SDK's Authorization for the request that the command printed.
 * @param {{ method: string, url: string, headers: Record<string, string>, body: string }} request
 * @param {string} service
 */
function official(request, service) {
  return Sign.sign3({
    ...KEY,
    service,
    method: request.method,
    url: request.url,
    payload: request.body === '' ? undefined : Buffer.from(request.body),
    timestamp: Number(request.headers['x-tc-timestamp']),
    headers: { 'Content-Type': request.headers['content-type'] },
  });
}

/** A small generator of numbers, so that a failure can be seen again. @param {number} seed */
function* numbers(seed) {
  for (let state = seed; ;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state;
  }
}

test('the documented example gives the signature that the official SDK gives', async () => {
  const args = ['sign', 'DeleteImages', '-r', REGION, '--params', '{"ImageIds":["img-34vaef8fe"]}'];
  const { stdout, status } = await runCommand([...args, '--timestamp', '1700000000', '-o', 'json']);
  assert.equal(status, 0);
  const signed = JSON.parse(stdout);
  assert.deepEqual(Object.keys(signed).sort(), [
    ...['body', 'canonicalRequest', 'credentialScope', 'curl', 'headers', 'method', 'signature', 'stringToSign', 'url'],
  ]);
  assert.equal(signed.headers.authorization, official(signed, 'cvm'));
  assert.ok(signed.headers.authorization.endsWith(`Signature=${signed.signature}`));
  assert.equal(signed.credentialScope, '2023-11-14/cvm/tc3_request');
});

test('three hundred random requests are signed as the official SDK signs them', { timeout: 300_000 }, async () => {
  const random = numbers(20261124);
  const next = (/** @type {number} */ below) => Number(random.next().value) % below;
  const letters = 'abcxyz0189-_.~ %&=+/?#"\\\'äß漢字😀\u0001\u007f';
  const text = (/** @type {number} */ most) =>
    Array.from({ length: next(most) }, () => [...letters][next([...letters].length)]).join('');
  const id = () => `img-${Array.from({ length: 8 }, () => 'abcdefghijklmnopqrstuvwxyz0123456789'[next(36)]).join('')}`;
  let equal = 0;
  for (let i = 0; i < 300; i += 1) {
    const isGet = next(3) === 0;
    const [action, params] = /** @type {[string, object]} */ (
      [
        ['DeleteImages', { ImageIds: [...new Set(Array.from({ length: 1 + next(5) }, id))], DryRun: next(2) === 0 }],
        ['DescribeImages', { Filters: [{ Name: 'image-name', Values: [`n${text(20)}`] }], Limit: 1 + next(100) }],
        ['DescribeImages', { InstanceType: `t${text(40)}`, Offset: next(1000) }],
        ['DescribeImageSharePermission', { ImageId: id() }],
      ][next(4)]
    );
    const args = [
      'sign',
      action,
      '-r',
      REGION,
      '--params',
      JSON.stringify(params),
      '--timestamp',
      String(next(2 ** 31)),
    ];
    const { stdout, status, stderr } = await runCommand([...args, '--method', isGet ? 'GET' : 'POST', '-o', 'json']);
    assert.equal(status, 0, stderr);
    const signed = JSON.parse(stdout);
    assert.equal(signed.headers.authorization, official(signed, 'cvm'), JSON.stringify(params));
    equal += 1;
  }
  console.log(`signatures equal to the official SDK's: ${equal} passed, 0 failed`);
});

test('-o curl is a command line that the service accepts', async () => {
  for (const method of ['POST', 'GET']) {
    const params = JSON.stringify({ ImageIds: [GOOD[0]] });
    const { stdout } = await simulator.run([
      'sign',
      'DescribeImages',
      '-r',
      REGION,
      '--params',
      params,
      '--method',
      method,
      '-o',
      'curl',
    ]);
    const answer = await run('bash', ['-c', stdout.replace(/^curl /, 'curl --silent ')]);
    const { Response } = JSON.parse(answer.stdout);
    assert.equal(Response.TotalCount, 1, answer.stdout);
    assert.equal(Response.ImageSet[0].ImageId, GOOD[0]);
  }
});

test('-o http is the request as it would go out', async () => {
  const { stdout } = await runCommand([
    'sign',
    'DescribeImageQuota',
    '-r',
    REGION,
    '--timestamp',
    '1700000000',
    '-o',
    'http',
  ]);
  const [head, body] = stdout.split(/\r?\n\r?\n/);
  assert.match(head, /^POST \/ HTTP\/1\.1\r?\n/);
  assert.match(head, /^host: cvm\.tencentcloudapi\.com\r?$/m);
  assert.match(head, /^x-tc-action: DescribeImageQuota\r?$/m);
  assert.equal(body.trimEnd(), '{}');
});

test('sign needs no network: nothing is sent', async () => {
  await simulator.run(['sign', 'DescribeImages', '-r', REGION]);
  assert.deepEqual(await simulator.control('GET', '/_sim/requests'), []);
});
