import { CvmError } from '../errors.js';

/** @typedef {import('../core/module.js').Instance} Instance */

/** @type {FinalizationRegistry<() => void> | undefined} */
const forgotten = typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((free) => free()) : undefined;

/** An object inside WebAssembly that is freed when it is disposed of, or when nobody knows it any more. */
export class Held {
  #handle;
  #destroy;

  /** @param {Instance} instance @param {number} handle @param {string} destroy  the function that frees it */
  constructor(instance, handle, destroy) {
    this.instance = instance;
    this.#handle = handle;
    this.#destroy = destroy;
    forgotten?.register(this, () => instance.live && instance.number(destroy, handle), this);
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
    forgotten?.unregister(this);
    if (this.instance.live) this.instance.number(this.#destroy, handle);
  }
}
if (typeof Symbol.dispose === 'symbol') {
  Object.defineProperty(Held.prototype, Symbol.dispose, { value: Held.prototype.dispose });
}
