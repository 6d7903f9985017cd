// The same for Vercel's edge runtime, in its own spelling.
import wasm from '../core/cvm-images-calls.wasm?module';

export const source = () => wasm;
