// A module with Embind's glue for the engine and plain exports for the buffers and the signer.

import { compile } from './compile.js';
import { Module } from './module.js';

/**
 * @typedef {import('./compile.js').ModuleSource} ModuleSource
 * @typedef {typeof import('./cvm-images-engine.mjs').default} Create
 */

const PLAIN = [
  'cvm_input',
  'cvm_output',
  'cvm_signer_create',
  'cvm_signer_destroy',
  'cvm_sign_request',
  'cvm_explain_request',
  'cvm_sign_call',
  'cvm_explain_call',
];

/** @param {Create} create @param {WebAssembly.Module} compiled @returns {import('./module.js').Made} */
function instantiate(create, compiled) {
  const glue = create({
    locateFile: (/** @type {string} */ file) => file, // the default reads import.meta.url, which workerd leaves undefined
    print: () => {},
    printErr: () => {},
    /** @param {WebAssembly.Imports} imports @param {(instance: WebAssembly.Instance, module: WebAssembly.Module) => void} done */
    instantiateWasm(imports, done) {
      const instance = new WebAssembly.Instance(compiled, imports);
      done(instance, compiled);
      return instance.exports;
    },
  });
  glue.ready?.catch?.(() => {}); // a trap is reported by the call that met it
  const functions = Object.create(glue);
  for (const name of PLAIN) functions[name] = glue[`_${name}`];
  return { functions, bytes: () => glue.HEAPU8 };
}

/**
 * @param {Create} create  the glue that was made with the module
 * @param {ModuleSource | Promise<ModuleSource>} source
 * @returns {Promise<Module>}
 */
export async function loadGlued(create, source) {
  const compiled = await compile(source);
  return new Module(() => instantiate(create, compiled));
}
