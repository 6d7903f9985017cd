// The edge worker in workerd: its first call in a fresh process, and CPU of workerd for each signed call; beside the same
// worker with its signer replaced by one of WebCrypto. Median [min-max] over fresh processes.
//   node tests/bench/worker-calls.mjs [ROUNDS] [CALLS]
import { readdirSync, readFileSync } from 'node:fs';

import { bundle } from '../wasm/support/bundle.js';
import { startSimulator } from '../web/support/simulator.js';
import { bindings, TOKENS } from '../web/worker/support/bindings.js';
import { bearer } from '../web/worker/support/client.js';
import { startWorkerd } from '../web/worker/support/servers.js';

const ROUNDS = Number(process.argv[2] ?? 5);
const CALLS = Number(process.argv[3] ?? 1000);
const SIGNATURES = 5000;
const AT_ONCE = 8;
const RATE = 'GetCallerIdentity=9000';

/** The worker, with an address of its own that only signs. @param {string} signer */
const program = (signer) => `
  import { Signer } from 'cvm-images';
  import worker from '../../../web/worker/worker.js';
  import { webCryptoSigner } from '../../bench/web-crypto-signer.mjs';
  ${signer}
  export { AccountDesk } from '../../../web/worker/worker.js';
  const headers = { host: 'cvm.tencentcloudapi.com', 'content-type': 'application/json' };
  const request = { method: 'POST', url: 'https://cvm.tencentcloudapi.com/', headers, body: '{"Limit":100}' };
  export default {
    ...worker,
    async fetch(incoming, env) {
      const count = Number(new URL(incoming.url).searchParams.get('sign') ?? 0);
      if (count === 0) return worker.fetch(incoming, env);
      const signer = await Signer.create({ secretId: 'AKIDEXAMPLE', secretKey: 'ExampleSecretKey' });
      for (let i = 0; i < count; ++i) await signer.signRequest(request, { service: 'cvm', timestamp: 1700000000 + i });
      return new Response('done');
    },
  };`;

const VARIANTS = {
  'the core': program(''),
  WebCrypto: program('Signer.create = async (credential) => webCryptoSigner(credential);'),
};

/** User and system time of the workerd among the children, in milliseconds. @param {number} parent */
function cpuOf(parent) {
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const fields = statOf(name);
    if (fields && fields.command === 'workerd' && fields.parent === parent) return fields.ticks * 10;
  }
  throw new Error('there is no workerd');
}

/** @param {string} pid */
function statOf(pid) {
  try {
    const [, command, rest] = /^\d+ \((.*)\) (.*)$/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
    const fields = rest.split(' ');
    return { command, parent: Number(fields[1]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return null; // it has ended
  }
}

/** @param {string} folder @param {string} endpoint */
async function measure(folder, endpoint) {
  const worker = await startWorkerd(folder, bindings(endpoint, { RATES: RATE }));
  try {
    const api = bearer(worker.url, TOKENS.ann);
    const call = async () => {
      const { status, text } = await api('POST', '/api/call/GetCallerIdentity');
      if (status !== 200) throw new Error(`${status} ${text}`);
    };
    const begun = performance.now();
    await call();
    const first = performance.now() - begun;
    for (let i = 0; i < 50; ++i) await call();
    const before = cpuOf(worker.pid);
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let i = 0; i < CALLS / AT_ONCE; ++i) await call();
      }),
    );
    const between = cpuOf(worker.pid);
    await fetch(`${worker.url}/?sign=${SIGNATURES}`);
    const after = cpuOf(worker.pid);
    return { first, call: ((between - before) * 1000) / CALLS, signature: ((after - between) * 1000) / SIGNATURES };
  } finally {
    await worker.kill();
  }
}

/** @type {Record<string, Record<string, number[]>>} */
const results = {};
const folders = Object.fromEntries(
  await Promise.all(
    Object.entries(VARIANTS).map(async ([name, text]) => [
      name,
      await bundle(text, { conditions: ['workerd', 'worker'], external: ['*.wasm', 'cloudflare:workers'] }),
    ]),
  ),
);
const simulator = await startSimulator(['--rate', 'GetCallerIdentity=100000']);
try {
  for (let round = 0; round < ROUNDS; ++round) {
    for (const [name, folder] of Object.entries(folders)) {
      const figures = await measure(folder, simulator.url);
      for (const [what, value] of Object.entries(figures)) ((results[name] ??= {})[what] ??= []).push(value);
    }
  }
} finally {
  await simulator.stop();
}
/** @type {Record<string, string>} */
const UNITS = {
  first: 'ms, first call of a fresh process',
  call: 'µs CPU for a call',
  signature: 'µs CPU for a signature',
};
for (const [name, figures] of Object.entries(results)) {
  for (const [what, values] of Object.entries(figures)) {
    values.sort((a, b) => a - b);
    const [least, middle, most] = [values[0], values[values.length >> 1], values[values.length - 1]];
    console.log(`${middle.toFixed(1).padStart(8)} [${least.toFixed(1)}-${most.toFixed(1)}] ${UNITS[what]}, ${name}`);
  }
}
