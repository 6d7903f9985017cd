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

export class Signer extends CoreSigner {
  static load = load;

  /** @override @returns {never} */
  sign() {
    throw new CvmError('misuse', 'this entry signs requests as they stand: use signRequest, or import "cvm-images"', {
      where: 'sign',
    });
  }
}

export { CvmError };
