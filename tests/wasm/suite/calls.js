// The client against the simulator: tests/fixtures/faults, and what else a runtime must be able to do.

const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };

/**
 * @typedef {(method: string, path: string, body?: unknown) => Promise<any>} Control  of the simulator
 * @typedef {{ Client: any, endpoint: string, control: Control, repeatsReads?: boolean, fetch?: typeof globalThis.fetch }} World
 *   `repeatsReads`: the runtime sends a read again by itself, as browsers do; `fetch`: in place of the runtime's
 */

/** @param {any} expected @param {any} actual @param {string} what */
function same(expected, actual, what) {
  const [want, got] = [expected, actual].map((value) => JSON.stringify(value));
  if (want !== got) throw new Error(`${what}: ${got}, not ${want}`);
}

/** @param {Control} control @param {string} action */
const count = async (control, action) =>
  (await control('GET', '/_sim/requests')).filter((/** @type {any} */ request) => request.action === action).length;

/** @param {World} world @param {any} faults */
function makeClient({ Client, endpoint, fetch }, faults) {
  const rates = { DeleteImages: 1000, DescribeImageQuota: 1000, DescribeImages: 1000 };
  const { region, retry, requestTimeoutMs } = faults;
  return Client.create({ credential: KEY, region, endpoint, rates, retry, requestTimeoutMs, fetch });
}

/** @param {World} world @param {any} client @param {any} tested */
async function meet({ control, repeatsReads = false }, client, tested) {
  await control('POST', '/_sim/reset');
  await control('PATCH', '/_sim/settings', { rates: { DeleteImages: 1000, DescribeImageQuota: 1000 } });
  await control('POST', '/_sim/faults', { action: tested.action, ...tested.fault });
  /** @type {any} */
  let outcome = 'success';
  try {
    const response = await client.call(tested.action, tested.params);
    if (!response.RequestId) throw new Error('a success without RequestId');
  } catch (/** @type {any} */ error) {
    if (error.name !== 'CvmError') throw error;
    const { code, ambiguous, serviceCode } = error;
    outcome = { code, ambiguous, ...(serviceCode ? { serviceCode } : {}) };
  }
  same(tested.expect, outcome, 'outcome');
  if (repeatsReads && tested.action !== 'DeleteImages') return;
  same(tested.requests, await count(control, tested.action), 'requests');
}

/**
 * @param {World} world
 * @param {any} faults  tests/fixtures/faults/calls.json
 * @returns {Promise<{ passed: number, failures: string[] }>}
 */
export async function meetFaults(world, faults) {
  /** @type {string[]} */
  const failures = [];
  for (const tested of faults.cases) {
    const client = await makeClient(world, { ...faults, ...tested });
    await meet(world, client, tested).catch((error) => failures.push(`fault ${tested.name}: ${error.message}`));
    client.dispose();
  }
  return { passed: faults.cases.length - failures.length, failures };
}

/** The calls of an ordinary day, and a reset of a reused connection. @type {Record<string, (world: World, client: any) => Promise<void>>} */
const CALLS = {
  async 'lists and deletes'({ control }, client) {
    const before = await client.describeImages({ ImageIds: ['img-chinese0', 'img-web00105'] });
    same(['img-chinese0', 'img-web00105'], before.ImageSet.map((/** @type {any} */ i) => i.ImageId).sort(), 'ids');
    same(
      '网站备份-2026-01',
      before.ImageSet.find((/** @type {any} */ i) => i.ImageId === 'img-chinese0').ImageName,
      'name',
    );
    const dry = await client.deleteImages({ ImageIds: ['img-web00105'], DryRun: true });
    same('string', typeof dry.RequestId, 'RequestId');
    same(['RequestId'], Object.keys(await client.deleteImages({ ImageIds: ['img-web00105'] })), 'answer');
    await control('POST', '/_sim/clock', { advance_ms: 5000 });
    const after = await client.describeImages({ ImageIds: ['img-chinese0'] });
    same(1, after.TotalCount, 'TotalCount');
  },
  async 'any action'(_, client) {
    same(52, (await client.call('DescribeImageQuota')).ImageNumQuota, 'quota');
    same('100000000001', (await client.getCallerIdentity()).AccountId, 'account');
    const raw = await client.callRaw('DescribeImageQuota', {}, { method: 'GET' });
    same(1, raw.attempts, 'attempts');
    same(52, JSON.parse(raw.body).Response.ImageNumQuota, 'quota');
  },
  async 'refuses before it sends'({ control }, client) {
    const seen = (await control('GET', '/_sim/requests')).length;
    for (const ids of [[], ['IMG-ABC'], ['img-a', 'img-a'], ['img-a\n']]) {
      const code = await client.deleteImages({ ImageIds: ids }).catch((/** @type {any} */ error) => error.code);
      same('invalid-parameter', code, JSON.stringify(ids));
    }
    same(seen, (await control('GET', '/_sim/requests')).length, 'requests');
  },
  async 'a reused connection that is reset'({ control }, client) {
    await client.describeImageQuota();
    await control('POST', '/_sim/faults', { action: 'DeleteImages', kind: 'reset-reused' });
    const outcome = await client.deleteImages({ ImageIds: ['img-web00112'] }).then(
      () => 'success',
      (/** @type {any} */ error) => `${error.code}, ambiguous ${error.ambiguous}`,
    );
    const met = (await control('GET', '/_sim/faults')).length === 0;
    same(met ? 'lost, ambiguous true' : 'success', outcome, 'outcome');
    same(1, await count(control, 'DeleteImages'), 'requests');
  },
  async 'cancel ends a read'({ control }, client) {
    await control('POST', '/_sim/faults', { action: 'DescribeImageQuota', kind: 'hang', times: 9 });
    const stop = new AbortController();
    const call = client.describeImageQuota(
      {},
      { signal: stop.signal, onEvent: () => setTimeout(() => stop.abort(), 20) },
    );
    same('cancelled', await call.catch((/** @type {any} */ error) => error.code), 'code');
  },
};

/**
 * @param {World} world
 * @param {any} faults
 * @returns {Promise<{ passed: number, failures: string[] }>}
 */
export async function makeCalls(world, faults) {
  /** @type {string[]} */
  const failures = [];
  for (const [name, play] of Object.entries(CALLS)) {
    await world.control('POST', '/_sim/reset');
    const client = await makeClient(world, faults);
    await play(world, client).catch((error) => failures.push(`${name}: ${error.message}`));
    client.dispose();
  }
  return { passed: Object.keys(CALLS).length - failures.length, failures };
}
