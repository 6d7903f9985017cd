/** Where bundlers and runtimes that fetch find the WebAssembly: beside this file, as an asset. */
export const source = () => fetch(new URL('../core/cvm-images-calls.wasm', import.meta.url));
