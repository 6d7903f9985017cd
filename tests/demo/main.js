// The main job, start to end, on a simulated account: list, refuse what must stay, plan, apply, prove it. Then once more
// through the npm package.
// Ends 0 only if all of that happened.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, CvmError } from 'cvm-images';

import { startSimulator } from '../web/support/simulator.js';
import { Narrator } from './narrator.js';
import { ENVIRONMENT, runCommand } from '../support/command.js';

const REGION = 'ap-guangzhou';
const IN_USE = 'img-web00309';
const SHARED = 'img-shared01';
const MISSING = 'img-nothere0';
const MALFORMED = 'IMG-WEB00105';
const IN_JAVASCRIPT = 'img-web00126';
const GOOD = ['img-web00105', 'img-web00112', 'img-web00119'];
const RENAMED = 'img-web00112';

const narrator = new Narrator();
const simulator = await startSimulator();
const folder = await mkdtemp(join(tmpdir(), 'cvm-images-demo-'));
const PLAN = join(folder, 'plan.json');

/** @param {string[]} args */
const cvmImages = async (...args) => {
  narrator.command(['cvm-images', ...args]);
  const result = await runCommand([...args, '--endpoint', simulator.url]);
  narrator.output(result);
  return result;
};

/** What the service itself holds, seen past the command. @param {string} id */
const isThere = async (id) => {
  const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
  return images.some((/** @type {{ImageId: string, deleted_at_ms?: number}} */ image) => image.ImageId === id);
};

try {
  narrator.chapter('The custom images of one region');
  const list = await cvmImages('list', '-r', REGION);
  narrator.expect(
    'the list has the three images that are to go',
    GOOD.every((id) => list.stdout.includes(id)),
  );
  narrator.expect('the command ends 0', list.status === 0);

  narrator.chapter('The quota before');
  const before = await cvmImages('quota', '-r', REGION);
  const usedBefore = await used();
  narrator.expect('the command ends 0', before.status === 0);

  narrator.chapter('What must stay is refused: in use, shared, not there');
  const refused = await cvmImages('delete', IN_USE, SHARED, MISSING, '-r', REGION, '--yes', '--expect-count', '3');
  narrator.expect('the command ends 4: no image could go', refused.status === 4);
  narrator.expect('the image in use names who uses it', rowOf(refused.stdout, IN_USE).includes('instance'));
  narrator.expect('the shared image says so', /shared/i.test(rowOf(refused.stdout, SHARED)));
  narrator.expect('the missing image says so', /not (found|there)|no such/i.test(rowOf(refused.stdout, MISSING)));
  narrator.expect('both that exist are still there', (await isThere(IN_USE)) && (await isThere(SHARED)));

  narrator.chapter('What cannot be an image id is refused before anything is sent');
  const sent = (await simulator.control('GET', '/_sim/requests')).length;
  const malformed = await cvmImages('delete', MALFORMED, '-r', REGION, '--yes', '--expect-count', '1');
  narrator.expect('the command ends 1', malformed.status === 1);
  narrator.expect('it names the id', malformed.stderr.includes(MALFORMED));
  narrator.expect('nothing was sent', (await simulator.control('GET', '/_sim/requests')).length === sent);

  narrator.chapter('A plan by rules: what would go, what stays, and why');
  const rules = ['--name', 'web-2026-01-*', '--min-age', '30d', '--free', '3'];
  const plan = await cvmImages('plan', '-r', REGION, ...rules, '--server-dry-run', '--out', PLAN);
  narrator.expect('the command ends 0', plan.status === 0);
  narrator.expect(
    'the plan lets the three oldest go',
    GOOD.every((id) => rowOf(plan.stdout, id).startsWith('delete')),
  );
  narrator.expect('nothing is deleted yet', (await Promise.all(GOOD.map(isThere))).every(Boolean));

  narrator.chapter('Meanwhile somebody renames one of them. What was reviewed is applied, what changed is skipped');
  await simulator.control('PATCH', `/_sim/images/${REGION}/${RENAMED}`, { ImageName: 'web-still-needed' });
  const applied = await cvmImages('apply', PLAN, '--yes', '--expect-count', '3');
  narrator.expect('the command ends 2: something was skipped', applied.status === 2);
  narrator.expect('the renamed image says so', /changed since the plan: name/.test(rowOf(applied.stdout, RENAMED)));
  narrator.expect('it is still there', await isThere(RENAMED));

  narrator.chapter('A plan is applied once');
  const again = await cvmImages('apply', PLAN, '--yes', '--expect-count', '3');
  narrator.expect('the command ends 4', again.status === 4);

  narrator.chapter('Plan and apply in one go');
  const deleted = await cvmImages('delete', RENAMED, '-r', REGION, '--yes', '--expect-count', '1');
  narrator.expect('the command ends 0: done and verified', deleted.status === 0);
  const left = await cvmImagesQuietly('list', '-r', REGION, '-o', 'json');
  narrator.expect('a fresh list shows none of the three', !GOOD.some((id) => left.stdout.includes(id)));

  narrator.chapter('The quota after');
  await cvmImages('quota', '-r', REGION);
  narrator.expect(`three fewer than before (${usedBefore})`, (await used()) === usedBefore - 3);

  narrator.chapter('The same core from JavaScript: the npm package');
  await throughNpm();
} finally {
  await simulator.stop();
  await rm(folder, { recursive: true });
}
process.exit(narrator.end());

async function throughNpm() {
  const credential = { secretId: ENVIRONMENT.TENCENTCLOUD_SECRET_ID, secretKey: ENVIRONMENT.TENCENTCLOUD_SECRET_KEY };
  const client = await Client.create({ credential, region: REGION, endpoint: simulator.url });
  narrator.command(['await client.deleteImages({ ImageIds: [', `'${IN_JAVASCRIPT}'`, '] })']);
  const { RequestId } = await client.deleteImages({ ImageIds: [IN_JAVASCRIPT] });
  narrator.output({ all: `{ RequestId: '${RequestId}' }` });
  narrator.expect('the service has deleted it', !(await isThere(IN_JAVASCRIPT)) || (await isDeleted(IN_JAVASCRIPT)));
  narrator.command([`await client.deleteImages({ ImageIds: ['${MALFORMED}'] })`]);
  const error = await client.deleteImages({ ImageIds: [MALFORMED] }).catch((/** @type {unknown} */ thrown) => thrown);
  const refused = error instanceof CvmError && error.code === 'invalid-parameter';
  narrator.output({ all: String(error) });
  narrator.expect('a malformed id is refused before anything is sent', refused);
  client.dispose();
}

/** Deleted, and perhaps still shown for a moment. @param {string} id */
async function isDeleted(id) {
  const { images } = await simulator.control('GET', `/_sim/regions/${REGION}`);
  return images.some((/** @type {any} */ image) => image.ImageId === id && image.deleted_at_ms !== undefined);
}

/** @param {string[]} args */
function cvmImagesQuietly(...args) {
  return runCommand([...args, '--endpoint', simulator.url]);
}

async function used() {
  const quota = await cvmImagesQuietly('quota', '-r', REGION, '-o', 'json');
  return JSON.parse(quota.stdout).regions[0].used;
}

/** The lines of a table that are about one image: its row and what is wrapped below. @param {string} text @param {string} id */
function rowOf(text, id) {
  return text.split('\n').find((line) => line.includes(id)) ?? '';
}
