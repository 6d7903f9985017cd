#include <boost/json/array.hpp>

#include "commands.hpp"
#include "output/json.hpp"
#include "records.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;

struct Quota {
  std::int64_t used = 0;
  std::int64_t limit = 0;
};
using Quotas = std::vector<Result<Quota>>;

Result<Quota> ask(const Context& context, const Client& client, const std::string& region) {
  const CallOptions options = call_options(context, region);
  auto quota = client.describe_image_quota(options);
  if (!quota) return quota.error();
  DescribeImagesRequest count;
  count.Filters = {{"image-type", {"PRIVATE_IMAGE"}}};
  count.Limit = 1;
  auto images = client.describe_images(count, options);
  if (!images) return images.error();
  if (!quota->ImageNumQuota || !images->TotalCount) {
    return make_error(ErrorCode::malformed_answer, quota->ImageNumQuota ? "TotalCount" : "ImageNumQuota",
                      "the answer does not say the number");
  }
  return Quota{*images->TotalCount, *quota->ImageNumQuota};
}

std::int64_t percent(const Quota& quota) { return quota.limit > 0 ? quota.used * 100 / quota.limit : 100; }

json::object record_of(const std::string& region, const Result<Quota>& quota) {
  if (!quota) return {{"region", region}, {"status", "not-scanned"}, {"error", to_json(quota.error())}};
  return {{"region", region},
          {"status", "scanned"},
          {"used", quota->used},
          {"limit", quota->limit},
          {"free", quota->limit - quota->used},
          {"percent", percent(*quota)}};
}

std::string people_text(const Context& context, const std::vector<std::string>& regions, const Quotas& quotas) {
  const Language language = context.language;
  const auto title = [language](const char* en, const char* zh) { return std::string(Phrase{en, zh}.in(language)); };
  Table table({{title("REGION", "地域")},
               {title("USED", "已用"), Align::right},
               {title("LIMIT", "上限"), Align::right},
               {title("FREE", "剩余"), Align::right},
               {title("PERCENT", "比例"), Align::right}});
  const TableOptions options = context.terminal.table_on_output();
  std::string lines;
  bool any = false;
  for (std::size_t i = 0; i < regions.size(); ++i) {
    if (!quotas[i]) {
      const std::string line = words::not_scanned(regions[i], quotas[i].error(), language);
      lines += (options.colors ? styled(line, Style::red) : line) + "\n";
      continue;
    }
    any = true;
    const std::int64_t share = percent(*quotas[i]);
    const Style style = share >= 100 ? Style::red : share >= 80 ? Style::yellow : Style::plain;
    table.add({regions[i], std::to_string(quotas[i]->used), std::to_string(quotas[i]->limit),
               std::to_string(quotas[i]->limit - quotas[i]->used), Cell(fmt::format("{}%", share), style)});
  }
  return any ? table.render(options) + lines : lines;
}

}  // namespace

Exit run(Context& context, const QuotaCommand&) {
  auto client = make_ready_client(context);
  if (!client) return fail(context, client.error());
  const auto regions = chosen_regions(context, *client);
  if (!regions) return fail(context, regions.error());
  const Quotas quotas =
      for_each_region(*regions, [&](const std::string& region) { return ask(context, *client, region); });
  Exit status = Exit::done;
  std::vector<json::object> lines;
  for (std::size_t i = 0; i < quotas.size(); ++i) {
    lines.push_back(record_of((*regions)[i], quotas[i]));
    if (quotas[i]) continue;
    tell_not_scanned(context, (*regions)[i], quotas[i].error());
    status = combine(status, status_of_region(quotas[i].error()));
  }
  write_records(context, {.columns = {"region", "status", "used", "limit", "free", "percent", "error"},
                          .lines = lines,
                          .document =
                              [&lines] {
                                return json::object{{"regions", json::array(lines.begin(), lines.end())}};
                              },
                          .people = [&] { return people_text(context, *regions, quotas); }});
  return status;
}

}  // namespace cvm::cli
