import test from 'node:test';

import { Client, Signer } from 'cvm-images';
import { Applier, Planner, Scheduler } from 'cvm-images/engine';
import { Client as InlineClient } from 'cvm-images/inline';
import { Signer as SmallSigner } from 'cvm-images/signer';

import { startSimulator } from '../../web/support/simulator.js';
import { runSuite } from '../suite/run.js';
import { fixtures } from '../support/fixtures.js';
import { assertReport } from '../support/report.js';

test('the suite in Node', async () => {
  const simulator = await startSimulator();
  try {
    const service = { endpoint: simulator.url, control: simulator.control };
    const parts = { Signer, Scheduler, Planner, Applier, Client, SmallSigner, InlineClient };
    assertReport('node', await runSuite(parts, fixtures(), service));
  } finally {
    await simulator.stop();
  }
});
