import { sameText, sha256 } from '../crypto.js';

/** 256 random bits in base64url or hex, nothing that a person would think of. */
const SHAPE = /^[A-Za-z0-9_-]{43,128}$/;

/**
 * Whose token it is. Every entry is compared, and each comparison takes the same time.
 * @param {string} token
 * @param {import('../settings.js').TokenEntry[]} entries
 */
export async function tokenHolder(token, entries) {
  if (!SHAPE.test(token)) return null;
  const hash = await sha256(token);
  let holder = null;
  for (const entry of entries) if (sameText(entry.hash, hash)) holder = entry;
  return holder;
}
