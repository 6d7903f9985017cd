// The whole core.

import create from './cvm-images-engine.mjs';
import { loadGlued } from './glued-module.js';

/** @typedef {import('./compile.js').ModuleSource} ModuleSource */

/** @param {ModuleSource | Promise<ModuleSource>} source */
export const loadEngine = (source) => loadGlued(create, source);
