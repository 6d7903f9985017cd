import { fetchTransport, globalFetch } from '../transport/fetch.js';

/**
 * In a page. The service allows no cross-origin calls, so the endpoint is a proxy of the page's own origin, and that
 * proxy must let each Idempotency-Key through once (see fetchTransport).
 */
export const transport = (fetch = globalFetch) =>
  fetchTransport(fetch, { init: { credentials: 'same-origin', cache: 'no-store' }, idempotencyKey: true });
