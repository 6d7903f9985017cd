import assert from 'node:assert/strict';

import { SECRETS } from './bindings.js';
import { heard } from './client.js';

/** Neither as it is nor in another spelling. @param {string} secret */
const spellings = (secret) => [secret, btoa(secret), encodeURIComponent(secret), Buffer.from(secret).toString('hex')];

/** @param {string[]} log */
export function assertNoSecrets(log) {
  assert.ok(log.length > 0 && heard.length > 0, 'there is something to search');
  const all = [...log, ...heard].join('\n');
  for (const secret of SECRETS) {
    for (const spelling of spellings(secret)) {
      const at = all.indexOf(spelling);
      assert.equal(at, -1, `a secret in …${all.slice(Math.max(at - 200, 0), at).slice(-200)}`);
    }
  }
  const said = log.join('\n');
  assert.doesNotMatch(said, /__Host-cvm-session|Bearer |eyJ/, 'no cookie, token or assertion in the log');
}
