// Bindings are read strictly, and without authentication nothing is served.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import test from 'node:test';

import ts from 'typescript';

import { createApp } from '../../../web/worker/app.js';
import { readSettings, scrubber, SettingsError } from '../../../web/worker/settings.js';
import { ROOT } from '../../support/run.js';
import { bindings, hash, SEAL_KEY, SECRETS, SESSION_KEY, TOKENS } from './support/bindings.js';
import { RUNTIMES } from './support/servers.js';

const GOOD = bindings('http://127.0.0.1:1');

/** @param {Record<string, string | undefined>} changed */
function faultsOf(changed) {
  try {
    readSettings({ ...GOOD, ...changed });
    return [];
  } catch (error) {
    assert.ok(error instanceof SettingsError);
    for (const secret of SECRETS) assert.ok(!error.message.includes(secret), 'values are not told');
    return error.faults;
  }
}

/** What is changed, and what is said of it. @type {[Record<string, string | undefined>, string][]} */
const FAULTS = [
  [{ AUTH_TOKENS: '' }, 'no authentication is configured (AUTH_TOKENS or ACCESS_TEAM)'],
  [
    { AUTH_TOKENS: `ann:admin:${hash(TOKENS.ann)} ${GOOD.AUTH_TOKENS}` },
    'AUTH_TOKENS: entry 1 is not name:viewer|operator:sha256',
  ],
  [{ AUTH_TOKENS: `${GOOD.AUTH_TOKENS} ann:viewer:${hash('x')}` }, 'AUTH_TOKENS: the name of entry 5 is there twice'],
  [
    { AUTH_TOKENS: `${GOOD.AUTH_TOKENS} eve:operator:${hash(TOKENS.ann)}` },
    'AUTH_TOKENS: the token of entry 5 is there twice',
  ],
  [
    { AUTH_TOKENS: `ann:operator:${TOKENS.ann} ${GOOD.AUTH_TOKENS}` },
    'AUTH_TOKENS: entry 1 is not name:viewer|operator:sha256',
  ],
  [{ TENCENTCLOUD_SECRET_ID: undefined }, 'TENCENTCLOUD_SECRET_ID is not set'],
  [{ TENCENTCLOUD_SECRET_KEY: ' ' }, 'TENCENTCLOUD_SECRET_KEY is not set'],
  [{ SESSION_KEY: 'short' }, 'SESSION_KEY has fewer than 256 bits in base64'],
  [{ SEAL_KEY: SESSION_KEY }, 'SEAL_KEY and SESSION_KEY are the same'],
  [{ SEAL_KEY: undefined }, 'SEAL_KEY is not set'],
  [{ ALLOWED_REGIONS: '' }, 'ALLOWED_REGIONS names no region'],
  [{ ALLOWED_REGIONS: 'ap-guangzhou;rm' }, 'ALLOWED_REGIONS: not a region name'],
  [{ ALLOW_APPLY: 'yes' }, 'ALLOW_APPLY is neither "true" nor "false"'],
  [{ MAX_DELETES_PER_DAY: '-1' }, 'MAX_DELETES_PER_DAY is not a whole number of at least 0'],
  [{ APPROVERS: '3' }, 'APPROVERS is 1 or 2'],
  [{ APPROVERS: '0' }, 'APPROVERS is not a whole number of at least 1'],
  [{ CVM_ENDPOINT: 'http://cvm.example.test' }, 'CVM_ENDPOINT is neither https://host nor loopback'],
  [{ CVM_ENDPOINT: 'https://a@evil.test/' }, 'CVM_ENDPOINT is neither https://host nor loopback'],
  [{ ACCESS_TEAM: 'acme' }, 'ACCESS_TEAM and ACCESS_AUD are only of use together'],
  [{ ACCESS_TEAM: 'https://evil.test', ACCESS_AUD: 'a' }, 'ACCESS_TEAM is not a team name of cloudflareaccess.com'],
  [{ RATES: 'DeleteImages' }, 'RATES is not a list of ACTION=N'],
  [{ POLICY: '{' }, 'POLICY is not JSON'],
  [{ POLICY: '{"selection":{"all":true}}' }, 'POLICY has a mode that is neither report nor apply'],
  [{ POLICY: '{"mode":"report"}' }, 'POLICY has no selection'],
  [{ POLICY: '{"mode":"report","selection":{},"guard":{}}' }, 'POLICY has an unknown member guard'],
  [
    { POLICY: '{"mode":"report","selection":{},"regions":["ap-beijing"]}' },
    'POLICY names a region outside ALLOWED_REGIONS',
  ],
  [
    { POLICY: '{"mode":"report","selection":{},"webhook":"http://example.test"}' },
    'POLICY has a webhook that is no https address',
  ],
];

test('each fault of the bindings is named', () => {
  assert.deepEqual(faultsOf({}), []);
  for (const [changed, fault] of FAULTS) assert.deepEqual(faultsOf(changed), [fault]);
});

test('defaults are the careful ones', () => {
  const { ALLOW_APPLY: _, MAX_DELETES_PER_DAY: __, ...bare } = GOOD;
  const { allowApply, maxDeletesPerDay, approvers, batch, access, policy } = readSettings(bare);
  assert.deepEqual([allowApply, maxDeletesPerDay, approvers, batch, access, policy], [false, 100, 1, 100, null, null]);
  const team = readSettings({ ...bare, ACCESS_TEAM: 'acme.cloudflareaccess.com', ACCESS_AUD: 'x', AUTH_TOKENS: '' });
  assert.equal(team.access?.team, 'https://acme.cloudflareaccess.com');
});

test('not configured: every address says so, in clear words, and nothing is served', async () => {
  const app = createApp({ bindings: { ...GOOD, AUTH_TOKENS: '' }, desk: () => assert.fail('nobody gets that far') });
  for (const path of ['/', '/healthz', '/api/session', '/api/jobs']) {
    const answer = await app(new Request(`http://worker.test${path}`));
    assert.equal(answer.status, 503);
    assert.equal(answer.headers.get('x-frame-options'), 'DENY');
    const { error } = await answer.json();
    assert.equal(error.code, 'not-configured');
    assert.match(error.message, /no authentication is configured \(AUTH_TOKENS or ACCESS_TEAM\)/);
  }
});

test('not configured, in workerd too', { timeout: 60_000 }, async () => {
  const worker = await RUNTIMES.workerd({ ...GOOD, AUTH_TOKENS: '' });
  try {
    const answer = await fetch(`${worker.url}/api/jobs`);
    assert.deepEqual([answer.status, (await answer.json()).error.code], [503, 'not-configured']);
  } finally {
    await worker.kill();
  }
});

test('wrangler serves the console that is built, behind the worker', () => {
  const file = `${ROOT}web/worker/wrangler.jsonc`;
  const { config, error } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
  assert.equal(error, undefined);
  const { directory, ...assets } = config.assets;
  assert.equal(resolve(dirname(file), directory), resolve(ROOT, 'build/console'));
  assert.deepEqual(assets, { binding: 'ASSETS', run_worker_first: true });
});

test('the last door: secrets are taken out of texts', () => {
  const scrub = scrubber(readSettings(GOOD));
  assert.equal(
    scrub(`a ${GOOD.TENCENTCLOUD_SECRET_KEY} b ${SEAL_KEY} c ${SESSION_KEY}`),
    'a [secret] b [secret] c [secret]',
  );
});
