// A compiled module and its instances. Nothing may throw across the boundary; should it happen all the same (a trap, an
// exhausted memory), the instance is dropped and the next call gets a fresh one.

import { CvmError } from '../errors.js';
import { FrameReader, plainFields, roomFor, writeFrame } from './frame.js';

/**
 * What a module's functions look like from here: all of them take and give numbers.
 * @typedef {Record<string, (...args: number[]) => number>} Functions
 *
 * @typedef {{ functions: Functions, bytes: () => Uint8Array }} Made
 */

/** One instance, with the calls that go through its shared buffers. */
export class Instance {
  #made;
  #broken;
  live = true;

  /** @param {Made} made @param {() => void} broken  called once, when the instance can no longer be trusted */
  constructor(made, broken) {
    this.#made = made;
    this.#broken = broken;
  }

  /**
   * A function whose result is a number.
   * @param {string} name @param {...number} args @returns {number}
   */
  number(name, ...args) {
    if (!this.live) throw dropped();
    const { functions } = this.#made;
    if (typeof functions[name] !== 'function') {
      throw new CvmError('misuse', `this module cannot do that: it has no ${name}`, { where: name });
    }
    try {
      return functions[name](...args);
    } catch (error) {
      throw this.#drop(name, error);
    }
  }

  /**
   * Hands in a frame and calls `name(...before, size, ...after)`. A negative result is an error and is thrown.
   * Where the result is no handle or number it is the size of the output.
   * @param {string} name
   * @param {import('./frame.js').Field[]} fields
   * @param {number[]} [before]
   * @param {number[]} [after]
   * @returns {number}
   */
  call(name, fields, before = [], after = []) {
    const plain = plainFields(fields);
    const start = this.number('cvm_input', roomFor(plain));
    const size = writeFrame(plain, this.#made.bytes(), start);
    return this.checked(this.number(name, ...before, size, ...after));
  }

  /** @param {number} result  of a function: its output's size, negated for an error */
  checked(result) {
    if (result < 0) throw this.output(-result).error();
    return result;
  }

  /** What the last call left. @param {number} size  its result */
  output(size) {
    const at = this.number('cvm_output') >>> 0;
    return new FrameReader(this.#made.bytes(), at, size);
  }

  /** @param {string} name @param {unknown} error */
  #drop(name, error) {
    this.live = false;
    this.#broken();
    const what = error instanceof Error ? error.message : `exception ${String(error)}`;
    return new CvmError('internal', `${name} failed inside WebAssembly (${what}); the next call starts afresh`, {
      where: name,
    });
  }
}

function dropped() {
  return new CvmError('internal', 'this object went down with a failed WebAssembly instance: make a new one', {
    where: 'instance',
  });
}

/** Makes instances of one compiled module, one at a time. */
export class Module {
  #make;
  /** @type {Instance | null} */
  #instance = null;

  /** @param {() => Made} make */
  constructor(make) {
    this.#make = make;
  }

  /** The instance in use; a fresh one after a failure. */
  instance() {
    this.#instance ??= new Instance(this.#make(), () => {
      this.#instance = null;
    });
    return this.#instance;
  }
}
