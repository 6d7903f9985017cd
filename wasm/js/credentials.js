import { CvmError } from './errors.js';

/**
 * @typedef {import('./signer.js').Credential} Credential
 * @typedef {() => Credential | Promise<Credential>} CredentialProvider  temporary credentials name their `expiresAt`
 */

const EARLY_SECONDS = 300;

/** Keeps one signer for the credential that is valid now, and replaces it when another comes. */
export class SigningDesk {
  /** @type {Credential | CredentialProvider | null} */
  #source;
  #now;
  #Signer;
  /** @type {{ credential: Credential, signer: import('./signer.js').Signer } | null} */
  #current = null;
  /** @type {Promise<import('./signer.js').Signer> | null} */
  #refreshing = null;
  #disposed = false;

  /**
   * @param {Credential | CredentialProvider} source
   * @param {() => number} now  milliseconds
   * @param {typeof import('./signer.js').Signer} Signer
   */
  constructor(source, now, Signer) {
    this.#source = source;
    this.#now = now;
    this.#Signer = Signer;
  }

  /** Can it sign now, without asking anybody? */
  get isReady() {
    return this.#current !== null && this.#isFresh(this.#current.credential);
  }

  /** The signer to use now. Errors: `no-credential`, `credential-unavailable`, `invalid-credential`. */
  async signer() {
    if (this.#current && this.isReady) return this.#current.signer;
    this.#refreshing ??= this.#refresh().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  /**
   * Signs with the latest credential, right after `signer` was waited for. (A signer that was waited for may have been
   * replaced, and wiped, by the time it is used.)
   * @param {import('./signer.js').HttpRequest} request
   * @param {import('./signer.js').SignRequestOptions} options
   */
  sign(request, options) {
    this.#refuseIfDisposed();
    return /** @type {import('./signer.js').Signer} */ (this.#current?.signer).signRequest(request, options);
  }

  /** The SecretId of the signer in use. */
  get secretId() {
    return this.#current?.credential.secretId ?? '';
  }

  /** Wipes the key and knows no credential any more; what a provider gives afterwards is not kept. */
  dispose() {
    this.#disposed = true;
    this.#source = null;
    this.#current?.signer.dispose();
    this.#current = null;
  }

  /** One that does not say when it ends is asked for again each time; providers keep what is worth keeping. @param {Credential} credential */
  #isFresh(credential) {
    if (typeof this.#source !== 'function') return true;
    return credential.expiresAt !== undefined && this.#now() / 1000 < credential.expiresAt - EARLY_SECONDS;
  }

  async #refresh() {
    const credential = await this.#ask();
    this.#refuseIfDisposed();
    const old = this.#current;
    if (old && sameKey(old.credential, credential)) {
      old.credential = credential;
      return old.signer;
    }
    const signer = await this.#Signer.create(credential);
    if (this.#disposed) signer.dispose();
    this.#refuseIfDisposed();
    this.#current = { credential, signer };
    old?.signer.dispose();
    return signer;
  }

  #refuseIfDisposed() {
    if (this.#disposed) throw new CvmError('misuse', 'this Client was disposed of', { where: 'Client' });
  }

  /** What a provider said when it failed is not repeated: it may hold a secret. */
  async #ask() {
    this.#refuseIfDisposed();
    if (typeof this.#source !== 'function') return /** @type {Credential} */ (this.#source);
    try {
      const credential = await this.#source();
      if (credential) return { ...credential };
    } catch (error) {
      if (error instanceof CvmError) throw error;
      throw new CvmError('credential-unavailable', 'the credential provider failed', { where: 'credential' });
    }
    throw new CvmError('no-credential', 'the credential provider has no credential', { where: 'credential' });
  }
}

/** @param {Credential} a @param {Credential} b */
const sameKey = (a, b) =>
  a.secretId === b.secretId && a.secretKey === b.secretKey && (a.token ?? '') === (b.token ?? '');
