// TC3-HMAC-SHA256 by WebCrypto, as people write it for edge runtimes; with the methods of `Signer` that the worker uses. The
// key of the day is kept, as the core does.

const encoder = new TextEncoder();
/** @param {ArrayBuffer} bytes */
const hex = (bytes) => Array.from(new Uint8Array(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');
/** @param {string} text */
const sha256 = async (text) => hex(await crypto.subtle.digest('SHA-256', encoder.encode(text)));
/** @param {BufferSource} key */
const imported = (key) => crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
/** @param {CryptoKey} key @param {string} text */
const mac = (key, text) => crypto.subtle.sign('HMAC', key, encoder.encode(text));

/** @param {{ secretId: string, secretKey: string }} credential */
export function webCryptoSigner({ secretId, secretKey }) {
  /** @type {Map<string, Promise<CryptoKey>>} */
  const keys = new Map();
  /** @param {string} date @param {string} service */
  const keyOf = async (date, service) => {
    const day = await imported(await mac(await imported(encoder.encode(`TC3${secretKey}`)), date));
    return imported(await mac(await imported(await mac(day, service)), 'tc3_request'));
  };
  return {
    /** @param {any} request @param {{ service: string, timestamp: number }} options */
    async signRequest({ method, url, headers, body }, { service, timestamp }) {
      const date = new Date(timestamp * 1000).toISOString().slice(0, 10);
      const { host } = new URL(url);
      const type = headers['content-type'];
      const lines = `content-type:${type}\nhost:${host}\n`;
      const canonical = [method, '/', '', lines, 'content-type;host', await sha256(body)].join('\n');
      const scope = `${date}/${service}/tc3_request`;
      const text = ['TC3-HMAC-SHA256', timestamp, scope, await sha256(canonical)].join('\n');
      const name = `${date} ${service}`;
      const key = keys.get(name) ?? keyOf(date, service);
      keys.set(name, key);
      const signature = hex(await mac(await key, text));
      const authorization = `TC3-HMAC-SHA256 Credential=${secretId}/${scope}, SignedHeaders=content-type;host, Signature=${signature}`;
      return { method, url, headers: { ...headers, host, authorization, 'x-tc-timestamp': String(timestamp) }, body };
    },
    dispose() {},
  };
}
