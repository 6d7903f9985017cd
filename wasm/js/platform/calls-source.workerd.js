// workerd compiles no bytes at run time: the module comes with the bundle.
import wasm from '../core/cvm-images-calls.wasm';

export const source = () => wasm;
