// Breaks the engine on purpose, one way at a time, and expects the simulation to notice: `node mutants.mjs [words of a
// name]`. Builds the engine with the preset `lint`, where each file is an object of its own, and takes some minutes.

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ROOT } from '../../support/run.js';

const run = promisify(execFile);
const BUILD = path.join(ROOT, 'build/lint');
const SEEDS = 30_000;

/**
 * @typedef {{ file: string, old: string, new: string }} Edit
 * @typedef {{ name: string, edits: Edit[], caught_by: string[] }} Mutant
 * @typedef {{ directory: string, command: string, file: string }} CompileCommand
 */

/** @returns {Promise<Mutant[]>} */
export async function readMutants() {
  return JSON.parse(await readFile(new URL('mutants.json', import.meta.url), 'utf8'));
}

/**
 * The source with the edit made. Its old text must stand there once, or the mutant is out of date.
 * @param {string} source
 * @param {Edit} edit
 */
export function applyEdit(source, edit) {
  const pieces = source.split(edit.old);
  assert.equal(pieces.length, 2, `${edit.file} has ${pieces.length - 1} times: ${edit.old}`);
  assert.notEqual(edit.old, edit.new);
  return pieces.join(edit.new);
}

/**
 * Sources of the mutant by file name.
 * @param {Mutant} mutant
 */
export async function mutatedSources(mutant) {
  /** @type {Map<string, string>} */
  const sources = new Map();
  for (const edit of mutant.edits) {
    const before = sources.get(edit.file) ?? (await readFile(path.join(ROOT, edit.file), 'utf8'));
    sources.set(edit.file, applyEdit(before, edit));
  }
  return sources;
}

/**
 * Compiles the changed files as the build does, and links them in front of the library, whose own are then not taken.
 * @param {Mutant} mutant
 * @param {CompileCommand[]} commands
 * @param {string} folder
 */
async function build(mutant, commands, folder) {
  const objects = [];
  for (const [file, source] of await mutatedSources(mutant)) {
    const changed = path.join(folder, path.basename(file));
    await writeFile(changed, source);
    const command = commands.find((one) => one.file === path.join(ROOT, file));
    assert.ok(command, `${file} is not compiled`);
    const object = `${changed}.o`;
    const words = command.command.split(' ').filter((word) => word !== '');
    const output = words.indexOf('-o');
    words.splice(output, 4, '-o', object, '-c', changed, '-O1', '-w');
    await run(words[0], words.slice(1), { cwd: command.directory });
    objects.push(object);
  }
  const link = await readFile(path.join(BUILD, 'tests/core/simulation/CMakeFiles/simulate.dir/link.txt'), 'utf8');
  const program = path.join(folder, 'simulate');
  const words = link
    .trim()
    .split(' ')
    .filter((word) => word !== '');
  words[words.indexOf('-o') + 1] = program;
  words.splice(words.indexOf('-o'), 0, ...objects);
  await run(words[0], words.slice(1), { cwd: path.join(BUILD, 'tests/core/simulation') });
  return program;
}

/**
 * What the simulation says of it: the invariant that it breaks, and the seed.
 * @param {string} program
 */
async function judge(program) {
  try {
    await run(program, ['--seed', '1', '--count', String(SEEDS)], { timeout: 600_000 });
    return null;
  } catch (error) {
    const { stderr, signal } = /** @type {{ stderr: string, signal: string | null }} */ (error);
    const [, seed, invariant] = /^seed (\d+): (\S+)/.exec(stderr) ?? [];
    return { seed, invariant: invariant ?? `no invariant: ${signal ?? stderr.slice(0, 200)}` };
  }
}

async function main() {
  const wanted = process.argv.slice(2).join(' ');
  const mutants = (await readMutants()).filter(({ name }) => name.includes(wanted));
  await run('bash', ['.ci/build', 'lint', 'simulate'], { cwd: ROOT });
  const commands = JSON.parse(await readFile(path.join(BUILD, 'compile_commands.json'), 'utf8'));
  const folder = await mkdtemp(path.join(tmpdir(), 'cvm-mutants-'));
  let survivors = 0;
  try {
    await copyFile(path.join(BUILD, 'bin/simulate'), path.join(folder, 'whole'));
    const sound = await judge(path.join(folder, 'whole'));
    assert.equal(sound, null, `the engine itself breaks ${sound?.invariant} at seed ${sound?.seed}`);
    for (const [number, mutant] of mutants.entries()) {
      const place = path.join(folder, String(number));
      await mkdir(place);
      const end = await judge(await build(mutant, commands, place));
      const caught = end !== null && mutant.caught_by.includes(end.invariant);
      if (!caught) survivors += 1;
      const what = end ? `${end.invariant}, seed ${end.seed}` : `nothing in ${SEEDS} seeds`;
      console.log(`${caught ? 'caught ' : 'MISSED '} ${mutant.name}: ${what}`);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
  console.log(`${mutants.length - survivors} of ${mutants.length} caught`);
  process.exitCode = survivors === 0 ? 0 : 1;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
