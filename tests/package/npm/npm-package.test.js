// What `npm pack` makes, installed into an empty folder and used from there: in Node, workerd and a page; bundled with
// esbuild and Vite; every entry resolves under every condition; nothing is in it that should not be.
import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';

import { build as esbuild } from 'esbuild';
import { Miniflare } from 'miniflare';

import { ROOT, run } from '../../support/run.js';
import { startSimulator } from '../../web/support/simulator.js';
import { reportOf, startChromium } from '../../wasm/support/chromium.js';
import { servePage } from '../../wasm/support/page-server.js';

const TSC = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

/** @type {string} */
let folder;
/** @type {string[]} */
let files;

/** @param {string} program @param {string[]} args @param {object} [options] */
async function succeed(program, args, options) {
  const result = await run(program, args, { cwd: folder, ...options });
  assert.equal(result.status, 0, `${program} ${args.join(' ')}\n${result.stdout.slice(-3000)}\n${result.stderr}`);
  return result.stdout;
}

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cvm-images-npm-'));
  const packed = JSON.parse(await succeed('npm', ['pack', '--json', '--pack-destination', folder], { cwd: ROOT }));
  const [{ filename, files: listed }] = Array.isArray(packed) ? packed : Object.values(packed);
  files = listed.map((/** @type {{ path: string }} */ file) => file.path);
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  await succeed('npm', ['install', '--no-save', '--offline', '--no-audit', '--no-fund', join(folder, filename)]);
});
after(() => rmSync(folder, { recursive: true, force: true }));

const KEY = `{ secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' }`;
const SIGN = `signer.sign({ action: 'DeleteImages', region: 'ap-guangzhou', params: { ImageIds: ['img-34vaef8fe'] },
  timestamp: 1700000000 }).headers.authorization`;
const EXPECTED = 'Signature=3d3a25202f8b87d1facebb7a2c32a1e22b6d449e3f0fda8cf80a2525acf7b01d';

test('the tarball holds the package and nothing else', () => {
  const allowed =
    /^(dist\/.*\.(js|mjs|wasm|d\.ts|d\.mts)|dist\/schemas\/[a-z]+\.schema\.json|package\.json|README\.md|LICENSE)$/;
  assert.deepEqual(
    files.filter((file) => !allowed.test(file)),
    [],
  );
  for (const needed of [
    'dist/index.js',
    'dist/core/cvm-images-calls.wasm',
    'dist/core/cvm-images-engine.wasm',
    'dist/index.d.ts',
    'dist/schemas/plan.schema.json',
    'README.md',
    'LICENSE',
  ]) {
    assert.ok(files.includes(needed), needed);
  }
});

const ENTRIES = ['.', './engine', './signer', './load', './inline', './node', './errors'];
const CONDITIONS = ['workerd', 'edge-light', 'deno', 'bun', 'node', 'browser'];

/** @param {string} entry */
const specifierOf = (entry) => `cvm-images${entry.slice(1)}`;

test('every file that an entry or another file names is there', () => {
  const installed = join(folder, 'node_modules/cvm-images');
  const { exports } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
  assert.deepEqual(
    Object.keys(exports).filter((entry) => !/\.(wasm|json)$|\*$/.test(entry)),
    ENTRIES,
  );
  const targets = Object.values(exports).flatMap((target) =>
    typeof target === 'string' ? [target] : Object.values(/** @type {Record<string, string>} */ (target)),
  );
  for (const target of targets) {
    if (!target.endsWith('/*')) assert.ok(existsSync(join(installed, target)), target);
  }
  const scripts = readdirSync(join(installed, 'dist'), { recursive: true }).map(String);
  for (const name of scripts.filter((file) => /\.m?js$/.test(file))) {
    const path = join(installed, 'dist', name);
    const text = readFileSync(path, 'utf8');
    for (const [, specifier] of text.matchAll(/from '(\.[^']+)'/g)) {
      const file = join(path, '..', specifier.replace('?module', ''));
      assert.ok(existsSync(file), `${name} imports ${specifier}`);
    }
  }
});

