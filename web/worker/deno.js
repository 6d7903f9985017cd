// The worker on Deno: `deno run --allow-net --allow-env --allow-read web/worker/deno.js`, bindings from the environment.
import { localWorker, runPolicy } from './servers/local.js';
import { serverOptions, started } from './servers/options.js';

/** @type {any} */
const { Deno } = globalThis;
const bindings = Deno.env.toObject();
const { port, hostname, assets } = serverOptions(bindings);
const worker = localWorker({ bindings, assets });
if (Deno.args.includes('--run-policy')) {
  Deno.exitCode = await runPolicy(worker);
} else {
  const onListen = (/** @type {any} */ { port: bound }) => console.log(started(`http://${hostname}:${bound}`));
  Deno.serve({ port, hostname, onListen }, worker.fetch);
}
