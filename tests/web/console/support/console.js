// The built console before a worker on Node and a simulated account, and a browser that looks at it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';

import { ROOT } from '../../../support/run.js';
import { startChromium } from '../../../wasm/support/chromium.js';
import { startSimulator } from '../../support/simulator.js';
import { bindings, TOKENS } from '../../worker/support/bindings.js';
import { RUNTIMES } from '../../worker/support/servers.js';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Browser} Browser */

/** The build that BUILT_CONSOLE names, or one of its own: test files run beside each other. */
function builtConsole() {
  if (process.env.BUILT_CONSOLE) return process.env.BUILT_CONSOLE;
  const folder = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  const vite = `${ROOT}node_modules/vite/bin/vite.js`;
  const args = [vite, 'build', 'web/console', '--logLevel', 'error', '--outDir', folder, '--emptyOutDir'];
  execFileSync(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'inherit', 'inherit'] });
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** @type {string | undefined} */
let folder;

export const consoleFolder = () => (folder ??= builtConsole());

/**
 * @typedef {object} World
 * @property {string} url
 * @property {Awaited<ReturnType<typeof startSimulator>>} simulator
 * @property {() => Promise<void>} stop
 */

/** @param {Record<string, string>} [more]  bindings @param {string[]} [args]  of the simulator @returns {Promise<World>} */
export async function startConsole(more = {}, args = []) {
  const simulator = await startSimulator(args);
  const server = await RUNTIMES.node(bindings(simulator.url, more), { consoleFolder: consoleFolder() });
  return {
    url: server.url,
    simulator,
    stop: async () => {
      await Promise.all([server.kill(), simulator.stop()]);
    },
  };
}

/**
 * A world and a browser for all tests of a file.
 * @param {Record<string, string>} [more]  bindings
 * @param {object} [settings]  of the simulator
 */
export function useConsole(more = {}, settings = {}) {
  const here = /** @type {{ world: World, browser: Browser }} */ ({});
  before(async () => {
    [here.world, here.browser] = await Promise.all([startConsole(more), startChromium()]);
    await here.world.simulator.control('PATCH', '/_sim/settings', settings);
  });
  after(async () => {
    await here.browser?.close();
    await here.world?.stop();
  });
  return here;
}

/**
 * A page of its own; what goes wrong in it, and what its policy refuses, is collected.
 * @param {Browser} browser @param {import('playwright-core').BrowserContextOptions} [options]
 */
export async function openPage(browser, options = {}) {
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  /** @type {string[]} */
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text());
  });
  page.setDefaultTimeout(15_000);
  return { context, page, faults };
}

/** @param {Page} page @param {string} url @param {keyof typeof TOKENS} [who] */
export async function signIn(page, url, who = 'ann') {
  await page.goto(url);
  await page.getByLabel(/^(Token|令牌)$/).fill(TOKENS[who]);
  await page.getByRole('button', { name: /^(Sign in|登录)$/ }).click();
  await page.getByRole('grid').waitFor();
}

/** A row of the table. @param {Page} page @param {string} id */
export const rowOf = (page, id) => page.locator(`[role=row][data-id="${id}"]`);

/** Ticks images by their ids. @param {Page} page @param {string[]} ids */
export async function choose(page, ids) {
  for (const id of ids) {
    await page.getByRole('searchbox').fill(id);
    await rowOf(page, id).locator('[aria-disabled=false]').click();
  }
  await page.getByRole('searchbox').fill('');
}

/** From what is ticked to a plan that can be confirmed. @param {Page} page @param {number} count */
export async function plan(page, count) {
  await page.getByRole('button', { name: 'Make a plan' }).click();
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByRole('button', { name: new RegExp(`^Delete ${count} image`) }).waitFor({ timeout: 30_000 });
}

/** @param {Page} page @param {string} phrase */
export async function confirm(page, phrase) {
  await page.getByRole('button', { name: /^Delete \d+ image/ }).click();
  await page.getByLabel(`Type ${phrase} to go on`).fill(phrase);
  await page.getByRole('button', { name: 'Delete now' }).click();
}

export { startChromium, TOKENS };
