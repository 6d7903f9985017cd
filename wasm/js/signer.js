import { headerFields } from './core/frame.js';
import { headerNames, method, paramsText, settingsFields, text, timestamp } from './core/options.js';
import { CvmError } from './errors.js';

/**
 * @typedef {import('./core/module.js').Module} Module
 * @typedef {import('./core/module.js').Instance} Instance
 */

/**
 * Who signs. Temporary credentials bring a token and the instant at which they end.
 * @typedef {object} Credential
 * @property {string} secretId
 * @property {string} secretKey
 * @property {string} [token]
 * @property {number} [expiresAt]  Unix seconds; absent: it does not expire
 */

/**
 * One call, to be built and signed.
 * @typedef {object} SignCall
 * @property {string} action  such as "DeleteImages"
 * @property {object | string} [params]  a text is sent byte for byte
 * @property {string} [region]
 * @property {'GET' | 'POST'} [method]
 * @property {string} [service]  for an action outside the table
 * @property {string} [version]  for an action outside the table
 * @property {string} [endpoint]  takes the calls of every service; `http://` for loopback only
 * @property {'cn' | 'intl' | 'internal'} [site]
 * @property {string} [lang]  "en-US" or "zh-CN": the language of the service's messages
 * @property {number} [timestamp]  Unix seconds; absent: now
 * @property {string[]} [signedHeaders]  beyond content-type and host, such as "x-tc-action"
 */

/**
 * A request as it would be sent. Header names are in lower case in what comes back.
 * @typedef {object} HttpRequest
 * @property {string} method
 * @property {string} url
 * @property {Record<string, string>} headers
 * @property {string | Uint8Array} [body]
 */

/**
 * @typedef {object} SignRequestOptions
 * @property {string} service  of the credential scope, such as "cvm"
 * @property {number} [timestamp]  Unix seconds; absent: the request's x-tc-timestamp, else now
 * @property {string[]} [signedHeaders]
 */

/**
 * @template {string | Uint8Array} [Body=string]
 * @typedef {{ method: string, url: string, headers: Record<string, string>, body: Body }} SignedRequest
 */

/**
 * Every stage's text beside the signed request. `canonicalRequest` holds the token when x-tc-token is signed.
 * @typedef {SignedRequest<string | Uint8Array> & { canonicalRequest: string, stringToSign: string, signature: string,
 *   credentialScope: string, curl: string }} Explained
 */

/** @type {FinalizationRegistry<() => void> | undefined} */
const forgotten = typeof FinalizationRegistry === 'function' ? new FinalizationRegistry((free) => free()) : undefined;

/**
 * Signs with TC3-HMAC-SHA256 for one credential. The derived key is kept for each date and service.
 *
 * ```js
 * const signer = await Signer.create({ secretId, secretKey });
 * const { url, method, headers, body } = signer.sign({ action: 'DescribeImages', region: 'ap-guangzhou' });
 * const answer = await fetch(url, { method, headers, body });
 * signer.dispose();
 * ```
 * Errors: `invalid-credential` from `create`; from the others those of validation (nothing was sent) and `misuse` after
 * `dispose`. Source: "Signature v3", Tencent Cloud API documentation.
 */
export class Signer {
  /** Where the WebAssembly comes from; each entry of the package has its own. @type {() => Promise<Module>} */
  static load = () => {
    throw new CvmError('misuse', 'this class has no WebAssembly: import it from an entry of the package', {
      where: 'Signer',
    });
  };

  #module;
  /** @type {Credential | null} */
  #credential;
  /** The signer inside WebAssembly. @type {{ instance: Instance, handle: number } | null} */
  #made = null;

  /** @protected @param {Module} module @param {Credential} credential */
  constructor(module, credential) {
    this.#module = module;
    this.#credential = credential;
    this.#signer();
  }

  /**
   * @param {Credential} credential
   * @returns {Promise<Signer>}
   */
  static async create(credential) {
    const { secretId, secretKey, token } = credential ?? {};
    for (const [name, value] of Object.entries({ secretId, secretKey, token })) {
      if (value !== undefined && value !== null && typeof value !== 'string') {
        throw new CvmError('invalid-credential', `the ${name} is not a text`, { where: name });
      }
    }
    return new this(await this.load(), { secretId: secretId ?? '', secretKey: secretKey ?? '', token: token ?? '' });
  }

