/**
 * Delete Tencent Cloud CVM images: the core in WebAssembly, with the runtime's own way to send.
 *
 * ```js
 * import { Client, CvmError } from 'cvm-images';
 * const client = await Client.create({ credential: { secretId, secretKey }, region: 'ap-guangzhou' });
 * await client.deleteImages({ ImageIds: ['img-34vaef8fe'] });
 * ```
 * @module
 */
import { Client as CoreClient } from './client.js';
import { loadCalls } from './core/calls-module.js';
import { loadEngine } from './core/engine-module.js';
import { once } from './once.js';
import { source as callsSource } from './platform/calls-source.js';
import { source as engineSource } from './platform/engine-source.js';
import { transport } from './platform/transport.js';
import { Signer as CoreSigner } from './signer.js';

const load = once(() => loadCalls(callsSource()));

export class Signer extends CoreSigner {
  static load = load;
}

export class Client extends CoreClient {
  static load = load;
  static loadEngine = once(() => loadEngine(engineSource()));
  static transport = transport;
}

export { CvmError } from './errors.js';
