import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * One DER element.
 * @param {number} tag
 * @param {Buffer[]} contents
 */
function der(tag, ...contents) {
  const content = Buffer.concat(contents);
  const { length } = content;
  const head = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...head]), content]);
}

const SEQUENCE = 0x30;
const ECDSA_WITH_SHA256 = der(SEQUENCE, der(6, Buffer.from('2a8648ce3d040302', 'hex')));

/** @param {string} commonName */
const name = (commonName) =>
  der(SEQUENCE, der(0x31, der(SEQUENCE, der(6, Buffer.from('550403', 'hex')), der(0x0c, Buffer.from(commonName)))));

/** subjectAltName: the address 127.0.0.1 and the name localhost; and: it may sign itself */
function extensions() {
  const names = der(SEQUENCE, der(0x87, Buffer.from([127, 0, 0, 1])), der(0x82, Buffer.from('localhost')));
  const subjectAltName = der(SEQUENCE, der(6, Buffer.from('551d11', 'hex')), der(4, names));
  const authority = der(
    SEQUENCE,
    der(6, Buffer.from('551d13', 'hex')),
    der(1, Buffer.from([255])),
    der(4, der(SEQUENCE, der(1, Buffer.from([255])))),
  );
  return der(0xa3, der(SEQUENCE, subjectAltName, authority));
}

/**
 * A fresh certificate that signs itself, for loopback: no key has to be kept among the tests.
 * @returns {{ cert: string, key: string }}
 */
export function createCertificate() {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const validity = der(SEQUENCE, der(0x17, Buffer.from('250101000000Z')), der(0x18, Buffer.from('21000101000000Z')));
  const body = der(
    SEQUENCE,
    der(0xa0, der(2, Buffer.from([2]))),
    der(2, Buffer.from([1])),
    ECDSA_WITH_SHA256,
    name('localhost'),
    validity,
    name('localhost'),
    publicKey.export({ type: 'spki', format: 'der' }),
    extensions(),
  );
  const signature = der(3, Buffer.from([0]), sign('sha256', body, privateKey));
  const certificate = der(SEQUENCE, body, ECDSA_WITH_SHA256, signature).toString('base64');
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${certificate.replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  };
}

/** The same in two files of a fresh folder. */
export function certificateFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  const { cert, key } = createCertificate();
  const files = { folder, cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  writeFileSync(files.cert, cert);
  writeFileSync(files.key, key, { mode: 0o600 });
  return files;
}
