// Building and signing in one go. Frames, in → out:
//   sign     settings, call, timestamp, signed header names → method, url, headers
//   explain  the same → canonical request, string to sign, signature, credential scope, curl, method, url, headers
// The body is the call's params for a POST and empty for a GET, so it does not travel back.
#include <utility>

#include "buffers.hpp"
#include "call_frame.hpp"
#include "cvm/tc3.hpp"
#include "exports.hpp"
#include "signing.hpp"

namespace cvm::wasm {
namespace {

struct Prepared {
  UnsignedRequest request{};
  SignOptions options{};
};

Result<Prepared> prepare(std::uint32_t size) {
  FrameReader frame(input(size));
  auto settings = read_settings(frame);
  if (!settings) return settings.error();
  const Call call = read_call(frame);
  Prepared prepared;
  prepared.options.timestamp = frame.integer();
  prepared.options.signed_headers.resize(static_cast<std::size_t>(frame.integer()));
  for (std::string& name : prepared.options.signed_headers) name = frame.text();
  auto request = build_request(call, *settings);
  if (!request) return request.error();
  prepared.request = std::move(*request);
  prepared.options.service = prepared.request.service;
  return prepared;
}

}  // namespace

CVM_EXPORT(cvm_sign_call) std::int32_t cvm_sign_call(Signer* signer, std::uint32_t size) {
  auto prepared = prepare(size);
  if (!prepared) return fail(prepared.error());
  const auto ready = signer->sign(std::move(prepared->request.http), prepared->options);
  if (!ready) return fail(ready.error());
  return output().text(ready->method).text(ready->url).headers(ready->headers).size();
}

CVM_EXPORT(cvm_explain_call) std::int32_t cvm_explain_call(Signer* signer, std::uint32_t size) {
  const auto prepared = prepare(size);
  if (!prepared) return fail(prepared.error());
  return write_explained(*signer, prepared->request.http, prepared->options);
}

}  // namespace cvm::wasm
