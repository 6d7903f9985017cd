// The core does no I/O and has no clock, randomness, thread, environment or mutable global: in its sources and in what the
// compiler made of them.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import test from 'node:test';
import { ROOT, run } from '../support/run.js';

const HEADERS = [
  ...['iostream', 'fstream', 'sstream', 'ostream', 'cstdio', 'filesystem', 'thread', 'mutex', 'atomic', 'future'],
  ...['condition_variable', 'random', 'ctime', 'sys/', 'unistd.h', 'netinet', 'arpa', 'curl', 'emscripten', 'csignal'],
  ...['boost/asio', 'botan/auto_rng', 'botan/system_rng', 'botan/entropy'],
];
const WORDS = [
  /\b(system_clock|steady_clock|high_resolution_clock|gettimeofday|clock_gettime)\b/,
  /[^_a-z.>]time\s*\(/,
  /\b(getenv|setenv|srand|rand|random_device|mt19937)\b/,
  /\b(std::cout|std::cerr|fopen|socket|[a-z]*printf\s*\(|connect\s*\(|system\s*\()/,
  /\bthread_local\b/,
];
const SYMBOLS =
  /^(clock|clock_gettime|gettimeofday|time|getenv|secure_getenv|open|open64|fopen|fopen64|read|write|socket|connect|send|recv|rand|random|getrandom|getentropy|nanosleep|usleep|sleep|pthread_create|fork|execve|printf|puts|fwrite|_ZSt4cout|_ZSt4cerr|_ZNSt6chrono.*now.*|_ZNSt6thread.*|_ZNSt13random_device.*|_ZNSt.*basic_[io]?fstream.*)$/;

async function sources() {
  const files = [];
  for (const folder of ['core/src', 'core/include/cvm']) {
    const names = await readdir(`${ROOT}${folder}`, { recursive: true });
    for (const name of names.filter((name) => /\.[ch]pp$/.test(name))) files.push(`${folder}/${name}`);
  }
  return files;
}

/** Without comments and texts, where such words may stand. @param {string} code */
const bare = (code) => code.replace(/\/\/.*$/gm, '').replace(/"(\\.|[^"\\])*"/g, '""');

test('the sources of the core name nothing impure', async () => {
  const files = await sources();
  assert.ok(files.length > 40, `only ${files.length} files were found`);
  for (const file of files) {
    const text = await readFile(`${ROOT}${file}`, 'utf8');
    for (const [, header] of text.matchAll(/#include\s+[<"]([^>"]+)[>"]/g)) {
      assert.ok(
        !HEADERS.some((bad) => header === bad || (bad.includes('/') && header.startsWith(bad))),
        `${file}: ${header}`,
      );
    }
    for (const [number, line] of bare(text).split('\n').entries()) {
      for (const word of WORDS) assert.ok(!word.test(line), `${file}:${number + 1}: ${line.trim()}`);
    }
  }
});

test('the built core asks the system for nothing impure', async () => {
  const { stdout, status } = await run('nm', [
    '--undefined-only',
    '--format=just-symbols',
    'build/native/core/libcvm-images-core.a',
  ]);
  assert.equal(status, 0);
  const asked = stdout.split('\n').map((line) => line.replace(/@.*$/, '').trim());
  assert.ok(asked.length > 100);
  assert.deepEqual(
    asked.filter((symbol) => SYMBOLS.test(symbol)),
    [],
  );
});

test('the built core has no mutable global', async () => {
  const { stdout } = await run('objdump', ['--syms', '--demangle', 'build/native/core/libcvm-images-core.a']);
  const mutable = stdout
    .split('\n')
    .filter((line) => / (\.data|\.bss|\.tdata|\.tbss)(\.(?!rel\.ro)\S*)?\s/.test(line) && /\bO\b/.test(line));
  assert.deepEqual(
    mutable.filter((line) => line.includes('cvm::') && !line.includes('typeinfo')),
    [],
  );
});
