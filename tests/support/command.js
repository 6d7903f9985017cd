import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The built command. */
export const BINARY = fileURLToPath(new URL('../../build/native/bin/cvm-images', import.meta.url));

/** Where this process's commands keep their plans and journals. */
export const STATE = mkdtempSync(join(tmpdir(), 'cvm-images-state-'));
process.once('exit', () => rmSync(STATE, { recursive: true, force: true }));

/** The sample account's key, and nothing of this environment that could change what the command does. */
export const ENVIRONMENT = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  XDG_STATE_HOME: STATE,
  TENCENTCLOUD_SECRET_ID: 'AKIDEXAMPLE0000000000000000000000000',
  TENCENTCLOUD_SECRET_KEY: 'ExampleSecretKey0000000000000000',
};

/**
 * Runs the built command to its end.
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, input?: string }} [options]
 * @returns {Promise<{ status: number | null, stdout: string, stderr: string, all: string }>}
 */
export function runCommand(args, { env = {}, input = '' } = {}) {
  const child = spawn(BINARY, args, {
    env: { ...ENVIRONMENT, ...env },
  });
  child.stdin.end(input);
  const result = { stdout: '', stderr: '', all: '' };
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    child[name].setEncoding('utf8').on('data', (text) => {
      result[name] += text;
      result.all += text;
    });
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status) => resolve({ status, ...result }));
  });
}
