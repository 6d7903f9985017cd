// Real workerd, through miniflare, without nodejs_compat: the worker is bundled with the condition "workerd".
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { Miniflare } from 'miniflare';

import { startSimulator } from '../../web/support/simulator.js';
import { bundle } from '../support/bundle.js';
import { fixtures } from '../support/fixtures.js';
import { assertReport } from '../support/report.js';

const WORKER = `
  import * as entry from '../support/sandbox-entry.js';
  export default {
    async fetch(request) {
      const { fixtures, endpoint } = await request.json();
      const parts = { ...entry, InlineClient: undefined }; // it compiles no bytes
      return Response.json(await entry.runSuite(parts, fixtures, { endpoint, control: entry.fetchControl(endpoint) }));
    },
  };
`;

test('the suite in workerd', async () => {
  const simulator = await startSimulator();
  const folder = await bundle(WORKER, { conditions: ['workerd'], external: ['*.wasm'] });
  const modules = [
    { type: /** @type {const} */ ('ESModule'), path: join(folder, 'main.js') },
    ...['calls', 'engine', 'signer'].map((name) => ({
      type: /** @type {const} */ ('CompiledWasm'),
      path: join(folder, `cvm-images-${name}.wasm`),
      contents: readFileSync(join(folder, `cvm-images-${name}.wasm`)),
    })),
  ];
  const runtime = new Miniflare({ modules, modulesRoot: folder, compatibilityDate: '2026-04-01' });
  try {
    const body = JSON.stringify({ fixtures: fixtures(), endpoint: simulator.url });
    const answer = await runtime.dispatchFetch('http://worker.test/', { method: 'POST', body });
    const report = /** @type {any} */ (await answer.json());
    assertReport('workerd', report, { without: ['inlineCalls'] });
  } finally {
    await runtime.dispose();
    await simulator.stop();
  }
});