  /**
   * Builds and signs a call.
   * @param {SignCall} call
   * @returns {SignedRequest}
   */
  sign(call) {
    const fields = callFields(call);
    const { instance, handle } = this.#signer();
    const output = instance.output(instance.call('cvm_sign_call', fields, [handle]));
    const signed = { method: output.text(), url: output.text(), headers: output.headers() };
    return { ...signed, body: signed.method === 'GET' ? '' : paramsText(call.params) };
  }

  /**
   * Signs a request as it stands. An `x-tc-timestamp` that is there is kept, `x-tc-content-sha256: UNSIGNED-PAYLOAD`
   * leaves the body out of the signature.
   * @param {HttpRequest} request  with `host` and `content-type` among its headers
   * @param {SignRequestOptions} options
   * @returns {SignedRequest<string | Uint8Array>}
   */
  signRequest(request, options) {
    const fields = requestFields(request, options);
    const { instance, handle } = this.#signer();
    const output = instance.output(instance.call('cvm_sign_request', fields, [handle]));
    return { method: request.method, url: request.url, headers: output.headers(), body: bodyOf(request) };
  }

  /**
   * What `sign` or `signRequest` would do, with every stage's text, for people who look for a difference.
   * @overload
   * @param {SignCall} call
   * @returns {Explained}
   */
  /**
   * @overload
   * @param {HttpRequest} request
   * @param {SignRequestOptions} options
   * @returns {Explained}
   */
  /**
   * @param {SignCall | HttpRequest} what
   * @param {SignRequestOptions} [options]
   * @returns {Explained}
   */
  explain(what, options) {
    const isRequest = 'url' in what;
    const fields = isRequest
      ? requestFields(what, /** @type {SignRequestOptions} */ (options ?? {}))
      : callFields(/** @type {SignCall} */ (what));
    const { instance, handle } = this.#signer();
    const name = isRequest ? 'cvm_explain_request' : 'cvm_explain_call';
    const output = instance.output(instance.call(name, fields, [handle]));
    const stages = {
      canonicalRequest: output.text(),
      stringToSign: output.text(),
      signature: output.text(),
      credentialScope: output.text(),
      curl: output.text(),
    };
    const signed = { method: output.text(), url: output.text(), headers: output.headers() };
    const sent = isRequest ? bodyOf(what) : paramsText(/** @type {SignCall} */ (what).params);
    return { ...signed, body: signed.method === 'GET' ? '' : sent, ...stages };
  }

  /** Frees and wipes the key inside WebAssembly. Signing afterwards is `misuse`; a second call does nothing. */
  dispose() {
    this.#credential = null;
    const made = this.#made;
    this.#made = null;
    if (!made) return;
    forgotten?.unregister(this);
    if (made.instance.live) made.instance.number('cvm_signer_destroy', made.handle);
  }

  #signer() {
    if (!this.#credential) throw new CvmError('misuse', 'this Signer was disposed of', { where: 'Signer' });
    if (this.#made?.instance.live) return this.#made;
    const instance = this.#module.instance();
    const { secretId, secretKey, token = '' } = this.#credential;
    const handle = instance.call('cvm_signer_create', [secretId, secretKey, token]);
    forgotten?.unregister(this);
    forgotten?.register(this, () => instance.live && instance.number('cvm_signer_destroy', handle), this);
    this.#made = { instance, handle };
    return this.#made;
  }
}
if (typeof Symbol.dispose === 'symbol') {
  Object.defineProperty(Signer.prototype, Symbol.dispose, { value: Signer.prototype.dispose });
}

/** @param {SignCall} call */
function callFields(call) {
  const names = headerNames(call.signedHeaders);
  return [...settingsFields(call), ...plainCallFields(call), timestamp(call.timestamp), names.length, ...names];
}

/** The fields that core calls a Call. @param {SignCall} call */
export function plainCallFields(call) {
  return [
    text('action', call.action),
    text('region', call.region),
    paramsText(call.params),
    text('service', call.service),
    text('version', call.version),
    method(call.method),
  ];
}

/** @param {HttpRequest} request */
const bodyOf = (request) => request.body ?? '';

/** @param {HttpRequest} request @param {SignRequestOptions} options */
function requestFields(request, options) {
  const names = headerNames(options.signedHeaders);
  const keepsTimestamp = Object.keys(request.headers).some((name) => name.toLowerCase() === 'x-tc-timestamp');
  const instant = options.timestamp ?? (keepsTimestamp ? 0 : undefined);
  return [
    text('service', options.service),
    timestamp(instant),
    names.length,
    ...names,
    text('method', request.method, 'POST'),
    text('url', request.url),
    ...headerFields(request.headers),
    bodyOf(request),
  ];
}
