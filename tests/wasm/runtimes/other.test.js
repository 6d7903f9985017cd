// Deno, Bun, and Node without code generation from strings: each runs the same file.
import test from 'node:test';

import { installed, suiteIn } from '../support/child.js';
import { assertReport } from '../support/report.js';

test('the suite in Deno', async () => {
  assertReport('deno', await suiteIn(installed('deno'), ['run', '--quiet', '--allow-all', '--no-lock']));
});

test('the suite in Bun', async () => {
  assertReport('bun', await suiteIn(installed('bun'), []));
});

test('the suite in Node without code generation from strings', async () => {
  assertReport('node without eval', await suiteIn(process.execPath, ['--disallow-code-generation-from-strings']));
});
