import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { run } from '../../support/run.js';
import { startSimulator } from '../../web/support/simulator.js';
import { fixtures } from './fixtures.js';

const SUITE = fileURLToPath(new URL('child-suite.js', import.meta.url));

/**
 * The suite's report from another program's run of it.
 * @param {string} program
 * @param {string[]} args  before the suite's file
 * @returns {Promise<import('../suite/run.js').Report>}
 */
export async function suiteIn(program, args) {
  const file = join(mkdtempSync(join(tmpdir(), 'cvm-images-')), 'fixtures.json');
  writeFileSync(file, JSON.stringify(fixtures()));
  const simulator = await startSimulator();
  try {
    const { status, stdout, stderr } = await run(program, [...args, SUITE, file, simulator.url]);
    if (status !== 0) throw new Error(`${program} ended with ${status}: ${stderr}${stdout}`);
    return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
  } finally {
    await simulator.stop();
  }
}

/** A program that npm installed. @param {string} name */
export const installed = (name) => fileURLToPath(new URL(`../../../node_modules/.bin/${name}`, import.meta.url));
