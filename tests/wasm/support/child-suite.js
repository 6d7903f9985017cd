// Runs the suite in the runtime that started this file and prints the report as one line of JSON:
// `RUNTIME child-suite.js FIXTURES.json [SIMULATOR-URL]`.
import { readFileSync } from 'node:fs';
import process from 'node:process';

import * as parts from './sandbox-entry.js';

const { fetchControl, runSuite } = parts;

const [file, endpoint] = process.argv.slice(2);
const service = endpoint
  ? { endpoint, control: fetchControl(endpoint), repeatsReads: 'Deno' in globalThis }
  : undefined;
const report = await runSuite(parts, JSON.parse(readFileSync(file, 'utf8')), service);
console.log(JSON.stringify(report));
process.exit(0);
