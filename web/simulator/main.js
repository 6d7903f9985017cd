#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { HELP, parseOptions } from './options.js';
import { SAMPLE_ACCOUNT } from './sample-account.js';
import { startServer } from './server.js';
import { createSimulator } from './simulator.js';
import { loadState, saveState } from './state-file.js';

/** @param {string[]} args */
async function main(args) {
  const options = parseOptions(args);
  if (options.help) {
    process.stdout.write(HELP);
    return;
  }
  const { state: stateFile, seed: seedFile } = options;
  const save = (/** @type {import('./types.js').State} */ state) => stateFile && saveState(stateFile, state);
  const simulator = createSimulator({
    seed: seedFile ? JSON.parse(readFileSync(seedFile, 'utf8')) : SAMPLE_ACCOUNT,
    state: stateFile ? loadState(stateFile) : undefined,
    settings: { rates: options.rates },
    onChange: save,
  });
  const tls = options.tls && { cert: readFileSync(options.tls.cert), key: readFileSync(options.tls.key) };
  const server = await startServer({ simulator, port: options.port, ...(tls ? { tls } : {}) });
  const regions = Object.keys(simulator.state.regions);
  process.stdout.write(`${JSON.stringify({ url: server.url, regions, pid: process.pid })}\n`);
  endWith(options.endWithStdin, async () => {
    await server.close();
    save(simulator.state);
  });
}

/**
 * @param {boolean} stdin
 * @param {() => Promise<void>} close
 */
function endWith(stdin, close) {
  const end = () => close().then(() => process.exit(0));
  process.once('SIGTERM', end);
  process.once('SIGINT', end);
  if (stdin) process.stdin.once('end', end).resume();
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`simulator: ${error.message}\n`);
  process.exitCode = 1;
});
