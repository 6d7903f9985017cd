// An apply that breaks off after it sent something ends in a receipt, whatever the caller's own functions throw.
import assert from 'node:assert/strict';
import test from 'node:test';

import { Client } from 'cvm-images';

import { startSimulator } from '../web/support/simulator.js';

const KEY = { secretId: 'AKIDEXAMPLE0000000000000000000000000', secretKey: 'ExampleSecretKey0000000000000000' };

test('a persist that rejects with nothing and an observer that throws leave a receipt', async () => {
  const simulator = await startSimulator();
  const client = await Client.create({ credential: KEY, region: 'ap-guangzhou', endpoint: simulator.url });
  try {
    const onEvent = () => {
      throw new Error('mine');
    };
    const plan = await client.plan({ selection: { ids: ['img-web00105'] } }, { onEvent });
    assert.equal(plan.summary.delete, 1);
    const deletesSent = async () =>
      (await simulator.control('GET', '/_sim/requests')).filter(
        (/** @type {any} */ request) => request.action === 'DeleteImages',
      ).length;
    const persist = async () => {
      if ((await deletesSent()) > 0) throw undefined; // nothing can be written down any more
    };
    const receipt = await client.apply(plan, { digest: plan.digest, deletes: 1, persist, onEvent });
    assert.equal(await deletesSent(), 1);
    assert.equal(receipt.interrupted, true);
    assert.equal(/** @type {any} */ (receipt.error).code, 'internal');
    assert.deepEqual(
      receipt.images.map(({ id }) => id),
      ['img-web00105'],
    );
    assert.ok(['unknown', 'accepted'].includes(receipt.images[0].outcome), receipt.images[0].outcome);
  } finally {
    client.dispose();
    await simulator.stop();
  }
});
