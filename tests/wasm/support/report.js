import assert from 'node:assert/strict';

/** How many of each part there are. @type {Record<string, number>} */
const EXPECTED = {
  vectors: 25,
  scenarios: 94,
  runs: 13,
  signerVectors: 25,
  faults: 32,
  calls: 5,
  fetchCalls: 5,
  inlineCalls: 5,
};

/**
 * Every part of the suite was run and is whole, and its counts are printed.
 * @param {string} runtime
 * @param {import('../suite/run.js').Report} report
 * @param {{ without?: string[] }} [options]  parts that this runtime cannot have
 */
export function assertReport(runtime, report, { without = [] } = {}) {
  const tallies = Object.entries(report);
  const failures = tallies.flatMap(([, tally]) => tally.failures);
  assert.deepEqual(failures, [], failures.join('\n'));
  const passed = Object.fromEntries(tallies.map(([part, tally]) => [part, tally.passed]));
  const expected = Object.entries(EXPECTED).filter(([part]) => !without.includes(part));
  assert.deepEqual(passed, Object.fromEntries(expected));
  const { vectors, scenarios, runs, faults, calls } = passed;
  console.log(
    `${runtime}: tc3 vectors ${vectors} passed, scheduler scenarios ${scenarios} passed, recorded runs ${runs} passed, faults ${faults}, calls ${calls}`,
  );
}
