/**
 * Signs requests as they stand, and nothing else: `signRequest` and `explain`, in a module of its own that is a fraction
 * of the whole. To build calls from the action table, take `Signer` from "cvm-images".
 * @module
 */
import { loadSigner } from './core/signer-module.js';
import { CvmError } from './errors.js';
import { once } from './once.js';
import { source } from './platform/signer-source.js';
import { Signer as CoreSigner } from './signer.js';

const load = once(() => loadSigner(source()));

/** @param {string} where */
const misuse = (where) =>
  new CvmError('misuse', 'this entry signs requests as they stand: use signRequest, or import "cvm-images"', { where });

export class Signer extends CoreSigner {
  static load = load;

  /** @override @returns {never} */
  sign() {
    throw misuse('sign');
  }

  /**
   * @overload
   * @param {import('./signer.js').SignCall} call  refused: this entry builds no calls
   * @returns {import('./signer.js').Explained}
   */
  /**
   * @overload
   * @param {import('./signer.js').HttpRequest} request
   * @param {import('./signer.js').SignRequestOptions} options
   * @returns {import('./signer.js').Explained}
   */
  /**
   * @override
   * @param {any} request
   * @param {any} [options]
   * @returns {import('./signer.js').Explained}
   */
  explain(request, options) {
    if (typeof request !== 'object' || request === null || !('url' in request)) throw misuse('explain');
    return super.explain(request, options);
  }
}

export { CvmError };
