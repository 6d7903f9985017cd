// What lives inside WebAssembly and was not disposed of is freed when its owner is collected.

/** @type {FinalizationRegistry<() => void> | undefined} */
const registry = typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((free) => free()) : undefined;

/**
 * @param {object} owner
 * @param {import('./module.js').Instance} instance
 * @param {string} destroy  the function that frees it
 * @param {number} handle
 */
export function freeWhenForgotten(owner, instance, destroy, handle) {
  registry?.register(owner, () => instance.live && instance.number(destroy, handle), owner);
}

/** The owner has freed it by itself. @param {object} owner */
export function isFreed(owner) {
  registry?.unregister(owner);
}
