// Five hundred images, and ten thousand.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, signIn, useConsole } from './support/console.js';
import { fill } from './support/many.js';

const here = useConsole({ RATES: 'DescribeImages=1000,DescribeInstances=1000' });

/** Milliseconds of the page's thread, by the browser's own clock. @param {import('playwright-core').CDPSession} session */
async function taskMs(session) {
  const { metrics } = await session.send('Performance.getMetrics');
  return (metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0) * 1000;
}

test('500 images: first load and a usable table', async () => {
  await fill(here.world, 500);
  const { page, context, faults } = await openPage(here.browser);
  let bytes = 0;
  page.on('response', async (response) => {
    if (!response.url().includes('/api/')) bytes += (await response.body().catch(() => '')).length;
  });
  await page.goto(here.world.url);
  await page.locator('input[type=password]').waitFor();
  assert.ok(bytes < 150_000, `${bytes} bytes before signing in`);
  const begun = Date.now();
  await signIn(page, here.world.url);
  await page.locator('[role=row] [aria-disabled=false]').first().waitFor();
  console.log(
    `500 images: usable ${Date.now() - begun} ms after opening; ${bytes} bytes uncompressed, the WebAssembly among them`,
  );
  assert.equal(await page.getByRole('grid').getAttribute('aria-rowcount'), '501');
  assert.deepEqual(faults, []);
  await context.close();
});

test('10,000 images: only those in sight are drawn, and scrolling stays smooth', async () => {
  await fill(here.world, 10_000);
  const { page, context, faults } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await page.locator('[role=row] [aria-disabled=false]').first().waitFor({ timeout: 60_000 });
  await page.getByText('10000 images of 10000').waitFor();
  const session = await context.newCDPSession(page);
  await session.send('Performance.setTimeDomain', { timeDomain: 'threadTicks' }); // other programs of this machine do not count
  await session.send('Performance.enable');
  const before = await taskMs(session);
  const { frames, most, last, longest } = await page.evaluate(async () => {
    let longest = 0;
    const observer = new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest = Math.max(longest, duration);
    });
    observer.observe({ entryTypes: ['longtask'] });
    const grid = /** @type {HTMLElement} */ (document.querySelector('[role=grid]'));
    let most = 0;
    const frames = 120;
    for (let i = 1; i <= frames; ++i) {
      grid.scrollTop = ((grid.scrollHeight - grid.clientHeight) * i) / frames;
      await new Promise(requestAnimationFrame);
      most = Math.max(most, document.querySelectorAll('.grid-row').length);
    }
    const last = Math.max(
      ...[...document.querySelectorAll('.grid-row')].map((row) => Number(row.getAttribute('aria-rowindex'))),
    );
    await new Promise((done) => setTimeout(done)); // the observer's turn
    observer.disconnect();
    return { frames, most, last, longest };
  });
  const each = ((await taskMs(session)) - before) / frames;
  console.log(`10,000 rows: ${each.toFixed(1)} ms of the page's thread for a frame in which every row is another one`);
  console.log(`longest task while scrolling: ${longest === 0 ? 'none over 50 ms' : `${longest} ms`}`);
  assert.equal(last, 10_001);
  assert.ok(most <= 60, `${most} rows drawn`);

  await page.getByRole('searchbox').fill('service7-');
  await page.getByText('250 images of 10000').waitFor();
  await page.goto(`${here.world.url}/#/rules`);
  await page.locator('input[name=name]').fill('service7-*');
  await page.locator('input[name=keepNewest]').fill('200');
  await page.getByText('50 images would go, 9950 stay').waitFor({ timeout: 30_000 });
  assert.deepEqual(faults, []);
  await context.close();
});
