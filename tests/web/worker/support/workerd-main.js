// The worker in workerd, by its own wrangler configuration: `node workerd-main.js BUNDLE PERSIST PORT` with the bindings as
// JSON in WORKER_BINDINGS. The first line is {"url"}. A line "scheduled N" on stdin is an event of cron at that time.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { Miniflare } from 'miniflare';
import ts from 'typescript';

import { ROOT } from '../../../support/run.js';

const [folder, persist, port] = process.argv.slice(2);
const file = `${ROOT}web/worker/wrangler.jsonc`;
const { config } = ts.parseConfigFileTextToJson(file, readFileSync(file, 'utf8'));
const given = JSON.parse(process.env.WORKER_BINDINGS ?? '{}');
const assets = process.env.CONSOLE_FOLDER;

const [{ name, class_name: className }] = config.durable_objects.bindings;
const runtime = new Miniflare({
  host: '127.0.0.1',
  port: Number(port),
  modulesRoot: folder,
  modules: [
    { type: 'ESModule', path: join(folder, 'main.js') },
    ...['calls', 'engine'].map((module) => ({
      type: /** @type {const} */ ('CompiledWasm'),
      path: join(folder, `cvm-images-${module}.wasm`),
      contents: readFileSync(join(folder, `cvm-images-${module}.wasm`)),
    })),
  ],
  compatibilityDate: config.compatibility_date,
  durableObjects: { [name]: { className, useSQLite: config.migrations[0].new_sqlite_classes.includes(className) } },
  durableObjectsPersist: persist,
  bindings: { ...config.vars, ...given },
  ...(assets
    ? {
        assets: {
          directory: assets,
          binding: 'ASSETS',
          routerConfig: { invoke_user_worker_ahead_of_assets: true, has_user_worker: true },
        },
      }
    : {}),
});
const url = await runtime.ready;
console.log(JSON.stringify({ url: url.origin }));

createInterface({ input: process.stdin }).on('line', async (line) => {
  const worker = /** @type {any} */ (await runtime.getWorker());
  await worker.scheduled({ scheduledTime: new Date(Number(line.split(' ')[1])), cron: config.triggers.crons[0] });
});
