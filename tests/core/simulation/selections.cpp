#include "selections.hpp"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

namespace cvm::simulation {
namespace {

std::vector<std::string> image_ids(const World& world) {
  std::vector<std::string> ids;
  for (const auto& [name, region] : world.service.account()) {
    for (const auto& [id, image] : region.now().images) ids.push_back(id);
  }
  return ids;
}

Grouping random_grouping(Random& random) {
  switch (random.below(4)) {
    case 0:
      return {GroupKind::region, {}};
    case 1:
      return {GroupKind::name_prefix, {}};
    case 2:
      return {GroupKind::family, {}};
    default:
      return {GroupKind::tag, random.chance(80) ? "team" : "nobody-has-it"};
  }
}

void choose(Selection& selection, Random& random, const std::vector<std::string>& ids) {
  static const std::vector<std::string> globs = {"web-*",      "db-?????0[1-3]*", "*", "cache-2026-0[12]-*",
                                                 "batch_job*", "[a-d]*"};
  static const std::vector<std::string> patterns = {"^web-[0-9]+", "-0[1-6]-", "^(db|cache)", "job"};
  if (random.chance(15)) {
    selection.ids = random.some(ids, 40);
    if (random.chance(10)) selection.ids.push_back("img-notthere");
  }
  if (random.chance(35)) selection.names = random.some(globs, 40);
  if (random.chance(10)) selection.name_regex = random.pick(patterns);
  if (random.chance(10))
    selection.tags.push_back({"team", random.chance(50) ? std::optional<std::string>("red") : std::nullopt});
  if (random.chance(10)) selection.families = random.some(image_families, 60);
  if (random.chance(8)) selection.states = {random.chance(50) ? "NORMAL" : "CREATEFAILED"};
  const bool chosen = !selection.ids.empty() || !selection.names.empty() || selection.name_regex ||
                      !selection.tags.empty() || !selection.families.empty() || !selection.states.empty();
  selection.all = !chosen;
}

void spare(Selection& selection, Random& random) {
  if (random.chance(35)) selection.min_age_s = random.between(1, 60) * 86'400;
  if (random.chance(50)) {
    selection.keep_newest = random.between(1, 4);
    selection.per = random_grouping(random);
  }
  if (random.chance(15)) selection.free = random.between(1, 12);
  if (random.chance(10)) selection.until_below = random.between(40, 99);
  const bool spares = selection.min_age_s || selection.keep_newest || selection.free || selection.until_below;
  if (selection.all && spares && random.chance(50)) selection.all = false;
}

Guards random_guards(Random& random, const std::vector<std::string>& ids) {
  Guards guards;
  guards.max_delete = random.chance(85) ? 1000 : 5;
  guards.max_percent = random.chance(85) ? 100 : 50;
  if (random.chance(15)) guards.protect_tags.push_back({"env", std::optional<std::string>("prod")});
  if (random.chance(20)) guards.allow_referenced = random.some(ids, 20);
  if (random.chance(20)) guards.allow_protected = random.some(ids, 20);
  if (random.chance(20)) {
    guards.refs.instances = random.chance(60);
    guards.refs.templates = random.chance(60);
    guards.refs.scaling = random.chance(60);
  } else if (random.chance(15)) {
    guards.refs.all_versions = true;
  }
  guards.unshare = random.chance(40);
  guards.with_snapshots = random.chance(40);
  guards.server_dry_run = random.chance(15);
  return guards;
}

}  // namespace

PlanRequest random_request(const World& world, Random random) {
  PlanRequest request;
  const std::vector<std::string> ids = image_ids(world);
  for (const auto& [name, region] : world.service.account()) {
    if (request.regions.empty() || random.chance(80)) request.regions.push_back(name);
  }
  choose(request.selection, random, ids);
  spare(request.selection, random);
  request.guards = random_guards(random, ids);
  return request;
}

}  // namespace cvm::simulation
