// POST /api/explain/:action: a read, shown stage by stage.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';

import { KEYS } from '../../support/tc3.js';
import { SECRETS, TOKENS } from '../support/bindings.js';
import { assertRefused, GUANGZHOU } from './check.js';

const PATH = `/api/explain/DescribeImages?region=${GUANGZHOU}`;
const IDS = { ImageIds: ['img-web00105'] };

/** @type {import('./check.js').Check[]} */
export const EXPLAINING = [
  [
    'a read is shown: stages, headers, a command, what came back; and the key is in none of it',
    async ({ vic, requests, simulator }) => {
      const { status, body, text } = await vic('POST', PATH, IDS);
      assert.equal(status, 200, text);
      const { headers, answer } = body;
      assert.deepEqual([body.method, body.url, body.status, body.attempts], ['POST', `${simulator.url}/`, 200, 1]);
      assert.equal(body.error, null);
      const date = new Date(Number(headers['x-tc-timestamp']) * 1000).toISOString().slice(0, 10);
      assert.equal(body.credential_scope, `${date}/cvm/tc3_request`);
      const digest = (/** @type {string} */ bytes) => createHash('sha256').update(bytes).digest('hex');
      assert.ok(body.canonical_request.endsWith(digest(JSON.stringify(IDS))), body.canonical_request);
      assert.deepEqual(body.string_to_sign.split('\n'), [
        'TC3-HMAC-SHA256',
        headers['x-tc-timestamp'],
        body.credential_scope,
        digest(body.canonical_request),
      ]);
      assert.match(headers.authorization, /Credential=\$TENCENTCLOUD_SECRET_ID\/.*Signature=[0-9a-f]{8}…$/);
      assert.doesNotMatch(text, /Signature=[0-9a-f]{9}/); // a read's would do for a deletion
      assert.ok(body.curl.startsWith('curl ') && body.curl.includes('Credential=$TENCENTCLOUD_SECRET_ID/'));
      assert.deepEqual([answer.ImageSet[0].ImageId, answer.RequestId], ['img-web00105', body.request_id]);
      const sent = (await requests()).at(-1);
      assert.deepEqual([sent.action, sent.params], ['DescribeImages', IDS], 'it was what went out');
      for (const secret of [...SECRETS, KEYS.main.secretId]) assert.ok(!text.includes(secret));
    },
  ],
  [
    'what the service refuses is shown as it said it, and in words',
    async ({ vic, simulator }) => {
      const fault = { kind: 'error', action: 'DescribeImages', code: 'InvalidFilter', message: `not ${SECRETS[0]}` };
      const message = `not ${KEYS.main.secretId}`;
      await simulator.control('POST', '/_sim/faults', { ...fault, message });
      const { status, body } = await vic('POST', PATH, IDS);
      assert.deepEqual([status, body.status, body.answer.RequestId], [200, 200, body.request_id]);
      assert.equal(body.answer.Error.Code, 'InvalidFilter');
      assert.ok(body.answer.Error.Message.endsWith('not [secret]'));
      assert.deepEqual([body.error.code, body.error.service_code], ['service', 'InvalidFilter']);
      assert.ok(body.error.remedy.length > 0);
    },
  ],
  [
    'an answer that never came is no answer; only listed members are shown',
    async ({ vic, simulator }) => {
      const { instances } = await simulator.control('GET', `/_sim/regions/${GUANGZHOU}`);
      const dressed = instances.map((/** @type {any} */ one) => ({ ...one, UserData: 'IyEv' }));
      await simulator.control('PATCH', `/_sim/regions/${GUANGZHOU}`, { instances: dressed });
      const instance = await vic('POST', PATH.replace('DescribeImages', 'DescribeInstances'), {});
      assert.doesNotMatch(instance.text, /UserData|IyEv/);
      assert.ok(instance.body.answer.InstanceSet.length > 0);
      await simulator.control('POST', '/_sim/faults', {
        kind: 'status',
        action: 'DescribeImages',
        status: 503,
        times: 1,
      });
      const again = await vic('POST', PATH, IDS);
      assert.deepEqual([again.status, again.body.attempts, again.body.status], [200, 2, 200], again.text);
    },
  ],
  [
    'nothing that is refused as a call is shown instead',
    async ({ vic, nobody, login, requests }) => {
      const before = (await requests()).length;
      const deletes = await vic('POST', `/api/explain/DeleteImages?region=${GUANGZHOU}`, IDS);
      assertRefused(deletes, 403, 'action-not-allowed');
      assertRefused(await vic('POST', PATH.replace(GUANGZHOU, 'ap-beijing'), {}), 403, 'region-not-allowed');
      assertRefused(await vic('POST', PATH, { Limit: 101 }), 400, 'invalid-parameter');
      assertRefused(await vic('POST', PATH, '{"__proto__":{}}'), 400, 'body-member');
      assertRefused(await vic('POST', PATH, IDS, { origin: 'https://evil.test' }), 403, 'other-origin');
      assertRefused(await nobody('POST', PATH, IDS), 401, 'not-authenticated');
      const { headers } = await login(TOKENS.vic);
      assertRefused(await nobody('POST', PATH, IDS, { ...headers, 'x-csrf-token': '' }), 403, 'csrf');
      assert.equal((await vic('GET', PATH)).status, 404);
      assert.equal((await requests()).length, before);
    },
  ],
];
