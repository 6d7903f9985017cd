import { fetchTransport, globalFetch } from '../transport/fetch.js';

/** @type {any} */
const deno = globalThis;

/**
 * Deno repeats a POST by itself when a reused connection closes without an answer. A client that keeps no connection has
 * none to reuse, so every change goes over a fresh one. A fetch of the caller's must hand the `client` on.
 */
const freshConnection = () => {
  const client = deno.Deno.createHttpClient({ poolMaxIdlePerHost: 0, http2: false });
  return { init: { client }, close: () => client.close() };
};

export const transport = (fetch = globalFetch) => fetchTransport(fetch, { forChange: freshConnection });
