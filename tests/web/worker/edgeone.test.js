// The function for EdgeOne, bundled as README.md says, in Vercel's edge-runtime: the nearest that runs here. The true runtime
// was not tried.
import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

import { EdgeRuntime } from 'edge-runtime';

import { bundle } from '../../wasm/support/bundle.js';
import { startSimulator } from '../support/simulator.js';
import { bindings, SECRETS, TOKENS } from './support/bindings.js';

const PROGRAM = `
  import { onRequest } from '../../../web/worker/edgeone/read.js';
  addEventListener('fetch', (event) => event.respondWith(onRequest({ request: event.request, env: globalThis.bindings })));
`;

/** The function in its runtime; gives a way to ask it. @param {string} endpoint */
async function startFunction(endpoint) {
  const folder = await bundle(PROGRAM, { conditions: [], format: 'iife' });
  const file = join(folder, 'main.js');
  assert.ok(statSync(file).size < 1_500_000, 'far below the 5 MB that a function may have');
  const runtime = new EdgeRuntime({
    initialCode: readFileSync(file, 'utf8'),
    extend: (context) => Object.assign(context, { bindings: bindings(endpoint) }),
  });
  /** @param {string} path @param {object} [init] */
  return async (path, init = {}) => {
    const request = { method: 'POST', body: '{"Limit":1}', ...init };
    const answer = await runtime.dispatchFetch(`http://function.test${path}`, request);
    const text = await answer.text();
    for (const secret of SECRETS) assert.ok(!text.includes(secret));
    assert.equal(answer.headers.get('x-frame-options'), 'DENY');
    return { status: answer.status, body: JSON.parse(text) };
  };
}

const READ = '/api/call/DescribeImages?region=ap-guangzhou';
const headers = { authorization: `Bearer ${TOKENS.vic}` };

/** @type {[string, object, number, string][]} */
const REFUSED = [
  [READ, {}, 401, 'not-authenticated'],
  ['/api/call/DescribeImages?region=ap-beijing', { headers }, 403, 'region-not-allowed'],
  ['/api/call/DeleteImages?region=ap-guangzhou', { headers }, 403, 'action-not-allowed'],
  ['/api/jobs', { headers }, 404, 'not-found'],
  [READ, { headers: { ...headers, origin: 'https://evil.test' } }, 403, 'other-origin'],
  [READ, { headers, body: '{"__proto__":{}}' }, 400, 'body-member'],
];

test('EdgeOne: signs and reads, refuses the rest', { timeout: 60_000 }, async () => {
  const simulator = await startSimulator();
  try {
    const ask = await startFunction(simulator.url);
    const read = await ask(READ, { headers });
    assert.equal(read.status, 200, JSON.stringify(read.body));
    assert.equal(read.body.Response.ImageSet[0].ImageId, 'img-web00105');
    for (const [path, init, status, code] of REFUSED) {
      const answer = await ask(path, init);
      assert.deepEqual([answer.status, answer.body.error?.code], [status, code], path);
    }
  } finally {
    await simulator.stop();
  }
});
