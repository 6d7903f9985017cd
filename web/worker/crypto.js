// WebCrypto, in the few forms that are needed here.

const encoder = new TextEncoder();

/** @param {Uint8Array} bytes */
export const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** @param {Uint8Array} bytes */
export const base64url = (bytes) =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');

/** Null for what is no base64url. @param {string} text @returns {Uint8Array | null} */
export function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]*$/.test(text)) return null;
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (char) => char.charCodeAt(0));
  } catch {
    return null;
  }
}

/** @param {string} text */
export const textToBase64url = (text) => base64url(encoder.encode(text));

/** @param {string} text @returns {string | null} */
export function textFromBase64url(text) {
  const bytes = fromBase64url(text);
  try {
    return bytes && new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** @param {string} text */
export const sha256 = async (text) => hex(new Uint8Array(await crypto.subtle.digest('SHA-256', encoder.encode(text))));

/** @param {number} bytes */
export const randomHex = (bytes) => hex(crypto.getRandomValues(new Uint8Array(bytes)));

/** @param {string} key @param {string} message @returns {Promise<string>} base64url */
export async function hmac(key, message) {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = await crypto.subtle.importKey('raw', encoder.encode(key), algorithm, false, ['sign']);
  return base64url(new Uint8Array(await crypto.subtle.sign('HMAC', imported, encoder.encode(message))));
}

/** Takes as long for the first character as for the last. What is compared here are digests: their lengths are no secret. @param {string} a @param {string} b */
export function sameText(a, b) {
  let difference = a.length ^ b.length;
  for (let i = 0; i < a.length; ++i) difference |= a.charCodeAt(i) ^ b.charCodeAt(i % Math.max(b.length, 1));
  return difference === 0;
}

/**
 * A text that this worker wrote, with its signature: `v1.<payload>.<mac>`. `purpose` keeps one kind from passing as
 * another.
 * @param {string} key @param {string} purpose @param {unknown} payload
 */
export async function sealText(key, purpose, payload) {
  const body = textToBase64url(JSON.stringify(payload));
  return `v1.${body}.${await hmac(key, `${purpose}\n${body}`)}`;
}

/** Null unless `sealText` wrote it with that key for that purpose. @param {string} key @param {string} purpose @param {unknown} text @returns {Promise<any>} */
export async function openText(key, purpose, text) {
  const [version, body, mac, ...rest] = typeof text === 'string' ? text.split('.') : [];
  if (version !== 'v1' || !body || !mac || rest.length > 0) return null;
  if (!sameText(await hmac(key, `${purpose}\n${body}`), mac)) return null;
  return JSON.parse(textFromBase64url(body) ?? 'null');
}
