// For bundlers that know no .wasm. It is large and not always needed: whoever splits a bundle may load it later.
import { bytesOf } from '../core/compile.js';

export const source = async () => bytesOf((await import('../core/cvm-images-engine.base64.js')).base64);
