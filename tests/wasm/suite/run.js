import { makeCalls, meetFaults } from './calls.js';
import { playRuns } from './runs.js';
import { playScenarios } from './scenarios.js';
import { checkVectors } from './vectors.js';

/**
 * @typedef {{ passed: number, failures: string[] }} Tally
 * @typedef {{ vectors: Tally, signerVectors?: Tally, scenarios: Tally, runs: Tally, faults?: Tally, calls?: Tally,
 *   fetchCalls?: Tally, inlineCalls?: Tally }} Report
 *
 * @typedef {object} Parts  what the runtime imported from the package
 * @property {any} Signer
 * @property {any} Scheduler
 * @property {any} Planner
 * @property {any} Applier
 * @property {any} Client
 * @property {any} [SmallSigner]  of `cvm-images/signer`
 * @property {any} [InlineClient]  of `cvm-images/inline`
 */

/**
 * The whole suite, in whatever runtime this is.
 * @param {Parts} parts
 * @param {any} fixtures  of tests/wasm/support/fixtures.js
 * @param {Omit<import('./calls.js').World, 'Client'>} [service]  absent: nothing is called
 * @returns {Promise<Report>}
 */
export async function runSuite(parts, fixtures, service) {
  const { Signer, Scheduler, Planner, Applier, Client, SmallSigner, InlineClient } = parts;
  const report = /** @type {Report} */ ({
    vectors: await checkVectors(Signer, fixtures.vectors),
    scenarios: await playScenarios(Scheduler, fixtures.scenarios),
    runs: await playRuns({ Planner, Applier }, fixtures.runs),
  });
  if (SmallSigner) report.signerVectors = await checkVectors(SmallSigner, fixtures.vectors);
  if (service) {
    report.faults = await meetFaults({ Client, ...service }, fixtures.faults);
    report.calls = await makeCalls({ Client, ...service }, fixtures.faults);
    const own = (/** @type {Parameters<typeof fetch>} */ ...request) => fetch(...request);
    report.fetchCalls = await makeCalls({ Client, ...service, fetch: own }, fixtures.faults);
    if (InlineClient) report.inlineCalls = await makeCalls({ Client: InlineClient, ...service }, fixtures.faults);
  }
  return report;
}

/** A control path over fetch. @param {string} base @returns {import('./calls.js').Control} */
export const fetchControl = (base) => async (method, path, body) => {
  const answer = await fetch(`${base}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return answer.json();
};
