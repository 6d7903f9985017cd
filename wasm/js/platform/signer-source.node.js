import { readFile } from 'node:fs/promises';

export const source = () => readFile(new URL('../core/cvm-images-signer.wasm', import.meta.url));
