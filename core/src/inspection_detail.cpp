// The `detail` objects of the events that an inspection tells.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "references.hpp"

namespace cvm {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

}  // namespace

std::string checked_detail(const std::string& check, std::int64_t count, const std::optional<Error>& error) {
  json::object detail{{"check", check}, {"count", count}};
  if (error) {
    detail.emplace("error", view(to_string(error->code)));
    if (!error->service_code.empty()) detail.emplace("service_code", error->service_code);
  }
  return json::serialize(detail);
}

std::string verdict_detail(const InspectedImage& image) {
  json::array reasons;
  for (const Reason& reason : image.reasons) {
    json::object args;
    for (const auto& [key, value] : reason.args) args.emplace(key, value);
    reasons.push_back(json::object{{"code", reason.code}, {"args", std::move(args)}});
  }
  return json::serialize(json::object{{"verdict", view(to_string(image.verdict))}, {"reasons", std::move(reasons)}});
}

}  // namespace cvm
