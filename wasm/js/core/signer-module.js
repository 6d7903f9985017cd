// The signer alone: a module without Embind and a loader of a few lines.

import { compile } from './compile.js';
import { Module } from './module.js';

/** @typedef {import('./compile.js').ModuleSource} ModuleSource */

/** @param {WebAssembly.Module} compiled @returns {import('./module.js').Made} */
function instantiate(compiled) {
  const stop = () => {
    throw new Error('the program ended');
  };
  /** @type {WebAssembly.Memory} */
  let memory;
  let bytes = new Uint8Array();
  const view = () => (bytes.buffer === memory.buffer ? bytes : (bytes = new Uint8Array(memory.buffer)));
  /** An environment without variables. @param {number} count @param {number} size */
  const noEnvironment = (count, size) => {
    const words = new DataView(memory.buffer);
    words.setUint32(count, 0, true);
    words.setUint32(size, 0, true);
    return 0;
  };
  const instance = new WebAssembly.Instance(compiled, {
    env: { emscripten_notify_memory_growth() {}, abort: stop },
    wasi_snapshot_preview1: { proc_exit: stop, environ_sizes_get: noEnvironment, environ_get: () => 0 },
  });
  const functions = /** @type {import('./module.js').Functions} */ (/** @type {unknown} */ (instance.exports));
  memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
  functions._initialize();
  return { functions, bytes: view };
}

/**
 * @param {ModuleSource | Promise<ModuleSource>} source
 * @returns {Promise<Module>}
 */
export async function loadSigner(source) {
  const compiled = await compile(source);
  return new Module(() => instantiate(compiled));
}
