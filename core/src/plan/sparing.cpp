#include "plan/sparing.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "plan/judge.hpp"

namespace cvm {
namespace {

constexpr std::int64_t seconds_a_day = 86'400;
constexpr std::int64_t seconds_an_hour = 3'600;

/// "267d"; hours below a day.
std::string age(std::int64_t seconds) {
  return seconds >= seconds_a_day ? std::to_string(seconds / seconds_a_day) + "d"
                                  : std::to_string(seconds / seconds_an_hour) + "h";
}

bool is_older(const Candidate* a, const Candidate* b) {
  return std::tie(*a->created, a->image->ImageId) < std::tie(*b->created, b->image->ImageId);
}

bool counts_for_floor(const Candidate& candidate) {
  return candidate.chosen && candidate.created && candidate.image->ImageState == "NORMAL" &&
         candidate.image->ImageType == "PRIVATE_IMAGE";
}

void rank(std::vector<Candidate*>& group, const std::string& name, std::int64_t keep) {
  std::sort(group.begin(), group.end(), [](const Candidate* a, const Candidate* b) { return is_older(b, a); });
  std::int64_t place = 0;
  for (Candidate* candidate : group) {
    ++place;
    const bool stays = place <= keep;
    candidate->findings.add(stays ? Verdict::keep : Verdict::remove, stays ? "newest" : "rank",
                            {{"rank", std::to_string(place)}, {"keep_newest", std::to_string(keep)}, {"group", name}});
  }
}

/// How many have to go so that fewer than `percent` of the quota are used.
std::int64_t over(std::int64_t used, std::int64_t quota, std::int64_t percent) {
  const std::int64_t most = (quota * percent - 1) / 100;
  return std::max<std::int64_t>(0, used - most);
}

/// Nothing: it cannot be told.
std::optional<std::int64_t> wanted(const Selection& selection, const RegionFacts& facts) {
  std::int64_t count = INT64_MAX;
  if (selection.free) count = *selection.free;
  if (!selection.until_below) return count;
  if (!facts.used || !facts.quota || *facts.quota < 1) return std::nullopt;
  return std::min(count, over(*facts.used, *facts.quota, *selection.until_below));
}

void mark_quota_unknown(std::vector<Candidate*>& open, const RegionFacts& facts) {
  const std::string error = facts.quota_error ? short_text(*facts.quota_error) : "malformed-answer";
  for (Candidate* candidate : open)
    candidate->findings.add(Verdict::unknown, "check-failed", {{"check", "quota"}, {"error", error}});
}

}  // namespace

void spare_young(std::vector<Candidate>& candidates, const Selection& selection, std::int64_t now_s) {
  if (!selection.min_age_s) return;
  const std::string min_age = age_text(*selection.min_age_s);
  for (Candidate& candidate : candidates) {
    if (!candidate.created) continue;
    const std::int64_t seconds = now_s - *candidate.created;
    const bool stays = seconds < *selection.min_age_s;
    candidate.findings.add(stays ? Verdict::keep : Verdict::remove, stays ? "too-young" : "old-enough",
                           {{"age", age(seconds)}, {"min_age", min_age}});
  }
}

void spare_newest(std::vector<Candidate>& candidates, const Rules& rules) {
  if (!rules.selection().keep_newest) return;
  std::map<std::string, std::vector<Candidate*>> groups;
  for (Candidate& candidate : candidates) {
    if (counts_for_floor(candidate)) groups[rules.group_of(*candidate.image)].push_back(&candidate);
  }
  for (auto& [name, group] : groups) rank(group, name, *rules.selection().keep_newest);
}

std::int64_t spare_enough(std::vector<Candidate>& candidates, const Selection& selection, const RegionFacts& facts) {
  if (!selection.free && !selection.until_below) return 0;
  std::vector<Candidate*> open;
  for (Candidate& candidate : candidates) {
    if (candidate.findings.verdict() == Verdict::remove) open.push_back(&candidate);
  }
  const auto count = wanted(selection, facts);
  if (!count) {
    mark_quota_unknown(open, facts);
    return 0;
  }
  std::sort(open.begin(), open.end(), is_older);
  const auto available = static_cast<std::int64_t>(open.size());
  for (std::int64_t place = 0; place < available; ++place) {
    Findings& findings = open[static_cast<std::size_t>(place)]->findings;
    if (place < *count)
      findings.add(Verdict::remove, "frees-quota", {{"place", std::to_string(place + 1)}});
    else
      findings.add(Verdict::keep, "enough-free");
  }
  return std::max<std::int64_t>(0, *count - available);
}

}  // namespace cvm
