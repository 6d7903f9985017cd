#include "document_words.hpp"

#include <algorithm>

#include "cvm/endpoint.hpp"
#include "image_ids.hpp"
#include "json_writer.hpp"

namespace cvm {
namespace {

using json::DocumentReader;
using json::Kind;
using json::Value;

void read_args(DocumentReader& reader, std::vector<std::pair<std::string, std::string>>& args) {
  for (const Value arg : reader.take_all()) {
    if (!arg.is(Kind::text)) reader.refuse(reader.place_of(arg.name()), {" is ", arg.kind_name(), ", not a text"});
    args.emplace_back(arg.name(), arg.text());
  }
}

}  // namespace

void append_reason(std::string& out, const Reason& reason) {
  json::ObjectWriter args;
  for (const auto& [name, value] : reason.args) args.member(name, value);
  out += json::ObjectWriter().member("code", reason.code).raw("args", args.finish()).finish();
}

void read_reason(DocumentReader& reader, Reason& reason, json::Choices codes) {
  reader.read("code", reason.code, codes);
  reader.read("args", reason.args, read_args);
}

std::int64_t exact(std::int64_t number) noexcept { return std::clamp(number, -json::most_exact, json::most_exact); }

std::optional<std::int64_t> exact(std::optional<std::int64_t> number) noexcept {
  return number ? std::optional(exact(*number)) : number;
}

void check_region(DocumentReader& reader, std::string_view region) {
  if (const auto valid = validate_region(region); !valid)
    reader.refuse(reader.place_of("region"), {": ", valid.error().message});
}

void check_image(DocumentReader& reader, std::string_view region, std::string_view id) {
  check_region(reader, region);
  if (const auto fault = fault_of_id(id)) reader.refuse(reader.place_of("id"), {*fault});
}

std::string_view to_string(Verdict verdict) noexcept {
  const auto index = static_cast<std::size_t>(verdict);
  return index < std::size(words::verdicts) ? words::verdicts[index] : "unknown";
}

std::optional<Verdict> parse_verdict(std::string_view text) noexcept {
  for (std::size_t i = 0; i < std::size(words::verdicts); ++i)
    if (words::verdicts[i] == text) return static_cast<Verdict>(i);
  return std::nullopt;
}

}  // namespace cvm
