/**
 * The method that `using` calls. Where the runtime has no such symbol yet it is one that nobody asks for.
 * @type {typeof Symbol.dispose}
 */
export const dispose = Symbol.dispose ?? Symbol.for('Symbol.dispose');
