/** Who waits for something is told when it happens, or after a while. */
export class Bell {
  /** @type {Map<string, Set<() => void>>} */
  #waiting = new Map();

  /** @param {string} about */
  ring(about) {
    for (const listener of [...(this.#waiting.get(about) ?? [])]) listener();
  }

  /** @param {string} about @param {number} ms @returns {Promise<void>} */
  wait(about, ms) {
    return new Promise((resolve) => {
      const listeners = this.#waiting.get(about) ?? new Set();
      this.#waiting.set(about, listeners);
      const done = () => {
        clearTimeout(timer);
        listeners.delete(done);
        if (listeners.size === 0 && this.#waiting.get(about) === listeners) this.#waiting.delete(about);
        resolve();
      };
      const timer = setTimeout(done, Math.max(ms, 0));
      listeners.add(done);
    });
  }
}
