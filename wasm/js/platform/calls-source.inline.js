// For bundlers that know no .wasm.
import { bytesOf } from '../core/compile.js';
import { base64 } from '../core/cvm-images-calls.base64.js';

export const source = () => bytesOf(base64);
