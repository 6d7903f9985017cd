/// <reference lib="esnext.disposable" preserve="true" />
import { freeWhenForgotten, isFreed } from './core/forgotten.js';
import { headerFields } from './core/frame.js';
import * as checked from './core/options.js';
import { dispose } from './dispose.js';
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
 * @property {string | ArrayBuffer | ArrayBufferView} [body]  bytes in another form than Uint8Array come back as one
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
    const { fields, body } = readCall(call);
    const { instance, handle } = this.#signer();
    const output = instance.output(instance.call('cvm_sign_call', fields, [handle]));
    const signed = { method: output.text(), url: output.text(), headers: output.headers() };
    return { ...signed, body: signed.method === 'GET' ? '' : body };
  }

  /**
   * Signs a request as it stands. An `x-tc-timestamp` that is there is kept, `x-tc-content-sha256: UNSIGNED-PAYLOAD`
   * leaves the body out of the signature.
   * @param {HttpRequest} request  with `host` and `content-type` among its headers
   * @param {SignRequestOptions} options
   * @returns {SignedRequest<string | Uint8Array>}
   */
  signRequest(request, options) {
    const { fields, method, url, body } = readRequest(request, options);
    const { instance, handle } = this.#signer();
    const output = instance.output(instance.call('cvm_sign_request', fields, [handle]));
    return { method, url, headers: output.headers(), body };
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
    const isRequest = 'url' in checked.needed('call', what);
    const { fields, body } = isRequest
      ? readRequest(/** @type {HttpRequest} */ (what), /** @type {SignRequestOptions} */ (options))
      : readCall(/** @type {SignCall} */ (what));
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
    return { ...signed, body: signed.method === 'GET' ? '' : body, ...stages };
  }

  /** Frees and wipes the key inside WebAssembly. Signing afterwards is `misuse`; a second call does nothing. */
  dispose() {
    this.#credential = null;
    const made = this.#made;
    this.#made = null;
    if (!made) return;
    isFreed(this);
    if (made.instance.live) made.instance.number('cvm_signer_destroy', made.handle);
  }

  [dispose]() {
    this.dispose();
  }

  #signer() {
    if (!this.#credential) throw new CvmError('misuse', 'this Signer was disposed of', { where: 'Signer' });
    if (this.#made?.instance.live) return this.#made;
    const instance = this.#module.instance();
    const { secretId, secretKey, token = '' } = this.#credential;
    const handle = instance.call('cvm_signer_create', [secretId, secretKey, token]);
    isFreed(this);
    freeWhenForgotten(this, instance, 'cvm_signer_destroy', handle);
    this.#made = { instance, handle };
    return this.#made;
  }
}

/** Each member is read once, so that what is returned is what was signed. @param {SignCall} given */
function readCall(given) {
  const call = checked.needed('call', given);
  const names = checked.headerNames(call.signedHeaders);
  const body = checked.paramsText(call.params);
  const settings = checked.settingsFields(call);
  const plain = plainCallFields({ ...call, params: body });
  return { fields: [...settings, ...plain, checked.timestamp(call.timestamp), names.length, ...names], body };
}

/** The fields that core calls a Call. @param {SignCall} given */
export function plainCallFields(given) {
  const call = checked.needed('call', given);
  return [
    checked.text('action', call.action),
    checked.text('region', call.region),
    checked.paramsText(call.params),
    checked.text('service', call.service),
    checked.text('version', call.version),
    checked.method(call.method),
  ];
}

/** The same for a request. @param {HttpRequest} request @param {SignRequestOptions} options */
function readRequest(request, options) {
  const given = checked.needed('request', request);
  const { service, timestamp, signedHeaders } = checked.needed('options', options);
  const names = checked.headerNames(signedHeaders);
  const method = checked.text('method', given.method, 'POST');
  const url = checked.text('url', given.url);
  const headers = checked.headerPairs(given.headers);
  const body = checked.textOrBytes('body', given.body ?? '');
  const keepsTimestamp = headers.some(([name]) => name.toLowerCase() === 'x-tc-timestamp');
  const instant = checked.timestamp(timestamp ?? (keepsTimestamp ? 0 : undefined));
  const signing = [checked.text('service', service), instant, names.length, ...names];
  return { fields: [...signing, method, url, ...headerFields(headers), body], method, url, body };
}
