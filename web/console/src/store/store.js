// One store for the whole page. Views read a part of it and are drawn again when that part is another object.
import { useEffect, useReducer, useRef } from 'preact/hooks';

/**
 * @template S
 * @typedef {object} Store
 * @property {() => S} get
 * @property {(change: Partial<S> | ((state: S) => Partial<S>)) => void} set
 * @property {(listener: () => void) => () => void} subscribe  gives what ends it
 */

/** @template S @param {S} initial @returns {Store<S>} */
export function createStore(initial) {
  let state = initial;
  /** @type {Set<() => void>} */
  const listeners = new Set();
  return {
    get: () => state,
    set(change) {
      const given = typeof change === 'function' ? change(state) : change;
      state = { ...state, ...given };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * @template S, T
 * @param {Store<S>} store
 * @param {(state: S) => T} select  gives the same object as long as nothing changed
 * @returns {T}
 */
export function useStore(store, select) {
  const [, redraw] = useReducer((/** @type {number} */ n) => n + 1, 0);
  const value = select(store.get());
  const latest = useRef({ select, value });
  latest.current = { select, value };
  useEffect(() => {
    const look = () => {
      if (!Object.is(latest.current.select(store.get()), latest.current.value)) redraw(0);
    };
    look(); // what changed between drawing and subscribing
    return store.subscribe(look);
  }, [store]);
  return value;
}
