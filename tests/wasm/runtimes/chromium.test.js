// Real Chromium under a strict content security policy, in a page and in a module worker; calls go through a proxy of the
// page's own origin.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { startSimulator } from '../../web/support/simulator.js';
import { bundle } from '../support/bundle.js';
import { reportOf, startChromium } from '../support/chromium.js';
import { fixtures } from '../support/fixtures.js';
import { servePage } from '../support/page-server.js';
import { assertReport } from '../support/report.js';

const RUN = `
  import * as parts from '../support/sandbox-entry.js';
  export async function run() {
    const fixtures = await (await fetch('/fixtures.json')).json();
    const endpoint = globalThis.location.origin;
    return parts.runSuite(parts, fixtures, { endpoint, control: parts.fetchControl(endpoint), repeatsReads: true });
  }
`;
const PAGE = `${RUN}
  globalThis.report = null;
  run().then((report) => { globalThis.report = report; }, (error) => { globalThis.report = { failed: String(error) }; });
`;
const WORKER = `${RUN}
  run().then((report) => postMessage(report), (error) => postMessage({ failed: String(error) }));
`;
const WORKER_PAGE = `
  globalThis.report = null;
  const worker = new Worker('/main.js', { type: 'module' });
  worker.onmessage = ({ data }) => { globalThis.report = data; };
  worker.onerror = (event) => { globalThis.report = { failed: event.message }; };
`;
const html = (/** @type {string} */ script) =>
  `<!doctype html><title>cvm-images</title><script type="module" src="${script}"></script>`;

/** @param {string} program @param {string} script  what the page loads @param {Record<string, string>} [extra] */
async function runIn(program, script, extra = {}) {
  const simulator = await startSimulator();
  const folder = await bundle(program, { conditions: ['browser'] });
  writeFileSync(join(folder, 'fixtures.json'), JSON.stringify(fixtures()));
  const server = await servePage(folder, simulator.url, { '/index.html': html(script), ...extra });
  const browser = await startChromium();
  try {
    return await reportOf(await browser.newPage(), `${server.url}/index.html`);
  } finally {
    await browser.close();
    server.close();
    await simulator.stop();
  }
}

test('the suite in Chromium, in a page', async () => {
  assertReport('chromium page', await runIn(PAGE, '/main.js'));
});

test('the suite in Chromium, in a module worker', async () => {
  assertReport('chromium worker', await runIn(WORKER, '/start.js', { '/start.js': WORKER_PAGE }));
});
