#include <boost/json/array.hpp>

#include "commands.hpp"
#include "output/json.hpp"
#include "records.hpp"

namespace cvm::cli {

Exit run(Context& context, const RegionsCommand&) {
  namespace json = boost::json;
  const auto client = make_ready_client(context);
  if (!client) return fail(context, client.error());
  const auto answer = client->describe_regions({}, call_options(context));
  if (!answer) return fail(context, answer.error());
  std::vector<json::object> lines;
  const auto title = [&](const char* en, const char* zh) { return std::string(Phrase{en, zh}.in(context.language)); };
  Table table({{title("REGION", "地域")}, {title("NAME", "名称"), Align::left, 12}, {title("STATE", "状态")}});
  for (const Region& region : answer->RegionSet) {
    lines.push_back({{"region", region.Region}, {"name", region.RegionName}, {"state", region.RegionState}});
    const Style style = region.RegionState == "AVAILABLE" ? Style::plain : Style::yellow;
    table.add({region.Region, region.RegionName, Cell(region.RegionState, style)});
  }
  write_records(context, {.columns = {"region", "name", "state"},
                          .lines = lines,
                          .document =
                              [&lines] {
                                return json::object{{"regions", json::array(lines.begin(), lines.end())}};
                              },
                          .people = [&] { return table.render(context.terminal.table_on_output()); }});
  return Exit::done;
}

}  // namespace cvm::cli
