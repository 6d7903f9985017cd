#include <algorithm>
#include <ctime>

#include "call_arguments.hpp"
#include "commands.hpp"
#include "cvm/tc3.hpp"
#include "output/json.hpp"

namespace cvm::cli {
namespace {

struct Signed {
  HttpRequest request{};
  SignedStages stages{};
};

/// Nothing here can reach a network: the machine's role is left out because it would have to be asked.
Result<Signed> sign(const Context& context, const SignCommand& command) {
  auto call = make_call(context, command.call);
  if (!call) return call.error();
  const auto language = context.options.language;
  const CallSettings settings{context.options.endpoint, std::string(language ? tag_of(*language) : "")};
  auto request = build_request(*call, settings);
  if (!request) return request.error();
  auto credential = credentials::standard(context.options.profile)->get();
  if (!credential) return credential.error();
  auto signer = Signer::create((*credential)->clone());
  if (!signer) return signer.error();
  const SignOptions options{.service = request->service, .timestamp = command.timestamp.value_or(std::time(nullptr))};
  auto stages = signer->explain(request->http, options);
  if (!stages) return stages.error();
  auto ready = signer->sign(std::move(request->http), options);
  if (!ready) return ready.error();
  return Signed{std::move(*ready), std::move(*stages)};
}

std::string http_text(const HttpRequest& request) {
  const auto url = split_url(request.url);
  std::string text = request.method + " ";
  text.append(url ? url->path : "/");
  if (url && !url->query.empty()) text.append("?").append(url->query);
  text += " HTTP/1.1\r\n";
  Headers headers = request.headers;
  std::stable_partition(headers.begin(), headers.end(), [](const Header& header) { return header.name == "host"; });
  for (const Header& header : headers) text += header.name + ": " + header.value + "\r\n";
  if (request.method == "POST") text += fmt::format("content-length: {}\r\n", request.body.size());
  return text + "\r\n" + request.body;
}

boost::json::object document_of(const Signed& done) {
  boost::json::object headers;
  for (const Header& header : done.request.headers) headers.insert_or_assign(header.name, header.value);
  return {{"method", done.request.method},
          {"url", done.request.url},
          {"headers", std::move(headers)},
          {"body", done.request.body},
          {"canonicalRequest", done.stages.canonical_request},
          {"stringToSign", done.stages.string_to_sign},
          {"signature", done.stages.signature},
          {"credentialScope", done.stages.credential_scope},
          {"curl", curl_command(done.request)}};
}

}  // namespace

Exit run(Context& context, const SignCommand& command) {
  const auto done = sign(context, command);
  if (!done) return fail(context, done.error());
  switch (context.format()) {
    case Format::json:
      context.out.write(pretty_json(document_of(*done)));
      break;
    case Format::curl:
      context.out.write(curl_command(done->request) + "\n");
      break;
    default:
      context.out.write(http_text(done->request));
      if (context.terminal.output) context.out.write("\n");
  }
  return Exit::done;
}

}  // namespace cvm::cli
