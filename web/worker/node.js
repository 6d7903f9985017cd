#!/usr/bin/env node
// The worker on Node: `node web/worker/node.js`, bindings from the environment. `--run-policy` runs the policy and ends.
import { localWorker, runPolicy } from './servers/local.js';
import { listen } from './servers/node-http.js';
import { serverOptions, started } from './servers/options.js';

const { port, hostname, assets } = serverOptions(process.env);
const worker = localWorker({ bindings: process.env, assets });
if (process.argv.includes('--run-policy')) {
  process.exitCode = await runPolicy(worker);
} else {
  const { url } = await listen(worker.fetch, { port, hostname });
  console.log(started(url));
}
