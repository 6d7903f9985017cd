#include <array>

#include "call_arguments.hpp"
#include "commands.hpp"
#include "words/prompts.hpp"

namespace cvm::cli {
namespace {

constexpr std::array refused_actions{"DeleteImages", "ModifyImageSharePermission"};

std::string phrase_of(const Call& call) { return call.region.empty() ? call.action : call.region + " " + call.action; }

Result<std::string> ask(const Context& context, const CallCommand& command, const Call& call,
                        const UnsignedRequest& request) {
  const auto url = split_url(request.http.url);
  const std::string host(url ? url->authority : "");
  return confirm({.text = words::call_question(context.language, call.action, call.region, host),
                  .phrase = phrase_of(call),
                  .count = 1,
                  .command_line = context.as_typed + " --yes --expect-count 1"},
                 command.consent, context.terminal, context.console, context.language, context.stop);
}

Result<CallResult> carry_out(const Context& context, const CallCommand& command) {
  for (const char* action : refused_actions) {
    if (command.call.action != action) continue;
    return make_error(
        ErrorCode::refused, "ACTION",
        fmt::format(
            "call does not send {}: no check would be made. Use: cvm-images plan, or cvm-images delete IMAGE_ID…",
            action));
  }
  auto call = make_call(context, command.call);
  if (!call) return call.error();
  auto request = build_request(*call, {context.options.endpoint, std::string(tag_of(context.language))});
  if (!request) return request.error();
  auto client = make_ready_client(context);
  if (!client) return client.error();
  if (request->effect == Effect::changes) {
    if (auto confirmed = ask(context, command, *call, *request); !confirmed) return confirmed.error();
  }
  return client->call(*call, call_options(context));
}

}  // namespace

Exit run(Context& context, const CallCommand& command) {
  const auto result = carry_out(context, command);
  if (!result) return fail(context, result.error());
  context.out.write(result->answer.body);
  if (context.terminal.output) context.out.write("\n");
  return Exit::done;
}

}  // namespace cvm::cli
