// An HTTPS server on 127.0.0.1, TLS 1.3, HTTP/1.1 with keep-alive, one fixed answer: node server.mjs KEY.pem CERT.pem
// The first line of its output is its port. It ends when its input does.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const answer = JSON.stringify({ Response: { RequestId: '3c140219-cfe9-470e-b241-907877d6fb03' } });
const head = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(answer) };
const server = createServer({ key, cert, minVersion: 'TLSv1.3', keepAlive: true });
server.keepAliveTimeout = 60_000;

server.on('request', (request, response) => {
  request.resume();
  request.on('end', () => response.writeHead(200, head).end(answer));
});
server.listen(0, '127.0.0.1', () => console.log(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
process.stdin.on('end', () => process.exit(0)).resume();
