import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/**
 * Runs a program to its end.
 * @param {string} program
 * @param {string[]} args
 * @param {import('node:child_process').ExecFileOptions} [options]
 * @returns {Promise<{ status: number | string | null, stdout: string, stderr: string }>}
 */
export function run(program, args, options = {}) {
  return new Promise((resolve) => {
    execFile(program, args, { maxBuffer: 1 << 28, cwd: ROOT, ...options }, (error, stdout, stderr) => {
      resolve({ status: error ? (error.code ?? null) : 0, stdout: String(stdout), stderr: String(stderr) });
    });
  });
}
