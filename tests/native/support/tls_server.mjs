// An HTTPS server on 127.0.0.1 for the native transport's tests, HTTP/1.1 and HTTP/2:
//   node tls_server.mjs KEY.pem CERT.pem
// The first line of its output is its port. It ends when its input does. Paths:
//   /hello, /slow   answered, at once or after 50 ms
//   /counts         { acted, connections }
//   /act/HOW        reads the whole request, counts it in `acted`, then does not answer: `cut` closes the connection,
//                   `destroy` the HTTP/2 session; any other HOW closes the HTTP/2 stream with that error code
import { readFileSync } from 'node:fs';
import { constants, createSecureServer } from 'node:http2';

const [key, cert] = process.argv.slice(2).map((file) => readFileSync(file));
const counts = { acted: 0, connections: 0 };
const sockets = new Map();
const server = createSecureServer({ key, cert, allowHTTP1: true });

/** @param {string} how @param {any} request */
function act(how, { stream, socket }) {
  counts.acted += 1;
  if (how === 'cut') sockets.get(socket.remotePort).destroy();
  else if (how === 'destroy') stream.session.destroy();
  else stream?.close(/** @type {Record<string, any>} */ (constants)[how]);
}

server.on('secureConnection', (socket) => {
  counts.connections += 1;
  sockets.set(socket.remotePort, socket);
});
server.on('request', (request, response) => {
  request.resume();
  request.on('end', () => {
    const [, path, how] = (request.url ?? '').split('/');
    if (path === 'act') act(how, request);
    else if (path === 'counts') response.end(JSON.stringify(counts));
    else setTimeout(() => response.end(`${request.httpVersion} ${request.method}`), path === 'slow' ? 50 : 0);
  });
});
server.on('error', () => {});
server.on('sessionError', () => {});
server.listen(0, '127.0.0.1', () => console.log(/** @type {import('node:net').AddressInfo} */ (server.address()).port));
process.stdin.on('end', () => process.exit(0)).resume();
