// Signing and calls: what most programs use.

import create from './cvm-images-calls.mjs';
import { loadGlued } from './glued-module.js';

/** @typedef {import('./compile.js').ModuleSource} ModuleSource */

/** @param {ModuleSource | Promise<ModuleSource>} source */
export const loadCalls = (source) => loadGlued(create, source);
