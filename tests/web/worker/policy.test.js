// The policy that cron runs: in workerd by its scheduled event, in Node by `--run-policy`.
import assert from 'node:assert/strict';
import http from 'node:http';
import test from 'node:test';

import { ROOT, run } from '../../support/run.js';
import { assertValid } from '../../wasm/support/jobs.js';
import { startSimulator } from '../support/simulator.js';
import { bindings, TOKENS } from './support/bindings.js';
import { bearer } from './support/client.js';
import { assertNoSecrets } from './support/no-secrets.js';
import { RUNTIMES } from './support/servers.js';

const POLICY = {
  name: 'old-web',
  selection: { name: ['web-2026-0*'], keep_newest: 5, per: 'name-prefix' },
  guards: { max_delete: 6 },
  regions: ['ap-guangzhou'],
};

/** Who is told. */
async function startHook() {
  /** @type {any[]} */
  const reports = [];
  /** @type {(() => void)[]} */
  const waiting = [];
  let refuse = 1; // the first delivery fails
  const server = http.createServer(async (incoming, outgoing) => {
    let text = '';
    for await (const chunk of incoming) text += chunk;
    if (refuse-- > 0) return void outgoing.writeHead(503).end();
    outgoing.end();
    reports.push({ text, key: incoming.headers['idempotency-key'], ...JSON.parse(text) });
    waiting.splice(0).forEach((go) => go());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  /** @param {number} count */
  const until = async (count) => {
    while (reports.length < count) await new Promise((go) => waiting.push(() => go(undefined)));
    return reports[count - 1];
  };
  return {
    url: `http://127.0.0.1:${port}/hook`,
    reports,
    until,
    close: () => (server.closeAllConnections(), server.close()),
  };
}

/** @param {(hook: Awaited<ReturnType<typeof startHook>>, simulator: import('../support/simulator.js').RunningSimulator) => Promise<void>} work */
async function withHook(work) {
  const [hook, simulator] = await Promise.all([startHook(), startSimulator()]);
  try {
    await work(hook, simulator);
  } finally {
    hook.close();
    await simulator.stop();
  }
}

/** @param {import('../support/simulator.js').RunningSimulator} simulator @returns {Promise<string[]>} */
const deleted = async (simulator) =>
  (await simulator.control('GET', '/_sim/requests'))
    .filter((/** @type {any} */ { action }) => action === 'DeleteImages')
    .flatMap((/** @type {any} */ { params }) => params.ImageIds);

test(
  'workerd: cron plans, applies what the guards let go, and reports; the same occasion once',
  { timeout: 90_000 },
  () =>
    withHook(async (hook, simulator) => {
      const POLICY_TEXT = JSON.stringify({ ...POLICY, mode: 'apply', webhook: hook.url });
      const worker = await RUNTIMES.workerd(bindings(simulator.url, { POLICY: POLICY_TEXT }));
      try {
        worker.tell('scheduled 1700000000000');
        worker.tell('scheduled 1700000000000');
        const report = await hook.until(1);
        assert.deepEqual(
          [report.schema, report.policy, report.mode, report.state, report.not_applied, report.error],
          ['cvm-images.report/1', 'old-web', 'apply', 'done', null, null],
        );
        assertValid('plan', report.plan);
        assertValid('receipt', report.receipt);
        assert.equal(report.receipt.summary.deleted, report.plan.summary.delete);
        assert.equal(report.receipt.confirmed_by, 'policy:old-web');
        const gone = report.receipt.images
          .filter((/** @type {any} */ { outcome }) => outcome === 'deleted')
          .map((/** @type {any} */ { id }) => id);
        assert.deepEqual((await deleted(simulator)).sort(), gone.sort());
        assert.ok(gone.length > 0 && gone.length <= 6);
        const { jobs } = (await bearer(worker.url, TOKENS.ann)('GET', '/api/jobs')).body;
        assert.deepEqual(
          jobs.map((/** @type {any} */ { kind, operator }) => [kind, operator]),
          [
            ['apply', 'policy:old-web'],
            ['plan', 'policy:old-web'],
          ],
        );
        assert.equal(hook.reports.length, 1);
        assertNoSecrets([...worker.log, report.text]);
      } finally {
        await worker.kill();
      }
    }),
);

/** @param {Record<string, string>} env */
const runOnce = (env) =>
  run(process.execPath, [`${ROOT}web/worker/node.js`, '--run-policy'], { env: { PATH: process.env.PATH, ...env } });

test('Node: --run-policy reports; without ALLOW_APPLY it says that it did not apply', { timeout: 60_000 }, () =>
  withHook(async (hook, simulator) => {
    const report = { ...POLICY, mode: 'report', webhook: hook.url };
    const first = await runOnce(bindings(simulator.url, { POLICY: JSON.stringify(report) }));
    assert.equal(first.status, 0, first.stderr);
    const { mode, state, not_applied: notApplied, receipt, plan } = await hook.until(1);
    assert.deepEqual([mode, state, notApplied, receipt], ['report', 'done', null, null]);
    assert.ok(plan.summary.delete > 0);
    const apply = JSON.stringify({ ...report, mode: 'apply' });
    await runOnce(bindings(simulator.url, { POLICY: apply, ALLOW_APPLY: 'false' }));
    assert.equal((await hook.until(2)).not_applied, 'apply-not-allowed');
    assert.deepEqual(await deleted(simulator), []);
  }),
);

test('Node: what has no send log applies nothing, and says where that is done', { timeout: 60_000 }, () =>
  withHook(async (hook, simulator) => {
    const apply = JSON.stringify({ ...POLICY, mode: 'apply', webhook: hook.url });
    const { status, stderr } = await runOnce(bindings(simulator.url, { POLICY: apply }));
    assert.equal(status, 1);
    assert.match(stderr, /mode "apply" runs on Cloudflare only/);
    assert.deepEqual(await simulator.control('GET', '/_sim/requests'), [], 'nothing was asked for either');
  }),
);

test('Node: the exit status says that the plan failed, or that nobody took the report', { timeout: 60_000 }, () =>
  withHook(async (hook, simulator) => {
    const report = { ...POLICY, mode: 'report', webhook: hook.url };
    const failing = { POLICY: JSON.stringify(report), TENCENTCLOUD_SECRET_KEY: 'x'.repeat(32) };
    const failed = await runOnce(bindings(simulator.url, failing));
    assert.deepEqual([failed.status, /the policy's plan failed/.test(failed.stderr)], [1, true], failed.stderr);
    assert.equal((await hook.until(1)).state, 'failed');
    const away = JSON.stringify({ ...report, webhook: 'http://127.0.0.1:9/' });
    const untold = await runOnce(bindings(simulator.url, { POLICY: away }));
    assert.deepEqual([untold.status, /nobody took the report/.test(untold.stderr)], [1, true], untold.stderr);
    const { status, stderr } = await runOnce(bindings(simulator.url));
    assert.deepEqual([status, /POLICY is not set/.test(stderr)], [1, true]);
  }),
);
