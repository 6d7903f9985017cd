import { existsSync } from 'node:fs';

import { chromium } from 'playwright-core';

const BINARY = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);

const QUIET = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A headless browser of this machine. */
export function startChromium() {
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : []; // root has none to offer
  return chromium.launch({ executablePath: BINARY, args: [...QUIET, ...sandbox] });
}

/**
 * Opens a page and waits for what it leaves in `globalThis.report`. An error in the page or no report in time is the
 * test's failure.
 * @param {import('playwright-core').Page} page
 * @param {string} url
 * @returns {Promise<any>}
 */
export async function reportOf(page, url, deadlineMs = 120_000) {
  /** @type {string[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(String(error)));
  page.on('crash', () => errors.push('the page crashed'));
  await page.goto(url);
  for (const end = Date.now() + deadlineMs; Date.now() < end;) {
    const report = await page.evaluate(() => /** @type {any} */ (globalThis).report);
    if (report?.failed) throw new Error(report.failed);
    if (report) return report;
    if (errors.length > 0) throw new Error(`the page failed: ${errors.join('; ')}`);
    await new Promise((resolve) => setTimeout(resolve, 50)); // waitForFunction needs eval, which the policy forbids
  }
  throw new Error(`the page gave no report within ${deadlineMs} ms`);
}
