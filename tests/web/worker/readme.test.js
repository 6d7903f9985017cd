// What README.md says is so: the key's policy, the bindings, the policy document, the commands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';

import { READS } from '../../../web/worker/calls/members.js';
import { localWorker } from '../../../web/worker/servers/local.js';
import { readSettings } from '../../../web/worker/settings.js';
import { ROOT, run } from '../../support/run.js';
import { startSimulator } from '../support/simulator.js';
import { bindings, hash, TOKENS } from './support/bindings.js';

const README = readFileSync(`${ROOT}web/worker/README.md`, 'utf8');

/** The JSON after a mark. @param {string} mark */
const example = (mark) => JSON.parse(README.split(`<!-- ${mark} -->`)[1].split('```json\n')[1].split('```')[0]);

/** Parameters without which a read makes no sense. @type {Record<string, object>} */
const PARAMS = {
  DescribeImageSharePermission: { ImageId: 'img-shared01' },
  DescribeImageFromFamily: { ImageFamily: 'golden' },
  DescribeLaunchTemplateVersions: { LaunchTemplateId: 'lt-api00001' },
  DescribeRegions: { Product: 'cvm' },
};

/** Every read of the list, and a deletion that ends a sharing. @param {string} endpoint */
async function useAll(endpoint) {
  const worker = localWorker({ bindings: bindings(endpoint), log: () => {} });
  /** @param {string} method @param {string} path @param {object} [body] */
  const ann = async (method, path, body) => {
    const headers = { authorization: `Bearer ${TOKENS.ann}`, 'idempotency-key': `readme ${path}`.replaceAll(' ', '-') };
    const init = { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) };
    return (await worker.fetch(new Request(`http://worker.test${path}`, init))).json();
  };
  for (const [action, { regional }] of Object.entries(READS)) {
    const path = `/api/call/${action}${regional ? '?region=ap-guangzhou' : ''}`;
    const { Response: answer } = await ann('POST', path, PARAMS[action] ?? {});
    assert.equal(typeof answer?.RequestId, 'string', action);
  }
  const over = async (/** @type {any} */ job) => {
    while (!job.finished) job = await ann('GET', `/api/jobs/${job.id}`);
    return job;
  };
  const guards = { unshare: true, with_snapshots: true, refs: ['all'] };
  const request = { regions: ['ap-guangzhou'], selection: { ids: ['img-shared01'] }, guards };
  const { plan, seal, digest } = await over(await ann('POST', '/api/plans', request));
  const typed = { digest, regions: ['ap-guangzhou'], count: 1 };
  return over(await ann('POST', '/api/jobs', { plan, seal, ...typed }));
}

test('the policy of the key has exactly the actions that are sent', { timeout: 60_000 }, async () => {
  const simulator = await startSimulator();
  try {
    assert.equal((await useAll(simulator.url)).receipt.summary.deleted, 1);
    const log = await simulator.control('GET', '/_sim/requests');
    const sent = new Set(log.map((/** @type {any} */ { service, action }) => `${service}:${action}`));
    const allowed = example('policy').statement.flatMap((/** @type {any} */ { action }) => action);
    assert.deepEqual([...sent].sort(), allowed.sort());
  } finally {
    await simulator.stop();
  }
});

test('every binding is in the table, and no other', () => {
  const source = readFileSync(`${ROOT}web/worker/settings.js`, 'utf8');
  const read = [...source.matchAll(/reader\.(?:text|required|key|list|number|flag)\('([A-Z_]+)'/g)].map(
    ([, name]) => name,
  );
  const told = README.split('\n')
    .filter((line) => line.startsWith('| `') && !line.startsWith('| `POST') && !line.startsWith('| `GET'))
    .flatMap((line) => [...line.split('|')[1].matchAll(/`([A-Z_]+)`/g)].map(([, name]) => name));
  assert.deepEqual([...new Set(told)].sort(), [...new Set([...read, 'POLICY'])].sort());
});

test('the policy document is one', () => {
  const { policy } = readSettings(
    bindings('http://127.0.0.1:1', { POLICY: JSON.stringify(example('policy document')) }),
  );
  assert.deepEqual([policy?.name, policy?.mode, policy?.regions], ['old-web', 'report', ['ap-guangzhou']]);
});

test('make-token.js makes tokens and keys', async () => {
  const program = `${ROOT}web/worker/make-token.js`;
  const { stdout } = await run(process.execPath, [program, 'eve', 'viewer']);
  const [, token, entry] = /alone: (\S+)\n.*AUTH_TOKENS: +(\S+)/.exec(stdout) ?? [];
  assert.equal(entry, `eve:viewer:${hash(token)}`);
  const key = (await run(process.execPath, [program])).stdout.trim();
  const settings = readSettings(bindings('http://127.0.0.1:1', { AUTH_TOKENS: entry, SEAL_KEY: key }));
  assert.deepEqual([settings.tokens[0].name, settings.sealKey], ['eve', key]);
  assert.equal((await run(process.execPath, [program, 'eve', 'admin'])).status, 1);
});

test('the bundle for EdgeOne is made by the command that is told', async () => {
  const [, options] = /npx esbuild (\S+ .*) --outfile=functions\/index\.js/.exec(README) ?? [];
  const { status, stdout, stderr } = await run('npx', [
    '--no-install',
    'esbuild',
    ...options.split(' '),
    '--log-level=error',
  ]);
  assert.equal(status, 0, stderr);
  assert.match(stdout, /onRequest/);
});
