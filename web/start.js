#!/usr/bin/env node
// Simulator, worker and console on this machine: `npm start`. Nothing of it is reached from elsewhere or outlives this
// process, and the tokens are fresh each time.
import { createHash, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import { SAMPLE_ACCOUNT } from './simulator/sample-account.js';
import { startServer } from './simulator/server.js';
import { createSimulator } from './simulator/simulator.js';
import { filesOf } from './worker/servers/files.js';
import { localWorker } from './worker/servers/local.js';
import { listen } from './worker/servers/node-http.js';

const FOLDER = fileURLToPath(new URL('../build/console', import.meta.url));
const PORT = 8787;

const secret = () => randomBytes(32).toString('base64url');

/** @param {string} name @param {string} role @param {string} token */
const entry = (name, role, token) => `${name}:${role}:${createHash('sha256').update(token).digest('hex')}`;

/** @param {string} endpoint @param {{ operator: string, viewer: string }} tokens */
function bindings(endpoint, { operator, viewer }) {
  const [{ secret_id: id, secret_key: key }] = SAMPLE_ACCOUNT.credentials;
  return {
    TENCENTCLOUD_SECRET_ID: id,
    TENCENTCLOUD_SECRET_KEY: key,
    CVM_ENDPOINT: endpoint,
    AUTH_TOKENS: `${entry('you', 'operator', operator)},${entry('guest', 'viewer', viewer)}`,
    SESSION_KEY: secret(),
    SEAL_KEY: secret(),
    ALLOWED_REGIONS: Object.keys(SAMPLE_ACCOUNT.regions).join(','),
    ALLOW_APPLY: 'true',
  };
}

/** On the usual port, or on any when somebody has that one. @param {(request: Request) => Promise<Response>} fetch @param {string | undefined} port */
async function serve(fetch, port) {
  try {
    return await listen(fetch, { port: Number(port ?? PORT) });
  } catch (error) {
    if (port !== undefined || /** @type {any} */ (error).code !== 'EADDRINUSE') throw error;
    return listen(fetch, { port: 0 });
  }
}

async function main() {
  const { values } = parseArgs({ options: { port: { type: 'string' }, console: { type: 'string', default: FOLDER } } });
  if (!existsSync(`${values.console}/index.html`)) throw new Error('the console is not built; `npm start` builds it');
  const simulator = await startServer({ simulator: createSimulator({ seed: SAMPLE_ACCOUNT }), port: 0 });
  const tokens = { operator: secret(), viewer: secret() };
  const worker = localWorker({
    bindings: bindings(simulator.url, tokens),
    assets: filesOf(values.console),
    log: () => {},
  });
  const { url } = await serve(worker.fetch, values.port);
  console.log(`
  The console, on a simulated account   ${url}/
  Token of an operator                  ${tokens.operator}
  Token of a viewer                     ${tokens.viewer}

  Images are deleted in the simulator only; it begins anew each time. Ctrl+C ends all of it.
`);
}

main().catch((error) => {
  console.error(`start: ${error.message}`);
  process.exitCode = 1;
});
