// From nothing to the first signature, in fresh processes of Node and fresh isolates of workerd. Milliseconds: median
// [min-max].
//   node tests/bench/cold-start.mjs [ROUNDS]
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Miniflare } from 'miniflare';

import { bundle } from '../wasm/support/bundle.js';

const ROUNDS = Number(process.argv[2] ?? 12);
const KEY = `{ secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' }`;
const REQUEST = `{ method: 'POST', url: 'https://cvm.tencentcloudapi.com/', body: '{}',
  headers: { host: 'cvm.tencentcloudapi.com', 'content-type': 'application/json' } }`;
const CALL = `{ action: 'DescribeImages', region: 'ap-guangzhou', timestamp: 1700000000 }`;

/** @type {Record<string, string>} */
const NODE = {
  'cvm-images: Signer.sign': `
    const { Signer } = await import('cvm-images');
    (await Signer.create(${KEY})).sign(${CALL});`,
  'cvm-images/signer: signRequest': `
    const { Signer } = await import('cvm-images/signer');
    (await Signer.create(${KEY})).signRequest(${REQUEST}, { service: 'cvm', timestamp: 1700000000 });`,
  'official SDK: a client and sign3': `
    const { createRequire } = await import('node:module');
    const require = createRequire(process.cwd() + '/x.js');
    const { cvm } = require('tencentcloud-sdk-nodejs-cvm');
    new cvm.v20170312.Client({ credential: ${KEY}, region: 'ap-guangzhou', profile: {} });
    const { default: Sign } = require('tencentcloud-sdk-nodejs-common/tencentcloud/common/sign.js');
    Sign.sign3({ method: 'POST', url: 'https://cvm.tencentcloudapi.com/', payload: {}, timestamp: 1700000000,
      service: 'cvm', ...${KEY}, multipart: false, boundary: '', headers: { Host: 'x', 'Content-Type': 'y' } });`,
};

/** @param {string} name @param {number[]} values */
function print(name, values) {
  values.sort((a, b) => a - b);
  const [least, middle, most] = [values[0], values[values.length >> 1], values[values.length - 1]];
  console.log(`${middle.toFixed(1).padStart(7)} ms [${least.toFixed(1)}-${most.toFixed(1)}]  ${name}`);
}

/** @type {Record<string, number[]>} */
const times = Object.fromEntries(Object.keys(NODE).map((name) => [name, []]));
for (let round = 0; round < ROUNDS; ++round) {
  for (const [name, program] of Object.entries(NODE)) {
    const timed = `const start = performance.now(); ${program} console.log(performance.now() - start);`;
    const root = new URL('../../', import.meta.url).pathname;
    const out = execFileSync(process.execPath, ['--input-type=module', '--eval', timed], { cwd: root });
    times[name].push(Number(out));
  }
}
for (const [name, values] of Object.entries(times)) print(`Node, ${name}`, values);

const folder = await bundle(
  `import { Signer } from 'cvm-images';
   export default { async fetch() {
     const signer = await Signer.create(${KEY});
     return new Response(signer.sign(${CALL}).headers.authorization);
   } };`,
  { conditions: ['workerd'], external: ['*.wasm'] },
);
const bare = `export default { fetch() { return new Response('nothing'); } };`;

/** First request of a fresh workerd, in milliseconds. @param {any[]} modules */
async function firstRequest(modules) {
  const runtime = new Miniflare({ modules, modulesRoot: folder, compatibilityDate: '2026-04-01' });
  await runtime.ready;
  const start = performance.now();
  await (await runtime.dispatchFetch('http://worker.test/')).text();
  const taken = performance.now() - start;
  await runtime.dispose();
  return taken;
}

const compiled = ['calls', 'engine'].map((name) => join(folder, `cvm-images-${name}.wasm`));
const ours = [
  { type: 'ESModule', path: join(folder, 'main.js') },
  ...compiled.map((path) => ({ type: 'CompiledWasm', path, contents: readFileSync(path) })),
];
const nothing = [{ type: 'ESModule', path: join(folder, 'bare.js'), contents: bare }];
/** @type {[number[], number[]]} */
const workerd = [[], []];
for (let round = 0; round < ROUNDS; ++round) {
  workerd[0].push(await firstRequest(ours));
  workerd[1].push(await firstRequest(nothing));
}
print('workerd, first request: cvm-images, Signer.sign', workerd[0]);
print('workerd, first request: a worker that does nothing', workerd[1]);
