#include <boost/json/array.hpp>
#include <ctime>

#include "commands.hpp"
#include "cvm/planner.hpp"
#include "image_text.hpp"
#include "output/json.hpp"
#include "output/text.hpp"
#include "records.hpp"
#include "words/errors.hpp"

namespace cvm::cli {
namespace {

namespace json = boost::json;
using Listing = Result<std::vector<Image>>;

struct Scan {
  std::vector<std::string> regions{};
  std::vector<Listing> listings{};
};

/// The images of one region that the rules let through.
Listing images_of(const Context& context, const Client& client, const std::string& region, const Selection& filter) {
  auto images = client.list_images({{"image-type", {"PRIVATE_IMAGE"}}}, call_options(context, region));
  if (!images || filter == Selection{}) return images;
  return filter_images(std::move(*images), filter, std::time(nullptr));
}

Scan scan(const Context& context, const Client& client, const ListCommand& command, std::vector<std::string> regions) {
  std::atomic<std::size_t> done = 0;
  const auto show = [&](std::size_t count) {
    context.console.progress(say(context.language, "reading images: {} of {} regions", "正在读取镜像：{} / {} 个地域",
                                 count, regions.size()));
  };
  show(0);
  auto listings = for_each_region(regions, [&](const std::string& region) {
    auto images = images_of(context, client, region, command.filter);
    show(++done);
    return images;
  });
  context.console.progress("");
  return {std::move(regions), std::move(listings)};
}

json::object not_scanned_record(const std::string& region, const Error& error, Language language) {
  return {{"region", region}, {"not_scanned", words::brief(error, language)}, {"error", to_json(error)}};
}

json::object document_of(const Scan& scan) {
  json::array regions;
  for (std::size_t i = 0; i < scan.regions.size(); ++i) {
    const Listing& listing = scan.listings[i];
    json::object entry{{"region", scan.regions[i]}, {"status", listing ? "scanned" : "not-scanned"}};
    if (listing) {
      json::array images;
      for (const Image& image : *listing) images.push_back(image_record(image, scan.regions[i]));
      entry.emplace("images", std::move(images));
    } else {
      entry.emplace("error", to_json(listing.error()));
    }
    regions.push_back(std::move(entry));
  }
  return {{"regions", std::move(regions)}};
}

std::vector<json::object> lines_of(const Scan& scan, Language language) {
  std::vector<json::object> lines;
  for (std::size_t i = 0; i < scan.regions.size(); ++i) {
    const Listing& listing = scan.listings[i];
    if (!listing) {
      lines.push_back(not_scanned_record(scan.regions[i], listing.error(), language));
      continue;
    }
    for (const Image& image : *listing) lines.push_back(image_record(image, scan.regions[i]));
  }
  return lines;
}

Table table_of(const Scan& scan, Language language, bool more) {
  const auto title = [language](const char* en, const char* zh) { return std::string(Phrase{en, zh}.in(language)); };
  std::vector<Column> columns{{title("REGION", "地域")},
                              {"ID"},
                              {title("NAME", "名称"), Align::left, 12},
                              {title("AGE", "时长"), Align::right},
                              {title("SIZE", "大小"), Align::right},
                              {title("STATE", "状态")},
                              {title("FAMILY", "镜像族"), Align::left, 8},
                              {title("TAGS", "标签"), Align::left, 14, true}};
  if (more) {
    columns.push_back({title("CREATED", "创建时间"), Align::left, 20, true});
    columns.push_back({title("SNAPSHOTS", "快照"), Align::left, 14, true});
  }
  Table table(std::move(columns));
  const std::int64_t now_s = std::time(nullptr);
  for (std::size_t i = 0; i < scan.regions.size(); ++i) {
    if (!scan.listings[i]) continue;
    for (const Image& image : *scan.listings[i]) {
      const Style state = is_deletable_state(image.ImageState) ? Style::plain : Style::yellow;
      std::vector<Cell> row{scan.regions[i],
                            image.ImageId,
                            or_dash(image.ImageName),
                            age_of(image.CreatedTime, now_s),
                            size_text(image.ImageSize),
                            Cell(or_dash(image.ImageState), state),
                            or_dash(image.ImageFamily),
                            tags_text(image.Tags)};
      if (more) {
        row.emplace_back(or_dash(image.CreatedTime));
        row.emplace_back(snapshots_text(image.SnapshotSet));
      }
      table.add(std::move(row));
    }
  }
  return table;
}

/// One line for each region, so that an empty one and one that could not be read look different.
std::string people_text(const Context& context, const Scan& scan) {
  const TableOptions options = context.terminal.table_on_output();
  std::string lines;
  bool any = false;
  for (std::size_t i = 0; i < scan.regions.size(); ++i) {
    const Listing& listing = scan.listings[i];
    if (listing) {
      any = any || !listing->empty();
      lines +=
          say(context.language, "{}: custom images: {}\n", "{}：自定义镜像 {} 个\n", scan.regions[i], listing->size());
    } else {
      const std::string line = words::not_scanned(scan.regions[i], listing.error(), context.language);
      lines += (options.colors ? styled(line, Style::red) : line) + "\n";
    }
  }
  return any ? table_of(scan, context.language, context.options.verbose).render(options) + "\n" + lines : lines;
}

}  // namespace

Exit run(Context& context, const ListCommand& command) {
  auto client = make_ready_client(context);
  if (!client) return fail(context, client.error());
  auto regions = chosen_regions(context, *client);
  if (!regions) return fail(context, regions.error());
  const Scan scanned = scan(context, *client, command, std::move(*regions));
  Exit status = Exit::done;
  for (std::size_t i = 0; i < scanned.regions.size(); ++i) {
    if (scanned.listings[i]) continue;
    const Error& error = scanned.listings[i].error();
    tell_not_scanned(context, scanned.regions[i], error);
    status = combine(status, status_of_region(error));
  }
  write_records(context, {.columns = {"region", "id", "name", "created", "size_gb", "state", "family", "tags",
                                      "snapshots", "not_scanned"},
                          .lines = lines_of(scanned, context.language),
                          .document = [&] { return document_of(scanned); },
                          .people = [&] { return people_text(context, scanned); }});
  return status;
}

}  // namespace cvm::cli
