import assert from 'node:assert/strict';

import { SECURITY_HEADERS } from '../../../../web/worker/http/headers.js';
import { SEAL_KEY } from '../support/bindings.js';
import { assertRefused, GUANGZHOU } from './check.js';

/** @type {import('./check.js').Check[]} */
export const READING = [
  [
    'health, the console and security headers on every answer',
    async ({ nobody, ann }) => {
      const answers = await Promise.all([
        nobody('GET', '/healthz'),
        nobody('GET', '/'),
        nobody('GET', '/app.js'),
        nobody('GET', '/absent.js'),
        nobody('GET', '/api/session'),
        nobody('PUT', '/'),
        ann('GET', '/api/nothing'),
        ann('GET', '/api/session'),
      ]);
      const statuses = answers.map(({ status }) => status);
      assert.deepEqual(statuses, [200, 200, 200, 404, 401, 405, 404, 200]);
      assert.equal(answers[1].text, '<!doctype html><title>console</title>');
      assert.match(answers[2].headers.get('content-type') ?? '', /^(text|application)\/javascript/);
      for (const { headers } of answers) {
        for (const [name, value] of Object.entries(SECURITY_HEADERS)) assert.equal(headers.get(name), value);
        assert.equal(headers.get('access-control-allow-origin'), null);
      }
    },
  ],
  [
    'who am I',
    async ({ ann, vic }) => {
      const { body } = await ann('GET', '/api/session');
      const { login, ...rest } = body;
      assert.ok(Math.abs(Date.parse(login) - Date.now()) < 60_000);
      const common = { via: 'token', csrf: null, regions: [GUANGZHOU, 'ap-singapore'], approvers: 1 };
      assert.deepEqual(rest, { name: 'ann', role: 'operator', apply: true, ...common });
      const { login: _, ...viewer } = (await vic('GET', '/api/session')).body;
      assert.deepEqual(viewer, { name: 'vic', role: 'viewer', apply: false, ...common });
    },
  ],
  [
    'a read, built by the core, for a viewer too',
    async ({ vic, requests }) => {
      const { status, body } = await vic('POST', `/api/call/DescribeImages?region=${GUANGZHOU}`, {
        ImageIds: ['img-web00105'],
      });
      assert.equal(status, 200);
      const [image] = body.Response.ImageSet;
      assert.deepEqual([image.ImageId, image.ImageName], ['img-web00105', 'web-2026-01-05']);
      const { action, region, service, params } = (await requests()).at(-1);
      assert.deepEqual([action, region, service], ['DescribeImages', GUANGZHOU, 'cvm']);
      assert.deepEqual(params, { ImageIds: ['img-web00105'] });
      const regions = await vic('POST', '/api/call/DescribeRegions', { Product: 'cvm' });
      assert.ok(regions.body.Response.RegionSet.length >= 2);
      const caller = await vic('POST', '/api/call/GetCallerIdentity');
      assert.equal(caller.body.Response.AccountId, '100000000001');
    },
  ],
  [
    'every read of the list answers, with nothing but listed members',
    async ({ vic, simulator }) => {
      const { instances } = await simulator.control('GET', `/_sim/regions/${GUANGZHOU}`);
      const dressed = instances.map((/** @type {any} */ one) => ({
        ...one,
        UserData: 'IyEv',
        LoginSettings: { Password: 'x' },
      }));
      await simulator.control('PATCH', `/_sim/regions/${GUANGZHOU}`, { instances: dressed });
      const calls = /** @type {[string, object][]} */ ([
        ['DescribeInstances', { Limit: 100 }],
        ['DescribeImageQuota', {}],
        ['DescribeImageSharePermission', { ImageId: 'img-shared01' }],
        ['DescribeImageFromFamily', { ImageFamily: 'golden' }],
        ['DescribeLaunchTemplates', {}],
        ['DescribeLaunchTemplateVersions', { LaunchTemplateId: 'lt-api00001' }],
        ['DescribeLaunchConfigurations', {}],
        ['DescribeSnapshots', { Limit: 100 }],
      ]);
      for (const [action, params] of calls) {
        const { status, text, body } = await vic('POST', `/api/call/${action}?region=${GUANGZHOU}`, params);
        assert.equal(status, 200, `${action}: ${text.slice(0, 300)}`);
        assert.doesNotMatch(text, /UserData|LoginSettings|Password|IyEv/, action);
        assert.equal(typeof body.Response.RequestId, 'string');
      }
    },
  ],
  [
    'what the service refuses is told with its code and RequestId, and no secret',
    async ({ ann, simulator }) => {
      const message = `the keys ${SEAL_KEY} and ExampleSecretKey0000000000000000 are wrong`;
      await simulator.control('POST', '/_sim/faults', {
        kind: 'error',
        action: 'DescribeImageQuota',
        code: 'InvalidParameterValue.Example',
        message,
      });
      const answer = await ann('POST', `/api/call/DescribeImageQuota?region=${GUANGZHOU}`);
      assertRefused(answer, 502, 'service');
      assert.equal(answer.body.error.service_code, 'InvalidParameterValue.Example');
      assert.match(answer.body.error.request_id, /^[0-9a-f-]{36}$/);
      assert.ok(answer.body.error.service_message.endsWith('the keys [secret] and [secret] are wrong'));
    },
  ],
  [
    'a body of 64 KiB is read, one byte more is not; in bytes, not in characters',
    async ({ vic }) => {
      const path = `/api/call/DescribeImageQuota?region=${GUANGZHOU}`;
      const most = 64 * 1024;
      const padded = (/** @type {number} */ bytes) => `{}${' '.repeat(bytes - 2)}`;
      for (const route of [path, path.replace('call', 'explain')]) {
        assert.equal((await vic('POST', route, padded(most))).status, 200);
        assertRefused(await vic('POST', route, padded(most + 1)), 413, 'body-too-large');
      }
      const wide = `{"x":"${'\u00e9'.repeat(most / 2)}"}`;
      assert.ok(wide.length < most);
      assertRefused(await vic('POST', path, wide), 413, 'body-too-large');
    },
  ],
  [
    'an answer of 1 MiB leaves the worker, one byte more does not',
    async ({ vic, simulator }) => {
      const path = `/_sim/regions/ap-singapore`;
      const { images } = await simulator.control('GET', path);
      const [pattern] = images;
      const ask = () => vic('POST', '/api/call/DescribeImages?region=ap-singapore', { ImageIds: ['img-large001'] });
      const sized = async (/** @type {string} */ description) => {
        const large = { ...pattern, ImageId: 'img-large001', ImageName: 'large', ImageDescription: description };
        await simulator.control('PATCH', path, { images: [...images, large] });
        return ask();
      };
      try {
        const bare = Buffer.byteLength(JSON.stringify((await sized('')).body.Response));
        const most = 1024 * 1024 - bare;
        const whole = await sized('\u00e9'.repeat(1000) + 'x'.repeat(most - 2000));
        assert.equal(whole.status, 200);
        assert.equal(Buffer.byteLength(JSON.stringify(whole.body.Response)), 1024 * 1024);
        assertRefused(await sized('\u00e9'.repeat(1000) + 'x'.repeat(most - 1999)), 502, 'answer-too-large');
      } finally {
        await simulator.control('PATCH', path, { images });
      }
    },
  ],
  [
    'parameters that the core refuses are refused before anything is sent',
    async ({ ann, requests }) => {
      const before = (await requests()).length;
      const path = `/api/call/DescribeImages?region=${GUANGZHOU}`;
      const both = await ann('POST', path, { ImageIds: ['img-web00105'], Filters: [{ Name: 'a', Values: ['b'] }] });
      assertRefused(both, 400, 'invalid-parameter');
      assertRefused(await ann('POST', path, { Limit: 101 }), 400, 'invalid-parameter');
      assertRefused(await ann('POST', path, { ImageIds: ['IMG'] }), 400, 'invalid-parameter');
      assertRefused(await ann('POST', path, '[]'), 400, 'body-not-object');
      assertRefused(await ann('POST', path, '{'), 400, 'body-not-json');
      assert.equal((await requests()).length, before);
    },
  ],
];
