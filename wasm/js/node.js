/**
 * Node's transport with an agent of your own, for a proxy or another CA.
 *
 * ```js
 * import { Client } from 'cvm-images';
 * import { nodeTransport } from 'cvm-images/node';
 * const client = await Client.create({ credential, transport: nodeTransport({ agent }) });
 * ```
 * @module
 */
export { nodeTransport } from './transport/node.js';
