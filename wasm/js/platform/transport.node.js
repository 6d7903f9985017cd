import { fetchTransport } from '../transport/fetch.js';
import { nodeTransport } from '../transport/node.js';

/** One for the process, so that clients share its connections. @type {import('../transport/transport.js').Transport | undefined} */
let shared;

/** @param {typeof globalThis.fetch} [fetch]  of the caller's; undici, which is Node's, repeats no POST */
export const transport = (fetch) => (fetch ? fetchTransport(fetch) : (shared ??= nodeTransport()));
