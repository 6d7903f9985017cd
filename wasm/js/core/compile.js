// From whatever holds a module to a compiled one.

import { CvmError } from '../errors.js';
import { isA } from './options.js';

/**
 * A compiled module, its bytes, or a Response that brings them.
 * @typedef {WebAssembly.Module | ArrayBuffer | Uint8Array | Response} ModuleSource
 */

/**
 * @param {ModuleSource | Promise<ModuleSource>} source
 * @returns {Promise<WebAssembly.Module>}
 */
export async function compile(source) {
  const given = await source;
  if (isA(given, 'WebAssembly.Module')) return /** @type {WebAssembly.Module} */ (given);
  if (isA(given, 'Response')) return compileResponse(/** @type {Response} */ (given));
  if (isA(given, 'ArrayBuffer') || ArrayBuffer.isView(given)) {
    return WebAssembly.compile(/** @type {BufferSource} */ (given));
  }
  throw new CvmError('invalid-parameter', 'load takes a WebAssembly.Module, its bytes or a Response', {
    where: 'source',
  });
}

/** @param {Response} response */
async function compileResponse(response) {
  if (!response.ok) {
    throw new CvmError('invalid-parameter', `the WebAssembly could not be fetched: status ${response.status}`, {
      where: response.url,
    });
  }
  const type = response.headers.get('content-type') ?? '';
  const streams = type.startsWith('application/wasm') && typeof WebAssembly.compileStreaming === 'function';
  return streams ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await response.arrayBuffer());
}

/** The bytes that a base64 text stands for. @param {string} base64 */
export function bytesOf(base64) {
  const binary = atob(base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
