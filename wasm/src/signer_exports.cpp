// Signing requests as they stand. Frames, in → out:
//   create   secret_id, secret_key, token → (the handle is returned)
//   sign     service, timestamp, signed header names (a count, then names), method, url, headers, body → headers
//   explain  the same → canonical request, string to sign, signature, credential scope, curl, method, url, headers
#include <utility>

#include "buffers.hpp"
#include "cvm/tc3.hpp"
#include "exports.hpp"
#include "signing.hpp"

namespace cvm::wasm {
namespace {

struct SigningRequest {
  HttpRequest request{};
  SignOptions options{};
};

SigningRequest read_request(std::uint32_t size) {
  FrameReader frame(input(size));
  SigningRequest read;
  read.options.service = frame.text();
  read.options.timestamp = frame.integer();
  read.options.signed_headers.resize(static_cast<std::size_t>(frame.integer()));
  for (std::string& name : read.options.signed_headers) name = frame.text();
  read.request.method = frame.text();
  read.request.url = frame.text();
  read.request.headers = frame.headers();
  read.request.body = frame.text();
  return read;
}

}  // namespace

std::int32_t write_explained(Signer& signer, const HttpRequest& request, const SignOptions& options) {
  const auto stages = signer.explain(request, options);
  if (!stages) return fail(stages.error());
  auto ready = signer.sign(request, options);
  if (!ready) return fail(ready.error());
  return output()
      .text(stages->canonical_request)
      .text(stages->string_to_sign)
      .text(stages->signature)
      .text(stages->credential_scope)
      .text(curl_command(*ready))
      .text(ready->method)
      .text(ready->url)
      .headers(ready->headers)
      .size();
}

CVM_EXPORT(cvm_signer_create) std::int32_t cvm_signer_create(std::uint32_t size) {
  FrameReader frame(input(size));
  Credential credential;
  credential.secret_id = frame.text();
  credential.secret_key = Secret(frame.text());
  credential.token = Secret(frame.text());
  auto signer = Signer::create(std::move(credential));
  wipe_buffers();
  if (!signer) return fail(signer.error());
  return static_cast<std::int32_t>(reinterpret_cast<std::uintptr_t>(new Signer(std::move(*signer))));
}

CVM_EXPORT(cvm_signer_destroy) void cvm_signer_destroy(Signer* signer) {
  delete signer;
  wipe_buffers();  // the last request's token may be in there
}

CVM_EXPORT(cvm_sign_request) std::int32_t cvm_sign_request(Signer* signer, std::uint32_t size) {
  SigningRequest read = read_request(size);
  const auto ready = signer->sign(std::move(read.request), read.options);
  if (!ready) return fail(ready.error());
  return output().headers(ready->headers).size();
}

CVM_EXPORT(cvm_explain_request) std::int32_t cvm_explain_request(Signer* signer, std::uint32_t size) {
  const SigningRequest read = read_request(size);
  return write_explained(*signer, read.request, read.options);
}

}  // namespace cvm::wasm
