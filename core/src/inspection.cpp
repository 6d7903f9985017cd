#include "cvm/inspection.hpp"

#include <deque>
#include <utility>

#include "by_id.hpp"
#include "calls.hpp"
#include "references.hpp"
#include "verdict.hpp"

namespace cvm {
namespace {

/// Errors after which nothing else can work.
bool is_fatal(const Error& error) {
  switch (error.code) {
    case ErrorCode::authentication:
    case ErrorCode::clock:
    case ErrorCode::cancelled:
    case ErrorCode::invalid_parameter:
    case ErrorCode::invalid_region:
    case ErrorCode::invalid_endpoint:
    case ErrorCode::invalid_timestamp:
    case ErrorCode::request_too_large:
      return true;
    default:
      return false;
  }
}

}  // namespace

/// Three rounds: what the region holds; then what only the answers show is needed (families, sharing); then verdicts.
struct Inspection::State {
  State(InspectionRequest request_in, SchedulerOptions options, Limiter& limiter)
      : request(std::move(request_in)), calls(std::move(options), limiter), references(calls, request.region, facts) {}

  enum class Round : std::uint8_t { start, region, images, done };

  InspectionRequest request;
  Calls calls;
  RegionFacts facts{};
  References references;
  InspectionReport report{};
  Round round = Round::start;
  std::optional<Error> failure{};
  std::deque<Event> events{};

  void note(const std::string& check, std::int64_t count, const std::optional<Error>& error) {
    report.checks.push_back({check, count, error});
    events.push_back({EventKind::checked, request.region, {}, checked_detail(check, count, error)});
    if (error && is_fatal(*error) && !failure) failure = *error;
  }

  std::optional<Error> refuse() const;
  void begin(Time now);
  void ask_account(Time now);
  void ask_quota(Time now);
  void ask_images(Time now);
  void ask_about_candidates(Time now);
  void ask_sharing(Time now, InspectedImage& image);
  void advance(Time now);
  void conclude(Time now);

  std::int64_t sharing_asked = 0;
  std::optional<Error> sharing_error{};
};

/// The whole list is checked as the one request that will be made of it, so that a bad id is named before anything is
/// sent.
std::optional<Error> Inspection::State::refuse() const {
  DeleteImagesRequest all;
  all.ImageIds = request.ids;
  auto built = build_request(to_call(all, request.region), {});
  if (!built && built.error().code != ErrorCode::request_too_large) return built.error();
  return std::nullopt;
}

void Inspection::State::begin(Time now) {
  report.region = request.region;
  for (const std::string& id : request.ids) report.images.push_back({.id = id});
  ask_account(now);
  ask_quota(now);
  ask_images(now);
  references.begin(now, [this](const std::string& check, std::int64_t count, const std::optional<Error>& error) {
    note(check, count, error);
  });
  round = Round::region;
}

void Inspection::State::ask_account(Time now) {
  calls.call(now, GetCallerIdentityRequest{}, request.region,
             [this](Time, Result<GetCallerIdentityResponse> identity, const CallEnd&) {
               if (identity && !identity->AccountId.empty()) report.account = identity->AccountId;
               note("account", identity ? 1 : 0, identity ? std::nullopt : std::optional(identity.error()));
             });
}

void Inspection::State::ask_quota(Time now) {
  calls.call(now, DescribeImageQuotaRequest{}, request.region,
             [this](Time, Result<DescribeImageQuotaResponse> quota, const CallEnd&) {
               if (quota) report.quota = quota->ImageNumQuota;
               note("quota", quota ? 1 : 0, quota ? std::nullopt : std::optional(quota.error()));
             });
  DescribeImagesRequest count;
  count.Filters = {{"image-type", {"PRIVATE_IMAGE"}}};
  count.Limit = 1;
  calls.call(now, count, request.region, [this](Time, Result<DescribeImagesResponse> images, const CallEnd&) {
    if (images) report.used = images->TotalCount;
  });
}

void Inspection::State::ask_images(Time now) {
  ImagesById::read(calls, now, request.ids, request.region, image_members,
                   [this](Time, Result<std::map<std::string, Image>> found) {
                     if (!found) {
                       note("images", 0, found.error());
                       if (!failure) failure = found.error();
                       return;
                     }
                     note("images", static_cast<std::int64_t>(found->size()), std::nullopt);
                     for (InspectedImage& wanted : report.images) {
                       const auto image = found->find(wanted.id);
                       if (image != found->end()) wanted.image = std::move(image->second);
                     }
                   });
}

/// Sharing and families are asked only of images that would otherwise go.
void Inspection::State::ask_about_candidates(Time now) {
  std::set<std::string> families;
  for (InspectedImage& image : report.images) {
    judge(image, request, facts);
    if (image.verdict != Verdict::remove) continue;
    if (image.image->ImageState == "NORMAL") ask_sharing(now, image);
    if (facts.family_configuration.contains(image.image->ImageFamily)) families.insert(image.image->ImageFamily);
  }
  references.ask_families(now, families);
}

void Inspection::State::ask_sharing(Time now, InspectedImage& image) {
  ++sharing_asked;
  calls.call(now, DescribeImageSharePermissionRequest{image.id}, request.region,
             [this, id = image.id](Time, Result<DescribeImageSharePermissionResponse> sharing, const CallEnd&) {
               if (!sharing) {
                 facts.failed_sharing.emplace(id, sharing.error());
                 if (!sharing_error) sharing_error = sharing.error();
                 return;
               }
               std::vector<std::string>& accounts = facts.shared_with[id];
               for (const SharePermission& share : sharing->SharePermissionSet) accounts.push_back(share.AccountId);
             });
}

void Inspection::State::conclude(Time now) {
  if (sharing_asked > 0) note("sharing", sharing_asked, sharing_error);
  references.note_families();
  facts.unix_seconds = (now.wall_ms + calls.skew_ms()) / 1000;
  report.skew_ms = calls.skew_ms();
  for (InspectedImage& image : report.images) {
    judge(image, request, facts);
    events.push_back({EventKind::image_verdict, request.region, image.id, verdict_detail(image)});
  }
}

void Inspection::State::advance(Time now) {
  if (round == Round::start) {
    failure = refuse();
    if (!failure) begin(now);
  } else if (round == Round::region && calls.idle()) {
    facts.unix_seconds = (now.wall_ms + calls.skew_ms()) / 1000;
    ask_about_candidates(now);
    round = Round::images;
  } else if (round == Round::images && calls.idle()) {
    conclude(now);
    round = Round::done;
  }
}

Inspection::Inspection(InspectionRequest request, SchedulerOptions options, Limiter& limiter)
    : state_(std::make_unique<State>(std::move(request), std::move(options), limiter)) {}
Inspection::~Inspection() = default;

Step Inspection::poll(Time now) {
  State& state = *state_;
  for (;;) {
    if (!state.events.empty()) {
      Event event = std::move(state.events.front());
      state.events.pop_front();
      return event;
    }
    if (state.failure) return Failed{*state.failure};
    state.advance(now);
    if (state.round == State::Round::done && state.events.empty() && !state.failure) return Finished{};
    if (!state.events.empty() || state.failure) continue;
    if (auto step = state.calls.poll(now)) {
      const auto* wait = std::get_if<Wait>(&*step);
      if (wait == nullptr || !state.calls.idle()) return std::move(*step);
    }
  }
}

Result<void> Inspection::handle(Time now, const Input& input) { return state_->calls.handle(now, input); }

const InspectionReport& Inspection::report() const noexcept { return state_->report; }

}  // namespace cvm