/**
 * What esbuild takes into a bundle of an entry under a condition: names of files of dist/.
 * @param {string} entry @param {string[]} conditions
 */
async function filesOf(entry, conditions) {
  const { metafile } = await esbuild({
    stdin: { contents: `export * from '${specifierOf(entry)}'`, resolveDir: folder },
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    conditions,
    external: ['node:*', '*.wasm', '*.wasm?module'],
    logLevel: 'error',
    absWorkingDir: folder,
  });
  return Object.keys(metafile.inputs).map((file) => file.replace('node_modules/cvm-images/dist/', ''));
}

/** The platform's own file under each condition; of `default` under those that have none. @type {Record<string, string>} */
const TRANSPORTS = {
  workerd: 'transport.workerd.js',
  'edge-light': 'transport.edge-light.js',
  deno: 'transport.deno.js',
  bun: 'transport.js',
  node: 'transport.node.js',
  browser: 'transport.browser.js',
  none: 'transport.js',
};

/** How many WebAssembly modules an entry brings along: a Client's calls, and the whole engine. @type {Record<string, number>} */
const MODULES = { '.': 2, './engine': 1, './inline': 2, './signer': 1 };

test('every entry resolves under every condition, to what that platform needs', async () => {
  for (const condition of [...CONDITIONS, 'none']) {
    for (const entry of ENTRIES) {
      const files = await filesOf(entry, condition === 'none' ? [] : [condition]);
      const platform = files.filter((file) => file.startsWith('platform/')).map((file) => file.slice(9));
      const what = `${entry} under ${condition}: ${platform}`;
      const sends = ['.', './load', './inline'].includes(entry);
      assert.equal(platform.includes(TRANSPORTS[condition]), sends, what);
      assert.equal(platform.includes('engine-source.inline.js'), entry === './inline', what);
      const brings = MODULES[entry] ?? 0;
      assert.equal(platform.filter((file) => /-source\./.test(file)).length, brings, what);
      assert.equal(platform.length, Number(sends) + brings, what);
    }
  }
});

test('Node resolves what it can run under its own and under foreign conditions', async () => {
  const program = `
    for (const entry of process.argv.slice(1)) {
      console.log(import.meta.resolve(entry).split('/dist/')[1]);
    }
  `;
  const specifiers = ENTRIES.map(specifierOf);
  /** @param {string[]} flags */
  const resolved = async (flags) => {
    const args = [...flags, '--input-type=module', '--eval', program, ...specifiers];
    return (await succeed(process.execPath, args)).trim().split('\n');
  };
  const names = ['index', 'engine', 'signer-entry', 'load', 'inline'];
  const rest = ['node.js', 'errors.js'];
  assert.deepEqual(await resolved([]), [...names.map((name) => `${name}.node.js`), ...rest]);
  for (const condition of ['workerd', 'edge-light', 'deno']) {
    const expected = [...names.map((name) => `${name}.${condition}.js`), ...rest];
    assert.deepEqual(await resolved([`--conditions=${condition}`]), expected);
  }
});

