// A worker in workerd that dies and is started again.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { bindings, TOKENS } from './bindings.js';
import { bearer } from './client.js';
import { RUNTIMES } from './servers.js';

/** A worker that can be killed and started again on the same disk. @param {string} endpoint @param {Record<string, string>} given  bindings, which may be changed */
export async function startMortal(endpoint, given) {
  const persist = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  const start = () => RUNTIMES.workerd(bindings(endpoint, given), { persist });
  let worker = await start();
  return {
    api: () => bearer(worker.url, TOKENS.ann),
    killAndStart: async (/** @type {() => Promise<void>} */ meanwhile) => {
      await worker.kill();
      await meanwhile();
      worker = await start();
    },
    stop: async () => {
      await worker.kill();
      rmSync(persist, { recursive: true, force: true });
    },
  };
}

/**
 * Waits until one more request came.
 * @param {import('../../support/simulator.js').RunningSimulator} simulator @param {string} [wanted]
 */
export async function another(simulator, wanted = 'DeleteImages') {
  const latest = async () => {
    const log = await simulator.control('GET', '/_sim/requests');
    return log.filter((/** @type {any} */ { action }) => wanted === '*' || action === wanted).at(-1)?.n ?? -1;
  };
  const before = await latest();
  for (const end = Date.now() + 20_000; Date.now() < end;) {
    if ((await latest()) !== before) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return false;
}
