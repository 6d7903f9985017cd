import { nodeTransport } from '../transport/node.js';

/** One for the process, so that clients share its connections. @type {import('../transport/transport.js').Transport | undefined} */
let shared;

export const transport = () => (shared ??= nodeTransport());
