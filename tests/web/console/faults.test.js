// What goes wrong on the way: throttled, failing and lost answers, a session that ends, reloads, two tabs, old logins.
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { sealText } from '../../../web/worker/crypto.js';
import { hash, SESSION_KEY } from '../worker/support/bindings.js';
import { choose, confirm, openPage, plan, rowOf, signIn, useConsole, TOKENS } from './support/console.js';

const here = useConsole();
beforeEach(async () => {
  await here.world.simulator.control('POST', '/_sim/reset');
  await here.world.simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 100 });
});

/** @param {object} fault */
const fault = (fault) => here.world.simulator.control('POST', '/_sim/faults', fault);

/** Requests that deleted something. */
async function deletions() {
  const log = await here.world.simulator.control('GET', '/_sim/requests');
  return log.filter((/** @type {any} */ one) => one.action === 'DeleteImages' && one.acted).length;
}

const receiptOf = (/** @type {import('playwright-core').Page} */ page) => page.locator('[data-test=receipt]');

test('throttled, then lost after acting: looked up, not sent again, and the receipt says deleted', async () => {
  const { page, context, faults } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await choose(page, ['img-web00105']);
  await plan(page, 1);
  await fault([
    { kind: 'throttle', action: 'DeleteImages' },
    { kind: 'reset-after', action: 'DeleteImages' },
  ]);
  await confirm(page, 'ap-guangzhou 1');
  await receiptOf(page).waitFor({ timeout: 60_000 });
  assert.match(await receiptOf(page).innerText(), /1 deleted and verified/);
  assert.equal(await deletions(), 1);
  assert.deepEqual(faults, []);
  await context.close();
});

test('an image that changed since the plan is skipped, and a refusal is told with its code', async () => {
  const { page, context } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await choose(page, ['img-web00105', 'img-web00112', 'img-web00119']);
  await plan(page, 3);
  await here.world.simulator.control('PATCH', '/_sim/images/ap-guangzhou/img-web00105', { ImageName: 'renamed' });
  await here.world.simulator.control('PATCH', '/_sim/images/ap-guangzhou/img-web00112', {
    shared_with: ['200000000009'],
  });
  await confirm(page, 'ap-guangzhou 3');
  await receiptOf(page).waitFor({ timeout: 60_000 });
  assert.match(await receiptOf(page).innerText(), /1 deleted and verified\s+2 skipped/);
  const line = (/** @type {string} */ id) => receiptOf(page).locator(`tr[data-id=${id}]`);
  assert.match(await line('img-web00105').innerText(), /skipped[\s\S]*changed since the plan: name/);
  assert.match(
    await line('img-web00112').innerText(),
    /skipped[\s\S]*(shared with 1 account|changed since the plan: sharing)/,
  );
  await context.close();
});

test('a check that fails keeps images, and the page says so', async () => {
  const { page, context } = await openPage(here.browser);
  await fault({ kind: 'error', action: 'DescribeInstances', code: 'UnauthorizedOperation', times: 20 });
  await signIn(page, here.world.url);
  await page.getByText('Not checked: instances.').waitFor({ timeout: 30_000 });
  const box = rowOf(page, 'img-web00105').getByRole('checkbox');
  assert.match(String(await box.getAttribute('aria-label')), /could not check instances: UnauthorizedOperation/);
  assert.equal(await page.locator('[role=row] [aria-disabled=false]').count(), 0);
  await context.close();
});

test('a region that cannot be read is never empty', async () => {
  const { page, context } = await openPage(here.browser);
  await fault({
    kind: 'error',
    action: 'DescribeImages',
    code: 'UnauthorizedOperation',
    message: 'not for you',
    times: 20,
  });
  await signIn(page, here.world.url);
  await page.getByText('not read: not for you').waitFor({ timeout: 30_000 });
  await context.close();
});

test('the session ends in the middle: what was chosen stays', async () => {
  const { page, context, faults } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await choose(page, ['img-web00105', 'img-web00112']);
  await context.clearCookies();
  const ended = page.getByText('The session is over.');
  await page.getByRole('button', { name: 'Read again' }).or(ended).first().click(); // a read in the background may be first
  await ended.waitFor();
  await page.getByLabel('Token').fill(TOKENS.ann);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.locator('[data-test=ticked]', { hasText: '2 images chosen · 40 GB' }).waitFor();
  await plan(page, 2);
  assert.deepEqual(faults, []);
  await context.close();
});

test('a login older than five minutes signs in again inside the question', async () => {
  const { page, context } = await openPage(here.browser);
  const now = Date.now();
  const session = {
    sid: 'c'.repeat(32),
    name: 'ann',
    role: 'operator',
    login: now - 6 * 60_000,
    expires: now + 600_000,
    epoch: 0,
  };
  const value = await sealText(SESSION_KEY, 'session', { ...session, token: hash(TOKENS.ann).slice(0, 16) });
  await context.addCookies([
    {
      name: '__Host-cvm-session',
      value,
      url: here.world.url.replace('http:', 'https:'),
      secure: true,
      httpOnly: true,
      sameSite: 'Strict',
    },
  ]);
  await page.goto(here.world.url);
  await choose(page, ['img-web00105']);
  await plan(page, 1);
  await page.getByRole('button', { name: 'Delete 1 image' }).click();
  assert.equal(await page.getByLabel('Type ap-guangzhou 1 to go on').count(), 0);
  await page.getByLabel('Your token, once more').fill(TOKENS.ann);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByLabel('Type ap-guangzhou 1 to go on').fill('ap-guangzhou 1');
  await page.getByRole('button', { name: 'Delete now' }).click();
  await receiptOf(page).waitFor({ timeout: 60_000 });
  await context.close();
});

