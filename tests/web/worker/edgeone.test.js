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

test('EdgeOne: signs and reads, refuses the rest', { timeout: 60_000 }, async () => {
  const simulator = await startSimulator();
  try {
    const folder = await bundle(PROGRAM, { conditions: [], format: 'iife' });
    const file = join(folder, 'main.js');
    assert.ok(statSync(file).size < 1_500_000, 'far below the 5 MB that a function may have');
    const runtime = new EdgeRuntime({
      initialCode: readFileSync(file, 'utf8'),
      extend: (context) => Object.assign(context, { bindings: bindings(simulator.url) }),
    });
    /** @param {string} path @param {object} [init] */
    const ask = async (path, init = {}) => {
      const answer = await runtime.dispatchFetch(`http://function.test${path}`, {
        method: 'POST',
        body: '{"Limit":1}',
        ...init,
      });
      const text = await answer.text();
      for (const secret of SECRETS) assert.ok(!text.includes(secret));
      assert.equal(answer.headers.get('x-frame-options'), 'DENY');
      return { status: answer.status, body: JSON.parse(text) };
    };
    const headers = { authorization: `Bearer ${TOKENS.vic}` };
    const read = await ask('/api/call/DescribeImages?region=ap-guangzhou', { headers });
    assert.equal(read.status, 200, JSON.stringify(read.body));
    assert.equal(read.body.Response.ImageSet[0].ImageId, 'img-web00105');
    const refused = /** @type {[string, object, number, string][]} */ ([
      ['/api/call/DescribeImages?region=ap-guangzhou', {}, 401, 'not-authenticated'],
      ['/api/call/DescribeImages?region=ap-beijing', { headers }, 403, 'region-not-allowed'],
      ['/api/call/DeleteImages?region=ap-guangzhou', { headers }, 403, 'action-not-allowed'],
      ['/api/jobs', { headers }, 404, 'not-found'],
      [
        '/api/call/DescribeImages?region=ap-guangzhou',
        { headers: { ...headers, origin: 'https://evil.test' } },
        403,
        'other-origin',
      ],
      ['/api/call/DescribeImages?region=ap-guangzhou', { headers, body: '{"__proto__":{}}' }, 400, 'body-member'],
    ]);
    for (const [path, init, status, code] of refused) {
      const answer = await ask(path, init);
      assert.deepEqual([answer.status, answer.body.error?.code], [status, code], path);
    }
  } finally {
    await simulator.stop();
  }
});
