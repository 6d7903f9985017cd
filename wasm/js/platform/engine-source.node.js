import { readFile } from 'node:fs/promises';

export const source = () => readFile(new URL('../core/cvm-images-engine.wasm', import.meta.url));
