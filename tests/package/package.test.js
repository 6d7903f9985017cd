// The installed package, static and shared, as a separate project meets it: find_package, pkg-config, and the README's own
// example.

import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { ROOT, run } from '../support/run.js';
import { startSimulator } from '../web/support/simulator.js';

/** Of the vector "delete-one-image" (tests/fixtures/tc3). */
const SIGNATURE = '904d3f96d13f5e27121e1de0571736bc3cfb16ceaa76318ad23b4997c89506eb';

/** @type {string} */
let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cvm-images-package-'));
  const readme = await readFile(`${ROOT}README.md`, 'utf8');
  const example = /<!-- example: cpp -->\n```cpp\n([\s\S]*?)```/.exec(readme);
  assert.ok(example, 'the README has a C++ example');
  await writeFile(join(folder, 'example.cpp'), example[1]);
});
after(() => rm(folder, { recursive: true, force: true }));

/** @param {string} program @param {string[]} args @param {object} [options] */
async function succeed(program, args, options) {
  const result = await run(program, args, options);
  assert.equal(
    result.status,
    0,
    `${program} ${args.join(' ')}\n${result.stdout.slice(-3000)}\n${result.stderr.slice(-3000)}`,
  );
  return result.stdout;
}

/** @param {string} example */
async function runExample(example, /** @type {Record<string, string>} */ env) {
  const simulator = await startSimulator();
  try {
    // The example talks to the service's own host; the endpoint is all that is changed for the test.
    const result = await run(example, [], {
      env: {
        ...env,
        TENCENTCLOUD_SECRET_ID: 'AKIDEXAMPLE0000000000000000000000000',
        TENCENTCLOUD_SECRET_KEY: 'ExampleSecretKey0000000000000000',
        CVM_IMAGES_TEST_ENDPOINT: simulator.url,
      },
    });
    return result;
  } finally {
    await simulator.stop();
  }
}

for (const kind of ['static', 'shared']) {
  test(`a separate project uses the installed ${kind} libraries`, { timeout: 900_000 }, async () => {
    const prefix = join(folder, `${kind}-prefix`);
    const built = kind === 'static' ? 'build/native' : 'build/shared';
    if (kind === 'shared') {
      await succeed('cmake', ['--preset', 'shared']);
      await succeed('cmake', ['--build', built, '--parallel', '2']);
    }
    await succeed('cmake', ['--install', built, '--prefix', prefix]);
    const schema = JSON.parse(await readFile(join(prefix, 'share/cvm-images/schemas/plan.schema.json'), 'utf8'));
    assert.equal(schema.title, 'cvm-images.plan/1');
    const env = { ...process.env, LD_LIBRARY_PATH: join(prefix, 'lib') };

    const consumer = join(folder, `${kind}-consumer`);
    await mkdir(consumer, { recursive: true });
    const source = `#include <cstdlib>\n${await readFile(join(folder, 'example.cpp'), 'utf8')}`;
    const client = join(consumer, 'client.cpp');
    await writeFile(
      client,
      source.replace(
        '.region = "ap-guangzhou"',
        '.region = "ap-guangzhou", .endpoint = {.override = *cvm::parse_endpoint(std::getenv("CVM_IMAGES_TEST_ENDPOINT"))}',
      ),
    );
    await succeed('cmake', [
      '-S',
      'tests/package/consumer',
      '-B',
      consumer,
      `-DCMAKE_PREFIX_PATH=${prefix}`,
      `-DCLIENT_SOURCE=${client}`,
    ]);
    await succeed('cmake', ['--build', consumer]);
    assert.equal(await succeed(join(consumer, 'uses-core'), [], { env }), `${SIGNATURE}\n`);

    const example = await runExample(join(consumer, 'uses-client'), env);
    assert.equal(example.status, 0, example.stderr);
    assert.equal(
      example.stdout,
      'img-web00105 delete selected\nimg-web00309 keep referenced\nimg-web00105 deleted\nimg-web00309 skipped\n',
    );

    const pkgEnv = { ...env, PKG_CONFIG_PATH: join(prefix, 'lib/pkgconfig') };
    const flags = await succeed('pkg-config', ['--cflags', '--libs', 'cvm-images-core'], { env: pkgEnv });
    const program = join(consumer, 'by-pkg-config');
    await succeed('g++', [
      '-std=c++20',
      'tests/package/consumer/core.cpp',
      '-o',
      program,
      ...flags.trim().split(/\s+/),
    ]);
    assert.equal(await succeed(program, [], { env }), `${SIGNATURE}\n`);
  });
}
