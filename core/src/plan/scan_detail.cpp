// The `detail` objects of the events that a scan tells.

#include "document_words.hpp"
#include "json_writer.hpp"
#include "plan/region_scan.hpp"

namespace cvm {
using json::ObjectWriter;

std::string checked_detail(const std::string& check, std::int64_t count, const std::optional<Error>& error) {
  ObjectWriter detail;
  detail.member("check", check).member("count", count);
  if (error) detail.member("error", to_string(error->code)).if_any("service_code", error->service_code);
  return detail.finish();
}

std::string verdict_detail(const PlannedImage& image) {
  return ObjectWriter()
      .member("verdict", to_string(image.verdict))
      .list("reasons", image.reasons, append_reason)
      .finish();
}

}  // namespace cvm
