import { fetchTransport } from '../transport/fetch.js';

export const transport = () => fetchTransport((...request) => globalThis.fetch(...request));
