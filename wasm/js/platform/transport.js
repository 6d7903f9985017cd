import { fetchTransport, globalFetch } from '../transport/fetch.js';

/** `keepalive: false` keeps Bun from repeating a change on a reused connection; elsewhere it is the default. */
export const transport = (fetch = globalFetch) => fetchTransport(fetch, { init: { keepalive: false } });