test('in Node: every entry is imported and signs', async () => {
  const program = `
    import { Signer, Client, CvmError } from 'cvm-images';
    import { Signer as Inline } from 'cvm-images/inline';
    import { Signer as Small } from 'cvm-images/signer';
    import { Applier, Planner, Scheduler } from 'cvm-images/engine';
    import { load } from 'cvm-images/load';
    import { CvmError as Same } from 'cvm-images/errors';
    import { nodeTransport } from 'cvm-images/node';
    import { readFileSync } from 'node:fs';
    import { fileURLToPath } from 'node:url';
    const bytes = readFileSync(fileURLToPath(import.meta.resolve('cvm-images/core.wasm')));
    const schema = JSON.parse(readFileSync(fileURLToPath(import.meta.resolve('cvm-images/schemas/plan.schema.json')), 'utf8'));
    const loaded = await load(bytes);
    for (const Kind of [Signer, Inline, loaded.Signer]) {
      const signer = await Kind.create(${KEY});
      console.log(${SIGN});
    }
    const small = await Small.create(${KEY});
    const request = { method: 'POST', url: 'https://cvm.tencentcloudapi.com/', body: '{"ImageIds":["img-34vaef8fe"]}',
      headers: { host: 'cvm.tencentcloudapi.com', 'content-type': 'application/json' } };
    console.log(small.signRequest(request, { service: 'cvm', timestamp: 1700000000 }).headers.authorization);
    console.log(CvmError === Same, typeof Client.create, typeof Scheduler.create, typeof nodeTransport(), schema.title);
    console.log(...[Planner, Applier, loaded.Planner, loaded.Applier].map((Kind) => typeof Kind.create));
  `;
  writeFileSync(join(folder, 'use.js'), program);
  const lines = (await succeed(process.execPath, ['use.js'])).trim().split('\n');
  assert.equal(lines.length, 6);
  for (const line of lines.slice(0, 4)) assert.ok(line.endsWith(EXPECTED), line);
  assert.equal(lines[4], 'true function function function cvm-images.plan/1');
  assert.equal(lines[5], 'function function function function');
});

const TYPED = `
  import { Client, CvmError, Signer } from 'cvm-images';
  import { Applier, drive, Planner, Scheduler } from 'cvm-images/engine';
  import { CvmError as Same } from 'cvm-images/errors';
  import { Client as Inline } from 'cvm-images/inline';
  import { load } from 'cvm-images/load';
  import { Signer as Small } from 'cvm-images/signer';
  const now = { monotonicMs: 0, wallMs: 0 };
  export async function use(client: Client, signer: Signer): Promise<string[]> {
    const { ImageSet, RequestId } = await client.describeImages({ Limit: 100 }, { region: 'ap-guangzhou' });
    const answer = await client.deleteImages({ ImageIds: [RequestId], DryRun: true });
    // @ts-expect-error ImageIds is needed
    await client.deleteImages({});
    const { stringToSign } = signer.explain({ action: 'DescribeImages' });
    using scheduler = await Scheduler.create({ seed: 1 }, now);
    const step = scheduler.poll(now);
    if (step.type === 'send') return [step.request.url];
    // @ts-expect-error a Scheduler is no machine
    await drive(scheduler, { sign: async () => signer.sign({ action: 'X' }), transport: async () => answer, now: () => now });
    try { return ImageSet.map((image) => image.ImageId).concat(answer.RequestId, stringToSign); }
    catch (error) { return error instanceof CvmError && error.ambiguous ? [error.code] : []; }
  }
  export async function job(client: Client, kept: string): Promise<string[]> {
    const selection = { name: ['web-*'], min_age: '30d', keep_newest: 3, per: 'family' };
    const plan = await client.plan({ selection, guards: { max_delete: 5 } }, { onEvent: ({ kind }) => console.log(kind) });
    // @ts-expect-error a selection is needed
    await client.plan({ regions: ['ap-guangzhou'] });
    // @ts-expect-error there is no rule of that name
    await client.plan({ selection: { names: ['web-*'] } });
    // @ts-expect-error what was confirmed must be said
    await client.apply(plan, {});
    const persist = async (line: string, snapshot: () => string) => { kept += line + snapshot(); };
    const { signal } = new AbortController();
    const confirmed = { digest: plan.digest, deletes: plan.summary.delete, by: 'me' };
    const receipt = await client.apply(plan, { ...confirmed, batch: 50, persist, signal, snapshot: kept });
    const { outcome, reason } = receipt.images[0];
    // @ts-expect-error there is no such outcome
    if (outcome === 'gone') return [];
    return plan.images.filter(({ verdict }) => verdict === 'delete').map(({ id }) => id).concat(outcome, reason?.code ?? '');
  }
  export async function machines(signer: Signer) {
    using planner = await Planner.create({ regions: ['ap-guangzhou'], selection: { all: true } }, { account: 'a' }, now);
    await drive(planner, { sign: async ({ request, service, timestamp }) => signer.signRequest(request, { service, timestamp }),
      transport: async () => ({ type: 'lost', fault: 'cut', detail: '' }), now: () => now, sleep: async () => {} });
    const plan = planner.plan();
    const how = { digest: plan.digest, deletes: 1, times: { settleMs: 1000 } };
    using applier = await Applier.create(plan, how, { account: 'a' }, now);
    using again = await Applier.restore(applier.snapshot(), plan, how, {}, now);
    again.handle(now, { type: 'cancel' });
    const loaded = await load(new Uint8Array());
    using other = await loaded.Planner.restore(planner.snapshot(), {}, now);
    return [loaded.Applier, again.receipt().summary.deleted, other.poll(now).type];
  }
  export async function others(bytes: Uint8Array, credential: { secretId: string, secretKey: string }) {
    const loaded = await load(bytes);
    using client = await loaded.Client.create({ credential, onObserverError: (error: unknown) => console.log(error) });
    const error: unknown = await client.describeImageQuota({}, { deadlineMs: 1 }).catch((e: unknown) => e);
    if (error instanceof loaded.CvmError && error instanceof Same) return error.code;
    using inline: Client = await Inline.create({ credential, fetch });
    using small = await Small.create(credential);
    const request = { method: 'POST', url: 'https://x.test/', headers: { host: 'x.test' }, body: new ArrayBuffer(1) };
    const { body } = small.signRequest(request, { service: 'cvm' });
    return typeof body === 'string' ? body : (await inline.describeImageQuota()).ImageNumQuota + body.length;
  }
`;
const TYPED_FOR_NODE = `
  import { Client } from 'cvm-images';
  import { nodeTransport } from 'cvm-images/node';
  import { Agent } from 'node:https';
  export const client = (credential: { secretId: string, secretKey: string }) =>
    Client.create({ credential, transport: nodeTransport({ agent: new Agent({ keepAlive: true }) }) });
`;