test('the answer to the confirmation is lost: asking again finds the same job', async () => {
  const { page, context } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await choose(page, ['img-web00105']);
  await plan(page, 1);
  let lost = false;
  await page.route('**/api/jobs', async (route) => {
    if (lost || route.request().method() !== 'POST') return route.continue();
    lost = true;
    await route.fetch();
    return route.abort('connectionreset');
  });
  await confirm(page, 'ap-guangzhou 1');
  await page.getByText('The worker did not answer.').waitFor();
  await page.getByRole('button', { name: 'Delete now' }).click();
  await receiptOf(page).waitFor({ timeout: 60_000 });
  assert.match(await receiptOf(page).innerText(), /1 deleted and verified/);
  assert.equal(await deletions(), 1);
  await context.close();
});

test('a reload and a second tab show the same job to its end', async () => {
  const { page, context } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await choose(page, ['img-web00105', 'img-web00112']);
  await plan(page, 2);
  const planned = page.url();
  await here.world.simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 3000 });
  await confirm(page, 'ap-guangzhou 2');
  await page.waitForURL(/#\/jobs\/apply-/);
  const job = page.url();
  await page.reload();
  await page.locator('[data-test=job-state]').waitFor();
  assert.equal(page.url(), job);
  const other = await context.newPage();
  await other.goto(here.world.url);
  await other.getByRole('link', { name: /^Deletion of/ }).waitFor();
  await other.goto(planned);
  await confirm(other, 'ap-guangzhou 2'); // the same plan again: no second deletion
  await other.waitForURL(job);
  await Promise.all([page, other].map((one) => receiptOf(one).waitFor({ timeout: 60_000 })));
  assert.equal(await deletions(), 1);
  await other.goto(`${here.world.url}/#/jobs`);
  await other.getByRole('link').filter({ hasText: '2026' }).or(other.locator('tbody a')).first().click();
  await receiptOf(other).waitFor();
  await context.close();
});

test('stopping a job: what was sent is followed, the receipt says what was not', async () => {
  const { page, context } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await choose(page, ['img-web00105']);
  await plan(page, 1);
  await fault({ kind: 'throttle', action: 'DeleteImages', times: 20 });
  await confirm(page, 'ap-guangzhou 1');
  await page.getByRole('button', { name: 'Stop' }).click();
  await page.locator('[data-test=job-state][data-state=cancelled]').waitFor({ timeout: 60_000 });
  assert.equal(await deletions(), 0);
  await context.close();
});

test('rules: the effect at once and without a request, a wrong one is marked, a guard refuses, and the plan agrees', async () => {
  const { page, context, faults } = await openPage(here.browser);
  await signIn(page, here.world.url);
  await page.getByRole('link', { name: 'Rules' }).click();
  await page.getByLabel('Name fits').fill('web-*');
  await page.getByText('8 images would go, 42 stay · 160 GB').waitFor();
  await page.getByLabel('Older than').fill('soon');
  await page.locator('[aria-invalid=true]').waitFor();
  assert.equal(await page.locator('[aria-invalid=true]').getAttribute('name'), 'minAge');
  await page.getByLabel('Older than').fill('30d');
  await page.getByText('8 images would go').waitFor();
  const before = (await here.world.simulator.control('GET', '/_sim/requests')).length;
  await page.getByLabel('Keep the newest').fill('5');
  await page.getByText('5 images would go, 45 stay · 100 GB').waitFor();
  assert.match(await page.locator('[data-quota=ap-guangzhou]').innerText(), /50 → 45 of 52/);
  assert.match(await page.locator('tr[data-id=img-web00209]').innerText(), /keep[\s\S]*5th newest of web, 5 stay/);
  await page.getByLabel('At most images').fill('3');
  await page.getByText('5 images would go, 3 at most may.').waitFor();
  const log = await here.world.simulator.control('GET', '/_sim/requests');
  const actions = log.slice(before).map((/** @type {any} */ one) => one.action);
  assert.deepEqual(
    actions.filter((/** @type {string} */ action) => action !== 'DescribeImageSharePermission'),
    [],
  );

  await page.getByRole('button', { name: 'Make a plan from the rules' }).click();
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByText('A guard refuses this plan:').waitFor({ timeout: 30_000 });
  assert.equal(await page.getByRole('button', { name: /^Delete \d+ image/ }).count(), 0);
  await page.getByRole('link', { name: 'Rules' }).click();
  await page.getByLabel('At most images').fill('');
  await page.getByRole('button', { name: 'Make a plan from the rules' }).click();
  await page.getByRole('button', { name: 'Make the plan' }).click();
  await page.getByRole('button', { name: 'Delete 5 images' }).waitFor({ timeout: 30_000 });
  await page.getByRole('button', { name: /^Keep \d+/ }).click();
  assert.match(
    await page.locator('tr[data-id=img-scaling1]').innerText(),
    /used by 1 × scaling configuration: asc-byid0001/,
  );
  assert.deepEqual(faults, []);
  await context.close();
});
