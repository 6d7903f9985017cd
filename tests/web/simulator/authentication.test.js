import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createService } from '../support/in-process.js';
import { KEYS, signedHeaders } from '../support/tc3.js';

const QUOTA = 'DescribeImageQuota';

test('a request signed by hand with node:crypto is accepted', async () => {
  const { call } = createService();
  const answer = await call(QUOTA);
  assert.equal(answer.ImageNumQuota, 52);
  assert.match(answer.RequestId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test('the host may be signed with its port and without', async () => {
  const { simulator, code, time } = createService();
  for (const host of ['127.0.0.1', '127.0.0.1:8080']) {
    const headers = signedHeaders({ host, action: QUOTA, payload: '{}', timestamp: time.ms / 1000 });
    const response = await simulator.fetch('http://127.0.0.1:8080/', { method: 'POST', headers, body: '{}' });
    assert.equal((await response.json()).Response.ImageNumQuota, 52);
  }
  const headers = signedHeaders({ host: '127.0.0.1:9', action: QUOTA, payload: '{}', timestamp: time.ms / 1000 });
  const response = await simulator.fetch('http://127.0.0.1:8080/', { method: 'POST', headers, body: '{}' });
  assert.equal((await response.json()).Response.Error.Code, 'AuthFailure.SignatureFailure');
  assert.equal(await code(QUOTA), null);
});

test("the service of the scope is the action's or the first label of the host", async () => {
  const { code } = createService();
  assert.equal(await code(QUOTA, {}, { service: 'cvm' }), null);
  assert.equal(await code(QUOTA, {}, { service: '127' }), null);
  assert.equal(await code(QUOTA, {}, { service: 'cbs' }), 'AuthFailure.SignatureFailure');
  assert.equal(await code('DescribeSnapshots', {}, { service: 'cbs' }), null);
  assert.equal(await code('DescribeSnapshots', {}, { service: 'cvm' }), 'AuthFailure.SignatureFailure');
});

test('further headers may be signed', async () => {
  const { code } = createService();
  assert.equal(await code(QUOTA, {}, { extraSigned: { 'x-tc-action': QUOTA } }), null);
  const extraSigned = { 'x-tc-action': QUOTA, 'x-tc-region': 'ap-guangzhou', 'x-tc-version': '2017-03-12' };
  assert.equal(await code(QUOTA, {}, { extraSigned }), null);
  assert.equal(
    await code(QUOTA, {}, { extraSigned: { 'x-tc-action': QUOTA }, headers: { 'x-tc-action': 'DescribeImages' } }),
    'AuthFailure.SignatureFailure',
  );
});

test('the content type is signed as it was sent, charset and capitals included', async () => {
  const { code } = createService();
  assert.equal(await code(QUOTA, {}, { contentType: 'application/json; charset=utf-8' }), null);
  assert.equal(await code(QUOTA, {}, { contentType: 'Application/JSON; Charset=UTF-8' }), null);
  assert.equal(
    await code(QUOTA, {}, { headers: { 'content-type': 'application/json; charset=utf-8' } }),
    'AuthFailure.SignatureFailure',
  );
  assert.equal(await code(QUOTA, {}, { contentType: 'text/plain' }), 'InvalidRequest');
});

test('UNSIGNED-PAYLOAD leaves the body out of the signature', async () => {
  const { code } = createService();
  assert.equal(await code(QUOTA, {}, { unsignedPayload: true }), null);
  assert.equal(
    await code(QUOTA, {}, { unsignedPayload: true, headers: { 'x-tc-content-sha256': 'other' } }),
    'AuthFailure.SignatureFailure',
  );
});

test('the clock may differ by five minutes and no more', async () => {
  const { code, time } = createService();
  const now = time.ms / 1000;
  assert.equal(await code(QUOTA, {}, { timestamp: now - 300 }), null);
  assert.equal(await code(QUOTA, {}, { timestamp: now + 300 }), null);
  assert.equal(await code(QUOTA, {}, { timestamp: now - 301 }), 'AuthFailure.SignatureExpire');
  assert.equal(await code(QUOTA, {}, { timestamp: now + 301 }), 'AuthFailure.SignatureExpire');
  assert.equal(await code(QUOTA, {}, { headers: { 'x-tc-timestamp': '12a' } }), 'InvalidParameter');
});

test('the date of the scope is the UTC date of the timestamp', async () => {
  const { code } = createService();
  assert.equal(await code(QUOTA, {}, { date: '2026-03-16' }), 'AuthFailure.SignatureFailure');
});

test('keys and tokens', async () => {
  const { code } = createService();
  const { main, temporary } = KEYS;
  assert.equal(await code(QUOTA, {}, { key: { ...main, secretId: 'AKIDUNKNOWN' } }), 'AuthFailure.SecretIdNotFound');
  assert.equal(await code(QUOTA, {}, { key: { ...main, secretKey: 'wrong' } }), 'AuthFailure.SignatureFailure');
  assert.equal(await code(QUOTA, {}, { key: temporary }), null);
  assert.equal(await code(QUOTA, {}, { key: { ...temporary, token: '' } }), 'AuthFailure.TokenFailure');
  assert.equal(await code(QUOTA, {}, { key: { ...temporary, token: 'old' } }), 'AuthFailure.TokenFailure');
  assert.equal(await code(QUOTA, {}, { key: { ...main, token: 'unasked' } }), 'AuthFailure.TokenFailure');
});

test('the form of the Authorization header', async () => {
  const { code } = createService();
  const scope = 'Credential=AKIDEXAMPLE0000000000000000000000000/2026-03-15/cvm/tc3_request';
  const zeros = '0'.repeat(64);
  const wrong = [
    'SKIP',
    'Bearer x',
    `TC3-HMAC-SHA256 ${scope}, SignedHeaders=content-type;host, Signature=abc`,
    `TC3-HMAC-SHA256 ${scope},SignedHeaders=content-type;host,Signature=${zeros}`,
    `TC3-HMAC-SHA256 ${scope}, SignedHeaders=content-type, Signature=${zeros}`,
    `TC3-HMAC-SHA256 ${scope}, SignedHeaders=Content-Type;Host, Signature=${zeros}`,
    `TC3-HMAC-SHA256 ${scope}, SignedHeaders=content-type;host;host, Signature=${zeros}`,
  ];
  for (const authorization of wrong) {
    assert.equal(
      await code(QUOTA, {}, { headers: { authorization } }),
      'AuthFailure.InvalidAuthorization',
      authorization,
    );
  }
  const authorization = `TC3-HMAC-SHA256 ${scope}, SignedHeaders=content-type;host, Signature=${zeros}`;
  assert.equal(await code(QUOTA, {}, { headers: { authorization } }), 'AuthFailure.SignatureFailure');
});

test('a GET signs its query as it was sent', async () => {
  const { call, code } = createService();
  const query = 'Filters.0.Name=image-name&Filters.0.Values.0=%E7%BD%91%E7%AB%99&Limit=5';
  const answer = await call('DescribeImages', {}, { method: 'GET', query });
  assert.deepEqual(
    answer.ImageSet.map((/** @type {any} */ image) => image.ImageId),
    ['img-chinese0'],
  );
  assert.equal(
    await code('DescribeImages', {}, { method: 'GET', query, contentType: 'application/json' }),
    'InvalidRequest',
  );
});

test('permissions of a sub-account', async () => {
  const { call, code } = createService();
  const key = KEYS.subAccount;
  const sts = { service: 'sts', version: '2018-08-13', key };
  assert.equal(await code('GetCallerIdentity', {}, sts), 'UnauthorizedOperation');
  assert.equal(
    await code('DescribeLaunchConfigurations', {}, { service: 'as', version: '2018-04-19', key }),
    'UnauthorizedOperation',
  );
  assert.equal((await call('DescribeImages', {}, { key })).TotalCount, 55);
});
