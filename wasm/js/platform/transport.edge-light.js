import { fetchTransport, globalFetch } from '../transport/fetch.js';

export const transport = (fetch = globalFetch) => fetchTransport(fetch);
