#include <utility>

#include "cvm/planner.hpp"
#include "plan/sparing.hpp"

namespace cvm {

Result<std::vector<Image>> filter_images(std::vector<Image> images, const Selection& filter,
                                         std::int64_t unix_seconds) {
  auto rules = Rules::create(filter, {});
  if (!rules) return rules.error();
  std::vector<Candidate> candidates(images.size());
  for (std::size_t i = 0; i < images.size(); ++i) {
    candidates[i].image = &images[i];
    candidates[i].created = parse_api_time(images[i].CreatedTime);
    candidates[i].chosen = rules->choose(images[i], candidates[i].findings);
    const auto& created = candidates[i].created;
    if (filter.min_age_s && !created) candidates[i].findings.add(Verdict::unknown, "no-created-time");
  }
  spare_young(candidates, filter, unix_seconds);
  std::vector<Image> fitting;
  for (std::size_t i = 0; i < images.size(); ++i)
    if (candidates[i].findings.verdict() == Verdict::remove) fitting.push_back(std::move(images[i]));
  return fitting;
}

}  // namespace cvm
