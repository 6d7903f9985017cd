#include "apply/progress.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "json_writer.hpp"
#include "message.hpp"
#include "receipt_json.hpp"
#include "utf8.hpp"

namespace cvm {
namespace {

using json::Value;

constexpr std::string_view schema = "cvm-images.journal/1";
constexpr std::string_view stage_names[] = {"waiting", "sent", "accepted", "ended"};

std::optional<Stage> parse_stage(std::string_view text) {
  for (std::size_t i = 0; i < std::size(stage_names); ++i)
    if (stage_names[i] == text) return static_cast<Stage>(i);
  return std::nullopt;
}

std::string place_of(std::string_view region, std::string_view id) { return joined({region, "/", id}); }

Error unreadable(std::string_view what) {
  return error_saying(ErrorCode::invalid_parameter, "journal", {"this is not the journal of a run: ", what});
}

/// The beginning of a first line, cut anywhere.
bool may_be_torn(std::string_view text) {
  const std::string begin = joined({R"({"schema":")", schema, "\""});
  return begin.starts_with(text.substr(0, begin.size()));
}

std::string quota_line(const std::string& region, std::int64_t before) {
  return json::ObjectWriter().member("region", region).member("quota_before", before).finish() + "\n";
}

void append_progress(std::string& out, const ImageProgress* one) {
  const ImageProgress& image = *one;
  std::string receipt;
  append_image_receipt(receipt, image.receipt);
  json::ObjectWriter object;
  object.member("stage", stage_names[static_cast<std::size_t>(image.stage)]).member("sends", image.sends);
  if (image.unsharing) object.member("unsharing", true);
  out += object.raw("receipt", receipt).finish();
}

template <class Images>
std::string images_line(const Images& images) {
  return json::ObjectWriter().list("images", images, append_progress).finish() + "\n";
}

Result<ImageProgress> read_progress(Value in) {
  ImageProgress image;
  const auto stage = parse_stage(in.find("stage").text());
  const auto sends = in.find("sends").integer();
  if (!stage || !sends || *sends < 0 || *sends > 1'000'000) return unreadable("an image has no stage");
  auto receipt = read_image_receipt(in.find("receipt"));
  if (!receipt) return receipt.error();
  image.receipt = std::move(*receipt);
  image.stage = *stage;
  image.sends = static_cast<int>(*sends);
  image.unsharing = in.find("unsharing").boolean().value_or(false);
  return image;
}

}  // namespace

Progress::Progress(const Plan& plan) {
  for (const PlannedImage& planned : plan.images) {
    if (planned.verdict != Verdict::remove) continue;
    ImageProgress& image = images_.emplace_back();
    image.planned = &planned;
    image.receipt.region = planned.region;
    image.receipt.id = planned.id;
    places_.emplace(place_of(planned.region, planned.id), &image);
  }
}

void Progress::note(ImageProgress& image) {
  if (std::exchange(image.untold, true)) return;
  untold_.push_back(&image);
}

void Progress::note_begin(const Confirmation& confirmation, std::int64_t started_ms) {
  begin_line_ = json::ObjectWriter()
                    .member("schema", schema)
                    .member("plan_digest", confirmation.digest)
                    .member("confirmed_by", valid_utf8(confirmation.by))
                    .member("started_ms", started_ms)
                    .finish() +
                "\n";
  lines_ += begin_line_;
}

void Progress::note_finished(std::int64_t finished_ms) {
  lines_ = take_news().lines;
  lines_ += json::ObjectWriter().member("finished_ms", finished_ms).finish() + "\n";
}

void Progress::note_quota(const std::string& region, std::int64_t before) {
  if (quota_before_.emplace(region, before).second) lines_ += quota_line(region, before);
}

std::optional<std::int64_t> Progress::quota_before(const std::string& region) const {
  const auto known = quota_before_.find(region);
  return known == quota_before_.end() ? std::nullopt : std::optional(known->second);
}

Progress::News Progress::take_news() {
  News news{.lines = std::exchange(lines_, {})};
  if (untold_.empty()) return news;
  news.lines += images_line(untold_);
  for (ImageProgress* image : std::exchange(untold_, {})) {
    image->untold = false;
    news.sends.emplace_back(image, image->sends);
  }
  return news;
}

void Progress::note_durable(const News& news) noexcept {
  for (const auto& [image, sends] : news.sends) image->durable_sends = sends;
}

std::string Progress::snapshot() const {
  std::vector<const ImageProgress*> changed;
  for (const ImageProgress& image : images_)
    if (image.stage != Stage::waiting || image.sends > 0 || image.unsharing) changed.push_back(&image);
  std::string lines = begin_line_;
  for (const auto& [region, before] : quota_before_) lines += quota_line(region, before);
  return changed.empty() ? lines : lines + images_line(changed);
}

Result<void> Progress::read_image(ImageProgress news) {
  const auto place = places_.find(place_of(news.receipt.region, news.receipt.id));
  if (place == places_.end()) return unreadable("it names an image that the plan does not delete");
  news.planned = place->second->planned;
  news.durable_sends = news.sends;
  if (news.stage != Stage::ended) {  // how the earlier run left it is what this one finds out
    news.receipt.outcome = Outcome::unknown;
    news.receipt.reason.reset();
    news.receipt.error.reset();
  }
  *place->second = std::move(news);
  return {};
}

Result<void> Progress::read_line(std::string_view line, std::string_view digest, Journal& journal) {
  json::Document document;
  if (const auto fault = json::parse(line, document)) return unreadable(*fault);
  const Value root = document.root();
  if (begin_line_.empty()) {
    if (root.find("schema").text() != schema) return unreadable("its first line names no schema that is known");
    if (root.find("plan_digest").text() != digest)
      return error_saying(ErrorCode::refused, "journal", {"the journal is another plan's: name the one of this plan"});
    journal.started_ms = root.find("started_ms").integer().value_or(0);
    journal.confirmed_by = root.find("confirmed_by").text();
    begin_line_ = joined({line, "\n"});
    return {};
  }
  if (root.find("finished_ms").integer()) journal.has_finished = true;
  if (const auto before = root.find("quota_before").integer())
    quota_before_.emplace(root.find("region").text(), *before);
  for (const Value item : root.find("images")) {
    auto news = read_progress(item);
    if (!news) return news.error();
    if (auto taken = read_image(std::move(*news)); !taken) return taken.error();
  }
  return {};
}

Result<Progress::Journal> Progress::read(std::string_view text, std::string_view digest) {
  Journal journal;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos) break;  // torn: nobody was told that it is durable, so nothing followed from it
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    if (line.empty()) continue;
    if (auto read = read_line(line, digest, journal); !read) return read.error();
  }
  if (begin_line_.empty() && !may_be_torn(text)) return unreadable("it does not begin like one");
  journal.has_begun = !begin_line_.empty();
  return journal;
}

}  // namespace cvm
