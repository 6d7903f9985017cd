import { fetchTransport } from '../transport/fetch.js';

/** `keepalive: false` keeps Bun from repeating a change on a reused connection; elsewhere it is the default. */
export const transport = () =>
  fetchTransport((...request) => globalThis.fetch(...request), { init: { keepalive: false } });