test('its types hold for strict TypeScript programs, with what es2023 has and with no more than Node has', async () => {
  writeFileSync(join(folder, 'use.ts'), TYPED);
  writeFileSync(join(folder, 'use-node.ts'), TYPED_FOR_NODE);
  const options = ['--noEmit', '--strict', '--target', 'es2022'];
  const types = ['--types', 'node', '--typeRoots', join(ROOT, 'node_modules/@types')];
  for (const resolution of [
    ['--module', 'nodenext'],
    ['--module', 'esnext', '--moduleResolution', 'bundler'],
  ]) {
    const succeedsWith = (/** @type {string[]} */ ...more) =>
      succeed(process.execPath, [TSC, ...options, ...resolution, ...more]);
    await succeedsWith('--lib', 'es2023,dom', 'use.ts');
    await succeedsWith('--lib', 'es2023', ...types, 'use-node.ts');
  }
});

/** What a page or a worker must not carry. @param {string} text */
function assertClean(text) {
  for (const foreign of ['node:https', 'node:fs', 'node:zlib', 'eval(', 'new Function', 'process.env']) {
    assert.ok(!text.includes(foreign), `the bundle has ${foreign}`);
  }
}

const PAGE = `
  import { Client, Signer } from 'cvm-images';
  const signer = await Signer.create(${KEY});
  const client = await Client.create({ credential: ${KEY}, region: 'ap-guangzhou', endpoint: location.origin });
  const { ImageNumQuota } = await client.describeImageQuota();
  globalThis.report = [${SIGN}, ImageNumQuota];
`;

/** @param {string} site  a folder with index.html */
async function openPage(site) {
  const simulator = await startSimulator();
  const server = await servePage(site, simulator.url);
  const browser = await startChromium();
  try {
    return await reportOf(await browser.newPage(), `${server.url}/index.html`, 60_000);
  } finally {
    await browser.close();
    server.close();
    await simulator.stop();
  }
}

