import { Client as CoreClient } from './client.js';
import { loadEngine } from './core/engine-module.js';
import { Applier as CoreApplier } from './engine/applier.js';
import { Planner as CorePlanner } from './engine/planner.js';
import { Scheduler as CoreScheduler } from './engine/scheduler.js';
import { CvmError } from './errors.js';
import { transport } from './platform/transport.js';
import { Signer as CoreSigner } from './signer.js';

/**
 * The whole package on a WebAssembly module of the caller's: for runtimes and bundlers that hand one over in a way of
 * their own.
 *
 * ```js
 * import { load } from 'cvm-images/load';
 * import wasm from 'cvm-images/core.wasm';
 * const { Client, Signer } = await load(wasm);
 * ```
 * @param {import('./core/compile.js').ModuleSource | Promise<import('./core/compile.js').ModuleSource>} source  a
 *   WebAssembly.Module, its bytes or a Response. Error: `invalid-parameter` for anything else.
 * @returns {Promise<{ Signer: typeof CoreSigner, Client: typeof CoreClient, Scheduler: typeof CoreScheduler,
 *   Planner: typeof CorePlanner, Applier: typeof CoreApplier, CvmError: typeof CvmError }>}
 */
export async function load(source) {
  const module = await loadEngine(source);
  const loaded = async () => module;
  class Signer extends CoreSigner {
    static load = loaded;
  }
  class Client extends CoreClient {
    static load = loaded;
    static loadEngine = loaded;
    static transport = transport;
  }
  class Scheduler extends CoreScheduler {
    static load = loaded;
  }
  class Planner extends CorePlanner {
    static load = loaded;
  }
  class Applier extends CoreApplier {
    static load = loaded;
  }
  return { Signer, Client, Scheduler, Planner, Applier, CvmError };
}

export { CvmError };
