#include "plan/region_scan.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "by_id.hpp"
#include "pages.hpp"

namespace cvm {
namespace {

std::int64_t count_own(const std::vector<Image>& images) {
  return std::count_if(images.begin(), images.end(),
                       [](const Image& image) { return image.ImageType == "PRIVATE_IMAGE"; });
}

DescribeImagesRequest own_images() {
  DescribeImagesRequest request;
  request.Filters = {{"image-type", {"PRIVATE_IMAGE"}}};
  return request;
}

/// In this order whichever answer came first.
constexpr std::string_view check_order[] = {
    "images", "quota", "instances", "launch-templates", "launch-configurations", "families", "sharing", "dry-run"};
constexpr std::string_view never_made[] = {"tke", "batch", "thpc", "tsf"};

}  // namespace

bool is_fatal(const Error& error) {
  return error.code == ErrorCode::authentication || error.code == ErrorCode::clock ||
         error.code == ErrorCode::cancelled || error.code == ErrorCode::invalid_timestamp ||
         error.code == ErrorCode::invalid_endpoint;
}

Event take_first(Events& events) {
  Event event = std::move(events.front());
  events.pop_front();
  return event;
}

RegionScan::RegionScan(Calls& calls, Events& events, const Rules& rules, std::string region)
    : calls_(&calls),
      events_(&events),
      rules_(&rules),
      references_(calls, facts_, *this),
      dry_run_(calls, facts_, *this) {
  facts_.region = region;
  report_.region = std::move(region);
}

void RegionScan::begin(Time now) {
  ask_quota(now);
  const Selection& selection = rules_->selection();
  if (selection.is_explicit()) {
    ask_count(now);
    ask_ids(now, selection.ids);
  } else {
    ask_list(now);
  }
  references_.begin(now, rules_->guards().refs);
}

void RegionScan::end_check(Time, std::string check, std::int64_t count, const std::optional<Error>& error) {
  --open_;
  CheckRecord& record = checks_[check];
  record.count += count;
  if (error && !record.error) record.error = *error;
  events_->push_back({EventKind::checked, facts_.region, {}, checked_detail(check, count, error)});
  if (error && is_fatal(*error) && !fatal_) fatal_ = *error;
  record.name = std::move(check);
}

void RegionScan::fail(const Error& error) {
  if (!report_.error) report_.error = error;
}

void RegionScan::ask_quota(Time now) {
  begin_check();
  calls_->call(now, DescribeImageQuotaRequest{}, facts_.region,
               [this](Time at, Result<DescribeImageQuotaResponse> quota, const CallEnd&) {
                 if (quota)
                   facts_.quota = quota->ImageNumQuota;
                 else
                   facts_.quota_error = quota.error();
                 end_check(at, "quota", quota ? 1 : 0, facts_.quota_error);
               });
}

/// How many own images there are, where they are not listed.
void RegionScan::ask_count(Time now) {
  ++open_;
  DescribeImagesRequest count = own_images();
  count.Limit = 1;
  calls_->call(now, count, facts_.region, [this](Time, Result<DescribeImagesResponse> images, const CallEnd&) {
    --open_;
    if (images) facts_.used = images->TotalCount;
  });
}

void RegionScan::ask_list(Time now) {
  begin_check();
  Pages<DescribeImagesRequest, Image>::read(
      *calls_, now, own_images(), facts_.region, [](auto& response) -> auto& { return response.ImageSet; },
      [](const Image& image) { return image.ImageId; },
      [this](Time at, Result<std::vector<Image>> images) { take_list(at, std::move(images)); });
}

/// Ids that are named and not in the list are asked for by themselves: they may be somebody else's.
void RegionScan::take_list(Time now, Result<std::vector<Image>> images) {
  if (!images) {
    fail(images.error());
    return end_check(now, "images", 0, images.error());
  }
  facts_.images = std::move(*images);
  facts_.used = count_own(facts_.images);
  std::set<std::string_view> listed;
  for (const Image& image : facts_.images) listed.insert(image.ImageId);
  std::vector<std::string> others;
  for (const std::string& id : rules_->selection().ids)
    if (!listed.contains(id)) others.push_back(id);
  if (!others.empty()) ask_ids(now, std::move(others));
  end_check(now, "images", static_cast<std::int64_t>(facts_.images.size()), std::nullopt);
}

void RegionScan::ask_ids(Time now, std::vector<std::string> ids) {
  begin_check();
  ImagesById::read(*calls_, now, ids, facts_.region, image_members,
                   [this, ids](Time at, Result<std::map<std::string, Image>> found) {
                     if (!found) {
                       fail(found.error());
                       return end_check(at, "images", 0, found.error());
                     }
                     for (const std::string& id : ids) {
                       const auto image = found->find(id);
                       if (image == found->end())
                         facts_.missing.push_back(id);
                       else
                         facts_.images.push_back(std::move(image->second));
                     }
                     end_check(at, "images", static_cast<std::int64_t>(found->size()), std::nullopt);
                   });
}

void RegionScan::ask_sharing(Time now, const std::string& id) {
  if (!sharing_asked_.insert(id).second) return;
  begin_check();
  calls_->call(now, DescribeImageSharePermissionRequest{id}, facts_.region,
               [this, id](Time at, Result<DescribeImageSharePermissionResponse> sharing, const CallEnd&) {
                 if (!sharing) {
                   facts_.failed_sharing.emplace(id, sharing.error());
                   return end_check(at, "sharing", 0, sharing.error());
                 }
                 std::vector<std::string>& accounts = facts_.shared_with[id];
                 for (const SharePermission& share : sharing->SharePermissionSet) accounts.push_back(share.AccountId);
                 std::sort(accounts.begin(), accounts.end());
                 end_check(at, "sharing", 1, std::nullopt);
               });
}

/// What is missing to be sure of those that would go. The service is asked for its opinion last.
bool RegionScan::ask_more(Time now) {
  std::set<std::string> families;
  std::vector<std::string> untried;
  for (const PlannedImage& image : judgement_.images) {
    if (image.verdict != Verdict::remove) continue;
    if (image.state == "NORMAL") ask_sharing(now, image.id);
    if (!image.family.empty()) families.insert(image.family);
    if (!facts_.dry_run_accepted.contains(image.id)) untried.push_back(image.id);
  }
  references_.ask_families(now, families);
  if (open_ == 0 && rules_->guards().server_dry_run) dry_run_.ask(now, untried);
  return open_ > 0;
}

bool RegionScan::advance(Time now) {
  if (done_ || open_ > 0) return done_;
  if (!report_.error && !fatal_) {
    facts_.unix_seconds = (now.wall_ms + calls_->skew_ms()) / 1000;
    judgement_ = judge(facts_, *rules_);
    if (ask_more(now)) return false;
  }
  conclude();
  return true;
}

void RegionScan::report_families() {
  std::set<std::string_view> going;
  for (const PlannedImage& image : judgement_.images)
    if (image.verdict == Verdict::remove) going.insert(image.family);
  for (const auto& [family, image] : facts_.family_image)
    if (going.contains(family)) report_.families.push_back({family, image});
}

void RegionScan::conclude() {
  done_ = true;
  report_.scanned = !report_.error && !fatal_;
  report_.used = facts_.used;
  report_.quota = facts_.quota;
  report_.short_by = judgement_.short_by;
  const ReferenceChecks& refs = rules_->guards().refs;
  for (const std::string_view name : check_order) {
    const auto check = checks_.find(std::string(name));
    if (check != checks_.end()) (check->second.error ? report_.not_checked : report_.checked).push_back(check->second);
  }
  const auto left_out = [this](bool made, std::string_view name) {
    if (!made) report_.not_checked.push_back({std::string(name), 0, {}});
  };
  left_out(refs.instances, "instances");
  left_out(refs.templates, "launch-templates");
  left_out(refs.scaling, "launch-configurations");
  left_out(!refs.templates || refs.all_versions, "template-versions");
  for (const std::string_view name : never_made) left_out(false, name);
  if (!report_.scanned) judgement_.images.clear();
  report_families();
  facts_.images = {};  // of a large account they are much
}

}  // namespace cvm
