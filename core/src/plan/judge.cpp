#include "plan/judge.hpp"

#include <algorithm>
#include <utility>

#include "cvm/planner.hpp"
#include "message.hpp"
#include "plan/safety.hpp"
#include "plan/sparing.hpp"

namespace cvm {
namespace {

PlannedImage planned(const RegionFacts& facts, const Image& image) {
  PlannedImage out;
  out.region = facts.region;
  out.id = image.ImageId;
  out.name = image.ImageName;
  out.type = image.ImageType;
  out.state = image.ImageState;
  out.created = image.CreatedTime;
  out.size_gb = image.ImageSize;
  out.family = image.ImageFamily;
  out.tags = image.Tags;
  out.snapshots = image.SnapshotSet;
  return out;
}

PlannedImage not_found(const RegionFacts& facts, const std::string& id) {
  PlannedImage out;
  out.region = facts.region;
  out.id = id;
  out.verdict = Verdict::block;
  out.reasons.push_back({"not-found", {{"region", facts.region}}});
  return out;
}

/// An image without a date that can be believed is kept, and is nobody's newest.
void judge_date(Candidate& candidate, std::int64_t now_s) {
  if (!candidate.created) {
    candidate.findings.add(Verdict::unknown, "no-created-time");
  } else if (*candidate.created > now_s) {
    candidate.findings.add(Verdict::unknown, "created-in-future", {{"created", candidate.image->CreatedTime}});
    candidate.created.reset();
  }
}

}  // namespace

Judgement judge(const RegionFacts& facts, const Rules& rules) {
  Judgement judgement;
  std::vector<Candidate> candidates(facts.images.size());
  judgement.images.reserve(facts.images.size() + facts.missing.size());
  for (std::size_t i = 0; i < facts.images.size(); ++i) {
    const Image& image = facts.images[i];
    Candidate& candidate = candidates[i];
    candidate.image = &image;
    candidate.created = parse_api_time(image.CreatedTime);
    candidate.chosen = rules.choose(image, candidate.findings);
    judge_date(candidate, facts.unix_seconds);
    judgement.images.push_back(planned(facts, image));
    judge_safety(judgement.images.back(), image, facts, rules, candidate.findings);
  }
  spare_young(candidates, rules.selection(), facts.unix_seconds);
  spare_newest(candidates, rules);
  judgement.short_by = spare_enough(candidates, rules.selection(), facts);
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    judgement.images[i].verdict = candidates[i].findings.verdict();
    judgement.images[i].reasons = candidates[i].findings.reasons();
  }
  for (const std::string& id : facts.missing) judgement.images.push_back(not_found(facts, id));
  return judgement;
}

std::string short_text(const Error& error) {
  return error.service_code.empty() ? std::string(to_string(error.code)) : error.service_code;
}

}  // namespace cvm
