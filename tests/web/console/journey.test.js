// One person, one browser: from signing in to the receipt.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';

import { openPage, rowOf, signIn, startChromium, startConsole } from './support/console.js';

/** @type {import('./support/console.js').World} */
let world;
/** @type {import('playwright-core').Browser} */
let browser;

before(async () => {
  [world, browser] = await Promise.all([startConsole(), startChromium()]);
});
after(async () => {
  await browser?.close();
  await world?.stop();
});

test('sign in, choose, plan, confirm, apply, receipt', async () => {
  const { page, context, faults } = await openPage(browser, { acceptDownloads: true });
  await signIn(page, world.url);
  await page.getByText('100000000001').first().waitFor();

  await page.getByRole('searchbox').fill('web-2026-01');
  const box = rowOf(page, 'img-web00105').getByRole('checkbox');
  await rowOf(page, 'img-web00105').locator('[aria-disabled=false]').waitFor();
  await box.click();
  await rowOf(page, 'img-web00112').getByRole('checkbox').click();
  assert.equal(await page.locator('[data-test=ticked]').innerText(), '2 images chosen · 40 GB');
  assert.match(await page.locator('[data-quota=ap-guangzhou]').innerText(), /50 → 48 of 52/);

  await page.getByRole('button', { name: 'Make a plan' }).click();
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByRole('button', { name: 'Delete 2 images' }).click();
  const confirm = page.getByRole('button', { name: 'Delete now' });
  const phrase = page.getByLabel('Type ap-guangzhou 2 to go on');
  await phrase.fill('ap-guangzhou 3');
  assert.equal(await confirm.isDisabled(), true);
  await phrase.fill('ap-guangzhou 2');
  await confirm.click();

  await page.locator('[data-test=receipt]').waitFor({ timeout: 60_000 });
  assert.match(await page.locator('[data-test=receipt]').innerText(), /2 deleted and verified/);
  assert.match(await page.locator('[data-test=receipt]').innerText(), /ap-guangzhou: 50 → 48 of 52 images/);
  assert.match(await page.locator('[data-test=left-snapshots]').innerText(), /snap-web00105/);
  const { ImageSet } = await world.simulator
    .control('GET', '/_sim/state')
    .then(({ regions }) => ({ ImageSet: regions['ap-guangzhou'].images }));
  const gone = ImageSet.filter((/** @type {any} */ image) => image.deleted_at_ms).map(
    (/** @type {any} */ image) => image.ImageId,
  );
  assert.deepEqual(
    gone.filter((/** @type {string} */ id) => !['img-web00105', 'img-web00112'].includes(id)),
    [],
  );

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Receipt as JSON' }).click(),
  ]);
  const receipt = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(receipt.schema, 'cvm-images.receipt/1');
  assert.equal(receipt.summary.deleted, 2);
  assert.equal(receipt.confirmed_by, 'ann');
  await page.getByRole('link', { name: 'Images' }).click();
  await page.getByText(/images? of 50$/).waitFor(); // 48 of ours, 2 that others share
  assert.equal(await rowOf(page, 'img-web00105').count(), 0);
  assert.deepEqual(faults, []);
  await context.close();
});
