// What the tests of the command share.

import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach } from 'node:test';
import { BINARY, ENVIRONMENT, runCommand } from '../../support/command.js';
import { startSimulator } from '../../web/support/simulator.js';

export const REGION = 'ap-guangzhou';
export const GOOD = ['img-web00105', 'img-web00112', 'img-web00119', 'img-web00126'];

/**
 * A simulator for the file's tests, as new before each of them; what it deletes disappears soon.
 * @param {string[]} [args]
 */
export function useSimulator(args = []) {
  /** @type {import('../../web/support/simulator.js').RunningSimulator} */
  let simulator;
  before(async () => {
    simulator = await startSimulator(args);
  });
  beforeEach(async () => {
    await simulator.control('POST', '/_sim/reset');
    await simulator.control('PATCH', '/_sim/settings', { visible_after_delete_ms: 100 });
  });
  after(() => simulator.stop());
  return {
    get url() {
      return simulator.url;
    },
    /** @param {string} method @param {string} path @param {unknown} [body] */
    control: (method, path, body) => simulator.control(method, path, body),
    /** @param {object} fault */
    fault: (fault) => simulator.control('POST', '/_sim/faults', fault),
    /** The requests for one action that the service has seen. @param {string} action @returns {Promise<any[]>} */
    async requests(action) {
      const all = await simulator.control('GET', '/_sim/requests');
      return all.filter((/** @type {{action: string}} */ request) => request.action === action);
    },
    /** Whether the service still has the image, whatever the command says. @param {string} id @param {string} [region] */
    async has(id, region = REGION) {
      try {
        const image = await simulator.control('GET', `/_sim/images/${region}/${id}`);
        return image.deleted_at_ms === undefined || image.deleted_at_ms === null;
      } catch {
        return false;
      }
    },
    /** @param {string[]} args @param {Parameters<typeof runCommand>[1]} [options] */
    run: (args, options) => runCommand([...args, '--endpoint', simulator.url], options),
    /**
     * The command as a child to be signalled.
     * @param {string[]} args
     */
    start(args) {
      const child = spawn(BINARY, [...args, '--endpoint', simulator.url], {
        env: ENVIRONMENT,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let all = '';
      for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (all += text));
      const ended = new Promise((/** @type {(status: number | null) => void} */ resolve) =>
        child.once('close', resolve),
      );
      return { child, ended, output: () => all };
    },
    /** Waits until the service has seen a request. @param {string} action */
    async seen(action) {
      while ((await this.requests(action)).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
    },
    /**
     * `delete` with consent; settling and verifying fast enough for a test.
     * @param {string[]} ids @param {string[]} [more] @param {{ verify?: string }} [options]
     */
    delete: (ids, more = [], { verify = '20' } = {}) =>
      runCommand([
        ...['delete', ...ids, '-r', REGION, '--yes', '--expect-count', String(ids.length), '-o', 'json'],
        ...['--settle', '0.5', '--verify-timeout', verify, '--endpoint', simulator.url],
        ...more,
      ]),
  };
}

/** A folder for the file's tests, taken away at the end. @returns {(name: string) => string} */
export function useFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'cvm-images-test-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => join(folder, name);
}

/** What apply needs to go without asking, and fast enough for a test. @param {number} count @param {string} [verify] */
export const yes = (count, verify = '20') => [
  ...['--yes', '--expect-count', String(count)],
  ...['--settle', '0.5', '--verify-timeout', verify],
];

/**
 * The receipt as { id: outcome }.
 * @param {string} stdout
 * @returns {Record<string, string>}
 */
export function outcomes(stdout) {
  const receipt = JSON.parse(stdout);
  return Object.fromEntries(
    receipt.images.map((/** @type {{id: string, outcome: string}} */ image) => [image.id, image.outcome]),
  );
}
