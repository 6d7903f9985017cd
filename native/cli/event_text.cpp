#include "event_text.hpp"

#include <boost/json/parse.hpp>

#include "output/json.hpp"
#include "output/text.hpp"
#include "receipt.hpp"

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
  return compact_json(boost::json::object{{"time", iso_time(wall_ms)},
                                          {"kind", json_view(to_string(event.kind))},
                                          {"region", event.region},
                                          {"image", event.image},
                                          {"detail", event_detail(event)}}) +
         "\n";
}

}  // namespace cvm::cli
