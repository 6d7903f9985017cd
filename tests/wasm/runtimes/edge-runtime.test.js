// Vercel's edge runtime: a script, not a module, so the WebAssembly is handed in and `cvm-images/load` takes it.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { EdgeRuntime } from 'edge-runtime';

import { startSimulator } from '../../web/support/simulator.js';
import { bundle } from '../support/bundle.js';
import { fixtures } from '../support/fixtures.js';
import { assertReport } from '../support/report.js';

const PROGRAM = `
  import { load } from 'cvm-images/load';
  import { fetchControl, runSuite } from '../suite/run.js';
  globalThis.suite = async (module, fixtures, endpoint) =>
    JSON.stringify(await runSuite(await load(module), JSON.parse(fixtures), { endpoint, control: fetchControl(endpoint) }));
`;

test('the suite in edge-runtime', async () => {
  const simulator = await startSimulator();
  try {
    const folder = await bundle(PROGRAM, { conditions: ['edge-light'], format: 'iife' });
    const runtime = new EdgeRuntime({ initialCode: readFileSync(join(folder, 'main.js'), 'utf8') });
    const module = await WebAssembly.compile(readFileSync(join(folder, 'cvm-images-engine.wasm')));
    const { suite } = /** @type {any} */ (runtime.context);
    const report = await suite(module, JSON.stringify(fixtures()), simulator.url);
    assertReport('edge-runtime', JSON.parse(report), { without: ['signerVectors', 'inlineCalls'] });
  } finally {
    await simulator.stop();
  }
});
