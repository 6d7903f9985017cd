#!/usr/bin/env node
// A token of 256 random bits and its line for AUTH_TOKENS: `node web/worker/make-token.js NAME viewer|operator`. Without
// arguments: a key for SESSION_KEY or SEAL_KEY.
import { createHash, randomBytes } from 'node:crypto';

const [name, role] = process.argv.slice(2);
const secret = randomBytes(32).toString('base64url');
if (name === undefined) {
  console.log(secret);
} else if (!/^[A-Za-z0-9._@+-]{1,64}$/.test(name) || !['viewer', 'operator'].includes(role)) {
  console.error('usage: make-token.js [NAME viewer|operator]');
  process.exitCode = 1;
} else {
  console.log(`token, for ${name} alone: ${secret}`);
  console.log(`entry of AUTH_TOKENS:     ${name}:${role}:${createHash('sha256').update(secret).digest('hex')}`);
}
