// Long texts in rows that have a limit.
import assert from 'node:assert/strict';
import test from 'node:test';

import { partsOf } from '../../../web/worker/store/sql.js';

test('a long text is cut, and never inside a character', () => {
  assert.deepEqual(partsOf('', 4), ['']);
  assert.deepEqual(partsOf('abcd', 4), ['abcd']);
  assert.deepEqual(partsOf('abcde', 4), ['abcd', 'e']);
  assert.deepEqual(partsOf('abc\u{1f600}de', 4), ['abc', '\u{1f600}de']);
  assert.deepEqual(partsOf('ab\u{1f600}cd', 4), ['ab\u{1f600}', 'cd']);
  const long = '\u{1f600}é'.repeat(500_000);
  const parts = partsOf(long);
  assert.equal(parts.join(''), long);
  for (const part of parts) assert.ok(new TextEncoder().encode(part).length < 2_000_000);
});
