#!/usr/bin/env bash
# Certificate, server, measurement: `https.sh BUILD_FOLDER [ROUNDS]`. With SERVER=nginx the server is nginx
# (NGINX_PROGRAM: where it is).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
build=$(cd "${1:?usage: https.sh BUILD_FOLDER [ROUNDS]}" && pwd)
folder=$build/bench-https
mkdir -p "$folder"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=cvm-images \
  -addext 'subjectAltName=IP:127.0.0.1' -keyout "$folder/key.pem" -out "$folder/cert.pem" 2>"$folder/openssl.log"

if [ "${SERVER:-node}" = nginx ]; then
  cp "$here/nginx.conf" "$folder"
  "${NGINX_PROGRAM:-nginx}" -p "$folder" -c nginx.conf 2>"$folder/nginx.log" &
  server=$!
  port=8443
else
  coproc NODE { exec node "$here/server.mjs" "$folder/key.pem" "$folder/cert.pem"; }
  server=$NODE_PID
  read -r port <&"${NODE[0]}"
fi
trap 'kill "$server"' EXIT
for _ in {1..50}; do
  if (: <"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then break; fi
  sleep 0.1
done
"$build/bin/https_bench" "https://127.0.0.1:$port" "$folder/cert.pem" "${@:2}"
