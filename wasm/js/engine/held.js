/// <reference lib="esnext.disposable" preserve="true" />
import { freeWhenForgotten, isFreed } from '../core/forgotten.js';
import { dispose } from '../dispose.js';
import { CvmError } from '../errors.js';

/** @typedef {import('../core/module.js').Instance} Instance */

/** An object inside WebAssembly that is freed when it is disposed of, or when nobody knows it any more. */
export class Held {
  #handle;
  #destroy;

  /** @param {Instance} instance @param {number} handle @param {string} destroy  the function that frees it */
  constructor(instance, handle, destroy) {
    this.instance = instance;
    this.#handle = handle;
    this.#destroy = destroy;
    freeWhenForgotten(this, instance, destroy, handle);
  }

  /** Its address, for the functions of its instance. @returns {number} */
  get at() {
    if (this.#handle === 0) {
      throw new CvmError('misuse', 'this object was disposed of', { where: this.constructor.name });
    }
    return this.#handle;
  }

  dispose() {
    const handle = this.#handle;
    if (handle === 0) return;
    this.#handle = 0;
    isFreed(this);
    if (this.instance.live) this.instance.number(this.#destroy, handle);
  }

  [dispose]() {
    this.dispose();
  }
}
