import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { httpRequest } from './http.js';

const MAIN = fileURLToPath(new URL('../../../web/simulator/main.js', import.meta.url));

/**
 * @typedef {object} RunningSimulator
 * @property {string} url
 * @property {(method: string, path: string, body?: unknown) => Promise<any>} control  a call of the control path; rejects when it is refused
 * @property {() => Promise<number | null>} stop  ends it and gives its exit status
 */

/**
 * A simulator in a process of its own, as other programs meet it.
 * @param {string[]} [args]
 * @returns {Promise<RunningSimulator>}
 */
export async function startSimulator(args = []) {
  const child = spawn(process.execPath, [MAIN, '--end-with-stdin', ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const exited = new Promise((/** @type {(code: number | null) => void} */ resolve) => child.once('exit', resolve));
  const { url } = JSON.parse(await firstLine(child, exited));
  return {
    url,
    control: (method, path, body) => control(url, method, path, body),
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

/**
 * @param {import('node:child_process').ChildProcessByStdio<import('node:stream').Writable, import('node:stream').Readable, null>} child
 * @param {Promise<number | null>} exited
 * @returns {Promise<string>}
 */
function firstLine(child, exited) {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('error', reject);
    exited.then((code) => reject(new Error(`the simulator ended with status ${code}`)));
  });
}

/**
 * @param {string} url
 * @param {string} method
 * @param {string} path
 * @param {unknown} body
 */
async function control(url, method, path, body) {
  const answer = await httpRequest(`${url}${path}`, { method, body: body === undefined ? '' : JSON.stringify(body) });
  const value = JSON.parse(answer.body.toString());
  if (answer.status !== 200) throw new Error(`${method} ${path}: ${answer.status} ${value.error}`);
  return value;
}
