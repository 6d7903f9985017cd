// What a sandboxed runtime (a page, a worker) runs: the suite over the package, as its own conditions resolve it.
export { Client, Signer } from 'cvm-images';
export { Client as InlineClient } from 'cvm-images/inline';
export { Applier, Planner, Scheduler } from 'cvm-images/engine';
export { Signer as SmallSigner } from 'cvm-images/signer';
export { fetchControl, runSuite } from '../suite/run.js';
