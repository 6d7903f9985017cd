// Every view in both languages and both themes: no finding of axe, nothing sideways, nothing that the policy refuses,
// nothing secret kept.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { choose, openPage, rowOf, signIn, useConsole, TOKENS } from './support/console.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const here = useConsole({ APPROVERS: '1' }, { visible_after_delete_ms: 100 });

/** @typedef {import('playwright-core').Page} Page */

/** Through the debugger: the page's policy lets nobody else bring a script. @param {Page} page @param {string} view */
async function check(page, view) {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: `globalThis.axe || (() => { ${AXE} })()` });
  const found = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document, { resultTypes: ['violations'] });
    return violations.map(
      (/** @type {any} */ one) =>
        `${one.id}: ${one.nodes
          .map((/** @type {any} */ node) => node.html.slice(0, 200))
          .slice(0, 3)
          .join(' | ')}`,
    );
  });
  assert.deepEqual(found, [], view);
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(sideways <= 0, `${view} is ${sideways} px too wide`);
  await session.detach();
}

/** All views in one go, a deletion among them. @param {Page} page @param {string} id  of the image that goes */
async function tour(page, id) {
  await page.goto(here.world.url);
  await page.locator('input[type=password]').waitFor();
  await check(page, 'sign in');
  await signIn(page, here.world.url);
  await page.locator('[role=row] [aria-disabled=false]').first().waitFor();
  await page.locator('[role=row] [aria-disabled=true]').first().focus();
  await page.locator('[role=tooltip]').waitFor();
  await check(page, 'images');
  await page.getByRole('searchbox').fill(id);
  await rowOf(page, id).locator('[data-part="1"]').click();
  await page.locator('dialog').waitFor();
  await check(page, 'details');
  await page.keyboard.press('Escape');
  await rowOf(page, id).locator('[data-part="0"]').click();
  await page.goto(`${here.world.url}/#/rules`);
  await page.locator('input[name=name]').fill('web-*');
  await page.locator('[data-test=effect]').waitFor();
  await check(page, 'rules');
  await page.goto(`${here.world.url}/#/images`);
  await page.locator('.action-bar .button-main').click();
  await check(page, 'plan options');
  await page.locator('dialog .button-main').click();
  await page.locator('.button-danger').waitFor({ timeout: 30_000 });
  await check(page, 'plan');
  await page.locator('.button-danger').click();
  await page.locator('.phrase').fill('ap-guangzhou 1');
  await check(page, 'confirm');
  await page.locator('dialog .button-danger').click();
  await page.locator('[data-state]').first().waitFor();
  await check(page, 'job');
  await page.locator('[data-test=receipt]').waitFor({ timeout: 60_000 });
  await check(page, 'receipt');
  await page.goto(`${here.world.url}/#/jobs`);
  await page.locator('tbody tr').first().waitFor();
  await check(page, 'jobs');
  await page.goto(`${here.world.url}/#/requests`);
  await page.locator('tbody .link').first().press('Enter');
  await page.locator('dialog pre').first().waitFor();
  await page.locator('[data-test=explanation] .button').click();
  await page.locator('.stage').nth(4).waitFor();
  await check(page, 'requests');
}

/** @type {[locale: string, colorScheme: 'light' | 'dark', width: number, id: string][]} */
const COMBINATIONS = [
  ['en-GB', 'light', 1280, 'img-web00105'],
  ['zh-CN', 'dark', 1280, 'img-web00112'],
  ['en-GB', 'dark', 360, 'img-web00119'],
  ['zh-CN', 'light', 360, 'img-web00126'],
];

for (const [locale, colorScheme, width, id] of COMBINATIONS) {
  test(`${locale}, ${colorScheme}, ${width} px: axe finds nothing on any view`, async () => {
    const { page, context, faults } = await openPage(here.browser, {
      locale,
      colorScheme,
      viewport: { width, height: 800 },
    });
    /** @type {string[]} */
    const elsewhere = [];
    page.on('request', (request) => {
      if (new URL(request.url()).origin !== here.world.url && !request.url().startsWith('blob:'))
        elsewhere.push(request.url());
    });
    await tour(page, id);
    assert.equal(await page.locator('html').getAttribute('lang'), locale === 'zh-CN' ? 'zh-CN' : 'en');
    assert.deepEqual(faults, []);
    assert.deepEqual(elsewhere, []);
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]),
    );
    assert.deepEqual(Object.keys(JSON.parse(kept)[0]), ['cvm-images.preferences']);
    assert.ok(!kept.includes(TOKENS.ann));
    await context.close();
  });
}

test('language and theme can be switched, and are remembered', async () => {
  const { page, context } = await openPage(here.browser);
  await page.goto(here.world.url);
  await page.getByLabel('Language').selectOption('zh');
  await page.getByLabel('主题').selectOption('dark');
  await page.reload();
  await page.getByRole('heading', { name: '登录' }).waitFor();
  assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
  assert.equal(await page.locator('html').getAttribute('lang'), 'zh-CN');
  await context.close();
});

test('a viewer sees everything and is offered nothing that changes', async () => {
  const { page, context } = await openPage(here.browser);
  await signIn(page, here.world.url, 'vic');
  await page.getByText('As a viewer you see everything').waitFor();
  await choose(page, ['img-golden01']);
  await page.getByRole('button', { name: 'Choose none' }).waitFor();
  assert.equal(await page.getByRole('button', { name: /Make a plan/ }).count(), 0);
  await context.close();
});

test('a wrong token is told, and what to do', async () => {
  const { page, context } = await openPage(here.browser);
  await page.goto(here.world.url);
  await page.getByLabel('Token').fill('x'.repeat(43));
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.match(
    await page.getByRole('alert').innerText(),
    /the token is not known[\s\S]*use the token that your administrator gave you/,
  );
  assert.equal(await page.getByLabel('Token').inputValue(), '');
  await context.close();
});
