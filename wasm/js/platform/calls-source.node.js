import { readFile } from 'node:fs/promises';

export const source = () => readFile(new URL('../core/cvm-images-calls.wasm', import.meta.url));
