// The whole way: with a mouse, by keyboard alone, and with a second operator.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';

import { choose, confirm, openPage, plan, rowOf, signIn, useConsole, startConsole, TOKENS } from './support/console.js';

const here = useConsole({}, { visible_after_delete_ms: 100 });

/** @param {import('playwright-core').Page} page */
const focused = (page) =>
  page.evaluate(() => {
    const { activeElement: element } = document;
    return element?.getAttribute('aria-label') || element?.textContent || element?.getAttribute('placeholder') || '';
  });

/** Presses Tab until something of that name has the focus. @param {import('playwright-core').Page} page @param {RegExp} name */
async function tabTo(page, name) {
  for (let i = 0; i < 40; ++i) {
    await page.keyboard.press('Tab');
    if (name.test(await focused(page))) return;
  }
  assert.fail(`Tab does not reach ${name}; it is at ${await focused(page)}`);
}

test('sign in, choose, plan, confirm, apply, receipt', async () => {
  const { page, context, faults } = await openPage(here.browser, { acceptDownloads: true });
  await signIn(page, here.world.url);
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
  const { ImageSet } = await here.world.simulator
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

test('sign in, tick, plan, confirm and read the receipt without a mouse', async () => {
  const { page, context, faults } = await openPage(here.browser);
  await page.goto(here.world.url);
  await page.locator('input[type=password]').waitFor();
  await page.keyboard.insertText(TOKENS.ann); // the field has the focus
  await page.keyboard.press('Enter');
  await page.locator('[role=row] [aria-disabled=false]').first().waitFor();

  await tabTo(page, /^Search$/);
  await page.keyboard.type('web-2026');
  await page.getByText('8 images of').waitFor();
  await tabTo(page, /^Choose web-2026-01-19/);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  assert.equal(await focused(page), 'Choose web-2026-01-26');
  await page.keyboard.press('Space');
  await page.keyboard.press('End');
  assert.match(await focused(page), /^Choose web-2026-03-09\. Cannot be chosen: used by 62 × instance/);
  assert.match(await page.getByRole('tooltip').innerText(), /used by 62 × instance/);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  assert.equal(await focused(page), 'Details of web-2026-03-09');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByText('ins-gz000001', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'Details of web-2026-03-09');
  assert.equal(await page.locator('[data-test=ticked]').innerText(), '2 images chosen · 40 GB');

  await tabTo(page, /^Make a plan/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Make the plan/);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Delete 2 images' }).waitFor({ timeout: 30_000 });
  await tabTo(page, /^Delete 2 images/);
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.keyboard.type('ap-guangzhou 2');
  await page.keyboard.press('Enter');
  await page.locator('[data-test=receipt]').waitFor({ timeout: 60_000 });
  assert.match(await page.locator('[data-test=receipt]').innerText(), /2 deleted and verified/);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a deletion that needs two: the second operator confirms the same plan', async () => {
  const two = await startConsole({ APPROVERS: '2' });
  try {
    const ann = await openPage(here.browser);
    await signIn(ann.page, two.url);
    await choose(ann.page, ['img-web00105']);
    await plan(ann.page, 1);
    await confirm(ann.page, 'ap-guangzhou 1');
    await ann.page.getByText('Another operator has to say yes').waitFor();
    const bob = await openPage(here.browser);
    await signIn(bob.page, two.url, 'bob');
    await bob.page.goto(ann.page.url());
    await bob.page.getByRole('button', { name: 'Say yes' }).click();
    await bob.page.getByLabel('Type ap-guangzhou 1 to go on').fill('ap-guangzhou 1');
    await bob.page.getByRole('dialog').getByRole('button', { name: 'Say yes' }).click();
    await Promise.all([ann, bob].map(({ page }) => page.locator('[data-test=receipt]').waitFor({ timeout: 60_000 })));
    assert.match(await ann.page.locator('[data-test=receipt]').innerText(), /ann and bob/);
  } finally {
    await two.stop();
  }
});
