// The worker in each of its runtimes, each in a process of its own.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { ROOT } from '../../../support/run.js';
import { bundle } from '../../../wasm/support/bundle.js';
import { installed } from '../../../wasm/support/child.js';

/**
 * @typedef {object} Running
 * @property {string} url
 * @property {number} pid
 * @property {string[]} log  every line that it printed
 * @property {(line: string) => void} tell  a line for its stdin
 * @property {() => Promise<void>} kill  at once, with all of its processes
 *
 * @typedef {(bindings: Record<string, string>, options?: { consoleFolder?: string, persist?: string, port?: number }) => Promise<Running>} Start
 */

const MAIN = {
  deno: [installed('deno'), 'run', '--quiet', '--no-lock', '--allow-net', '--allow-env', '--allow-read'],
  bun: [installed('bun')],
  node: [process.execPath],
};

/** @param {keyof typeof MAIN} name @returns {Start} */
const local = (name) => (bindings, options) => {
  const [program, ...args] = [...MAIN[name], `${ROOT}web/worker/${name}.js`];
  return start(program, args, { ...environment(options), ...bindings, PORT: String(options?.port ?? 0) });
};

/** @param {{ consoleFolder?: string }} [options] @returns {Record<string, string>} */
const environment = ({ consoleFolder } = {}) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  NO_COLOR: '1',
  ...(consoleFolder ? { CONSOLE_FOLDER: consoleFolder } : {}),
});

/** @type {Promise<string> | null} */
let bundled = null;

/** The worker as wrangler would bundle it. */
export const workerBundle = () =>
  (bundled ??= bundle(
    "export * from '../../../web/worker/worker.js'; export { default } from '../../../web/worker/worker.js';",
    { conditions: ['workerd', 'worker'], external: ['*.wasm', 'cloudflare:workers'] },
  ));

/** @type {Start} */
const workerd = async (bindings, options) => startWorkerd(await workerBundle(), bindings, options);

/** @param {string} folder  of a bundle @param {Parameters<Start>[0]} bindings @param {Parameters<Start>[1]} [options] */
export async function startWorkerd(folder, bindings, options = {}) {
  const persist = options.persist ?? mkdtempSync(join(tmpdir(), 'cvm-images-'));
  const main = `${ROOT}tests/web/worker/support/workerd-main.js`;
  const args = [main, folder, persist, String(options.port ?? 0)];
  const running = await start(process.execPath, args, {
    ...environment(options),
    WORKER_BINDINGS: JSON.stringify(bindings),
  });
  const kill = async () => {
    await running.kill();
    if (!options.persist) rmSync(persist, { recursive: true, force: true });
  };
  return { ...running, kill };
}

/** @type {Record<string, Start>} */
export const RUNTIMES = { workerd, deno: local('deno'), bun: local('bun'), node: local('node') };

/** In a group of its own, so that a kill reaches what it started. @param {string} program @param {string[]} args @param {Record<string, string>} env @returns {Promise<Running>} */
async function start(program, args, env) {
  const child = spawn(program, args, { env, cwd: ROOT, detached: true, stdio: ['pipe', 'pipe', 'pipe'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  /** @type {string[]} */
  const log = [];
  createInterface({ input: child.stderr }).on('line', (line) => log.push(line));
  const url = await new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      log.push(line);
      if (line.startsWith('{"url"')) resolve(JSON.parse(line).url);
    });
    exited.then((code) => reject(new Error(`${program} ended with ${code}: ${log.join('\n')}`)));
  });
  return {
    url,
    pid: Number(child.pid),
    log,
    tell: (line) => void child.stdin.write(`${line}\n`),
    kill: async () => {
      if (child.pid && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
      await exited;
    },
  };
}