test('in a page, bundled with Vite', { timeout: 120_000 }, async () => {
  const site = join(folder, 'vite');
  mkdirSync(site);
  writeFileSync(join(site, 'page.js'), PAGE);
  writeFileSync(join(site, 'index.html'), '<!doctype html><script type="module" src="/page.js"></script>');
  const { build } = await import('vite');
  await build({ root: site, logLevel: 'error', build: { target: 'es2022', modulePreload: false } });
  const assets = readdirSync(join(site, 'dist/assets'));
  assert.equal(assets.filter((name) => name.endsWith('.wasm')).length, 2, 'the modules are assets');
  for (const name of assets.filter((file) => file.endsWith('.js'))) {
    assertClean(readFileSync(join(site, 'dist/assets', name), 'utf8'));
  }
  const [authorization, quota] = await openPage(join(site, 'dist'));
  assert.ok(authorization.endsWith(EXPECTED));
  assert.equal(quota, 52);
});

test('in a page, bundled with esbuild', { timeout: 120_000 }, async () => {
  const site = join(folder, 'esbuild');
  mkdirSync(join(site, 'js'), { recursive: true });
  mkdirSync(join(site, 'core'));
  const outfile = join(site, 'js/main.js');
  const stdin = { contents: PAGE, resolveDir: folder };
  await esbuild({ stdin, bundle: true, format: 'esm', platform: 'browser', target: 'es2022', outfile });
  cpSync(
    join(folder, 'node_modules/cvm-images/dist/core/cvm-images-calls.wasm'),
    join(site, 'core/cvm-images-calls.wasm'),
  );
  writeFileSync(join(site, 'index.html'), '<!doctype html><script type="module" src="/js/main.js"></script>');
  assertClean(readFileSync(outfile, 'utf8'));
  const [authorization, quota] = await openPage(site);
  assert.ok(authorization.endsWith(EXPECTED));
  assert.equal(quota, 52);
});

test('in workerd, bundled with esbuild, and inline where a bundler knows no .wasm', { timeout: 60_000 }, async () => {
  const contents = `
    import { Signer } from 'cvm-images';
    export default { async fetch() {
      const signer = await Signer.create(${KEY});
      return new Response(${SIGN});
    } };
  `;
  const outfile = join(folder, 'workerd/main.js');
  const options = { bundle: true, format: /** @type {const} */ ('esm'), platform: /** @type {const} */ ('neutral') };
  await esbuild({
    ...options,
    stdin: { contents, resolveDir: folder },
    conditions: ['workerd'],
    external: ['*.wasm'],
    outfile,
  });
  const text = readFileSync(outfile, 'utf8');
  assertClean(text);
  const imported = [...text.matchAll(/from "(.*\/(cvm-images-[a-z]+\.wasm))"/g)];
  assert.deepEqual(imported.map(([, , file]) => file).sort(), ['cvm-images-calls.wasm', 'cvm-images-engine.wasm']);
  const runtime = new Miniflare({
    compatibilityDate: '2026-04-01',
    modules: [
      { type: 'ESModule', path: 'main.js', contents: text.replaceAll(/".*\/(cvm-images-[a-z]+\.wasm)"/g, '"./$1"') },
      ...imported.map(([, , path]) => ({
        type: /** @type {const} */ ('CompiledWasm'),
        path,
        contents: readFileSync(join(folder, 'node_modules/cvm-images/dist/core', path)),
      })),
    ],
  });
  try {
    const answer = await runtime.dispatchFetch('http://worker.test/');
    assert.ok((await answer.text()).endsWith(EXPECTED));
  } finally {
    await runtime.dispose();
  }
  const inline = join(folder, 'inline.js');
  const stdin = { contents: contents.replace("'cvm-images'", "'cvm-images/inline'"), resolveDir: folder };
  await esbuild({ ...options, stdin, outfile: inline });
  const { default: worker } = await import(inline);
  assert.ok((await (await worker.fetch()).text()).endsWith(EXPECTED));
});
