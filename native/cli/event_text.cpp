#include "event_text.hpp"

#include <boost/json/parse.hpp>

#include "cvm/plan.hpp"
#include "output/json.hpp"
#include "output/text.hpp"

namespace cvm::cli {
namespace {

std::string plain(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return {text->data(), text->size()};
  return compact_json(value);
}

}  // namespace

boost::json::object event_detail(const Event& event) {
  boost::json::error_code fault;
  const boost::json::value detail = boost::json::parse(event.detail, fault);
  return fault || !detail.is_object() ? boost::json::object{} : detail.get_object();
}

std::optional<std::int64_t> skew_of(const Event& event) {
  if (event.kind != EventKind::clock_corrected) return std::nullopt;
  const boost::json::object detail = event_detail(event);
  const boost::json::value* seconds = detail.if_contains("skew_seconds");
  return seconds != nullptr && seconds->is_int64() ? std::optional(seconds->get_int64()) : std::nullopt;
}

std::string event_text(const Event& event) {
  std::string line(to_string(event.kind));
  for (const std::string* part : {&event.region, &event.image}) {
    if (!part->empty()) line += " " + *part;
  }
  const boost::json::object detail = event_detail(event);
  for (const auto& member : detail) {
    line += " " + std::string(member.key()) + "=" + plain(member.value());
  }
  return visible(line);
}

std::string event_json(const Event& event, std::int64_t wall_ms) {
  return compact_json(boost::json::object{{"time", rfc3339(wall_ms / 1000)},
                                          {"kind", json_view(to_string(event.kind))},
                                          {"region", event.region},
                                          {"image", event.image},
                                          {"detail", event_detail(event)}}) +
         "\n";
}

}  // namespace cvm::cli
