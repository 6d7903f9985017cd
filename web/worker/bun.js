// The worker on Bun: `bun web/worker/bun.js`, bindings from the environment.
import { localWorker, runPolicy } from './servers/local.js';
import { serverOptions, started } from './servers/options.js';

/** @type {any} */
const { Bun } = globalThis;
const { port, hostname, assets } = serverOptions(Bun.env);
const worker = localWorker({ bindings: Bun.env, assets });
if (Bun.argv.includes('--run-policy')) {
  process.exitCode = await runPolicy(worker);
} else {
  const server = Bun.serve({
    port,
    hostname,
    idleTimeout: 60,
    maxRequestBodySize: 32 * 1024 * 1024,
    fetch: worker.fetch,
  });
  console.log(started(`http://${hostname}:${server.port}`));
}
