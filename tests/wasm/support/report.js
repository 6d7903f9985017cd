import assert from 'node:assert/strict';

export const EXPECTED = { vectors: 25, scenarios: 94, faults: 32, calls: 5 };

/**
 * Every part that the runtime ran is whole, and its counts are printed.
 * @param {string} runtime
 * @param {import('../suite/run.js').Report} report
 */
export function assertReport(runtime, report) {
  const failures = Object.values(report).flatMap((tally) => tally.failures);
  assert.deepEqual(failures, [], failures.join('\n'));
  const { vectors, signerVectors, scenarios, faults, calls } = report;
  assert.equal(vectors.passed, EXPECTED.vectors);
  assert.equal(scenarios.passed, EXPECTED.scenarios);
  if (signerVectors) assert.equal(signerVectors.passed, EXPECTED.vectors);
  if (faults) assert.equal(faults.passed, EXPECTED.faults);
  if (calls) assert.equal(calls.passed, EXPECTED.calls);
  const rest = faults && calls ? `, faults ${faults.passed}, calls ${calls.passed}` : '';
  console.log(
    `${runtime}: tc3 vectors ${vectors.passed} passed, scheduler scenarios ${scenarios.passed} passed${rest}`,
  );
}
