import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * A fresh certificate that signs itself, in two files of a fresh folder: no key has to be kept among the tests.
 * @param {string} [subjectAltName]
 */
export function certificateFiles(subjectAltName = 'IP:127.0.0.1,DNS:localhost') {
  const folder = mkdtempSync(join(tmpdir(), 'cvm-images-'));
  const files = { folder, cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') };
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const subject = ['-days', '2', '-subj', '/CN=cvm-images', '-addext', `subjectAltName=${subjectAltName}`];
  execFileSync('openssl', ['req', '-x509', ...curve, ...subject, '-keyout', files.key, '-out', files.cert], {
    stdio: 'ignore',
  });
  return files;
}
