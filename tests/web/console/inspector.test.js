// How a read is signed, as the page shows it, and what went wrong in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { openPage, rowOf, signIn, useConsole } from './support/console.js';
import { SECRETS } from '../worker/support/bindings.js';

const here = useConsole();

test('the request inspector shows every stage of the signature and nothing of the key', async () => {
  const { page, context, faults } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await rowOf(page, 'img-web00105').locator('[aria-disabled=false]').waitFor();
  await page.goto(`${here.world.url}/#/requests`); // where rows move down as long as the page reads: a click could miss
  await page.getByRole('button', { name: 'DescribeImageQuota' }).first().press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Show how it is signed' }).click();
  const stage = (/** @type {string} */ name) => dialog.locator(`pre[aria-label="${name}"]`);
  assert.match(
    await stage('Canonical request').innerText(),
    /^POST\n\/\n\ncontent-type:application\/json.*\nhost:.*\n\ncontent-type;host\n[0-9a-f]{64}$/,
  );
  assert.match(
    await stage('String to sign').innerText(),
    /^TC3-HMAC-SHA256\n\d{10}\n\d{4}-\d\d-\d\d\/cvm\/tc3_request\n[0-9a-f]{64}$/,
  );
  assert.match(await stage('Headers').innerText(), /^POST http:[\s\S]*x-tc-action: DescribeImageQuota/i);
  assert.match(await stage('As a curl command').innerText(), /^curl .*/);
  assert.match(await stage('Answer').innerText(), /"ImageNumQuota": 52/);
  const text = await page.content();
  for (const secret of SECRETS) assert.ok(!text.includes(secret));
  assert.deepEqual(faults, []);
  await context.close();
});

test('a read that the service refuses is explained with the stages beside it', async () => {
  const { page, context } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await rowOf(page, 'img-web00105').locator('[aria-disabled=false]').waitFor();
  await page.goto(`${here.world.url}/#/requests`);
  await page.getByRole('button', { name: 'DescribeImageQuota' }).first().press('Enter');
  await here.world.simulator.control('POST', '/_sim/faults', {
    kind: 'error',
    action: 'DescribeImageQuota',
    code: 'UnauthorizedOperation',
  });
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Show how it is signed' }).click();
  await dialog.getByRole('alert').getByText('UnauthorizedOperation').waitFor();
  assert.match(await dialog.getByRole('alert').innerText(), /What to do:/);
  assert.match(await dialog.locator('pre[aria-label="String to sign"]').innerText(), /^TC3-HMAC-SHA256/);
  await context.close();
});
