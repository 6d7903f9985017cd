#include "fake_service.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

namespace cvm::testing {
namespace {

namespace json = boost::json;

constexpr std::int64_t latency_ms = 20;
constexpr std::int64_t wall_at_start_ms = 1'700'000'000'000;

json::object to_json(const Image& image) {
  json::array tags;
  for (const Tag& tag : image.Tags) tags.push_back(json::object{{"Key", tag.Key}, {"Value", tag.Value}});
  json::array snapshots;
  for (const ImageSnapshot& snapshot : image.SnapshotSet) {
    snapshots.push_back(json::object{{"SnapshotId", snapshot.SnapshotId}, {"DiskSize", 50}});
  }
  return {
      {"ImageId", image.ImageId},         {"ImageName", image.ImageName},     {"ImageType", image.ImageType},
      {"ImageState", image.ImageState},   {"CreatedTime", image.CreatedTime}, {"ImageSize", 50},
      {"ImageFamily", image.ImageFamily}, {"Tags", std::move(tags)},          {"SnapshotSet", std::move(snapshots)}};
}

std::string error_body(const std::string& code, const std::string& message) {
  return json::serialize(json::object{{"Error", json::object{{"Code", code}, {"Message", message}}}});
}

std::vector<std::string> ids_of(const json::object& params, const char* key) {
  std::vector<std::string> ids;
  if (const json::value* list = params.if_contains(key)) {
    for (const json::value& id : list->as_array()) ids.emplace_back(id.as_string());
  }
  return ids;
}

json::object page(json::array items, const char* set, const json::object& params) {
  const std::size_t total = items.size();
  const auto number = [&](const char* key, std::size_t otherwise) {
    const json::value* value = params.if_contains(key);
    return value == nullptr ? otherwise : value->to_number<std::size_t>();
  };
  const std::size_t first = std::min(total, number("Offset", 0));
  const std::size_t last = std::min(total, first + number("Limit", 20));
  return {{"TotalCount", total}, {set, json::array(items.begin() + first, items.begin() + last)}};
}

}  // namespace

FakeImage& FakeService::add(const std::string& id, const std::string& name) {
  FakeImage& fake = images[id];
  fake.image.ImageId = id;
  fake.image.ImageName = name.empty() ? "image " + id : name;
  fake.image.ImageType = "PRIVATE_IMAGE";
  fake.image.ImageState = "NORMAL";
  fake.image.CreatedTime = "2023-01-01T00:00:00Z";
  return fake;
}

bool FakeService::has(const std::string& id, std::int64_t now_ms) const {
  const auto fake = images.find(id);
  if (fake == images.end()) return false;
  return fake->second.deleted_at_ms < 0 || now_ms < fake->second.deleted_at_ms + visible_after_delete_ms;
}

std::size_t FakeService::count(const std::string& action) const {
  return static_cast<std::size_t>(std::count_if(
      log.begin(), log.end(), [&](const std::string& line) { return line.substr(0, line.find(' ')) == action; }));
}

std::string FakeService::delete_images(const std::vector<std::string>& ids, std::int64_t now_ms,
                                       std::size_t most_deletes) {
  if (ids.size() > most_ids) return error_body("InvalidParameterValue.LimitExceeded", "too many ids");
  if (std::any_of(ids.begin(), ids.end(), [this](const std::string& id) { return unnamed_culprits.contains(id); })) {
    return error_body("InvalidParameterValue.InvalidImageId", "an image does not allow this operation");
  }
  for (const std::string& id : ids) {
    const auto fake = images.find(id);
    if (fake == images.end() || fake->second.deleted_at_ms >= 0) {
      return error_body("InvalidImageId.NotFound", "ImageId " + id + " is not found");
    }
    if (!fake->second.shared_with.empty()) return error_body("InvalidImageId.InShared", "image " + id + " is shared");
    if (fake->second.image.ImageState != "NORMAL") {
      return error_body("InvalidImageId.IncorrectState", "image " + id + " has the wrong state");
    }
  }
  for (std::size_t i = 0; i < std::min(ids.size(), most_deletes); ++i) images.at(ids[i]).deleted_at_ms = now_ms;
  return "{}";
}

std::string FakeService::describe_images(const std::string& params_text, std::int64_t now_ms) {
  const json::value params = json::parse(params_text);
  const std::vector<std::string> ids = ids_of(params.as_object(), "ImageIds");
  json::array found;
  for (const auto& [id, fake] : images) {
    const bool asked = ids.empty() || std::find(ids.begin(), ids.end(), id) != ids.end();
    if (asked && has(id, now_ms)) found.push_back(to_json(fake.image));
  }
  return json::serialize(page(std::move(found), "ImageSet", params.as_object()));
}

std::string FakeService::act(const std::string& action, const std::string& params_text, std::int64_t now_ms,
                             std::size_t most_deletes) {
  const json::value parsed = json::parse(params_text);
  const json::object& params = parsed.as_object();
  const bool dry_run = params.contains("DryRun");
  if (action == "DeleteImages") {
    if (params.contains("DeleteBindedSnap"))
      for (const std::string& id : ids_of(params, "ImageIds"))
        for (const ImageSnapshot& snapshot : images.at(id).image.SnapshotSet)
          deleted_snapshots.insert(snapshot.SnapshotId);
    return delete_images(ids_of(params, "ImageIds"), now_ms, dry_run ? 0 : most_deletes);
  }
  if (action == "DescribeImages" && empty_without_total_after_delete && count("DeleteImages") > 0) {
    return R"({"ImageSet":[]})";
  }
  if (action == "DescribeImages") return describe_images(params_text, now_ms);
  if (action == "GetCallerIdentity") return R"({"AccountId":"100000000001"})";
  if (action == "DescribeImageQuota") return R"({"ImageNumQuota":50})";
  json::array items;
  if (action == "DescribeImageSharePermission") {
    for (const std::string& account : images.at(std::string(params.at("ImageId").as_string())).shared_with) {
      items.push_back(json::object{{"AccountId", account}});
    }
    return json::serialize(json::object{{"SharePermissionSet", std::move(items)}});
  }
  if (action == "DescribeImageFromFamily") {
    const auto current = family_images.find(std::string(params.at("ImageFamily").as_string()));
    if (current == family_images.end()) return R"({"Image":null})";
    return json::serialize(json::object{{"Image", to_json(images.at(current->second).image)}});
  }
  if (action == "DescribeInstances") {
    for (const Instance& instance : instances) {
      items.push_back(json::object{{"InstanceId", instance.InstanceId}, {"ImageId", instance.ImageId}});
    }
    return json::serialize(page(std::move(items), "InstanceSet", params));
  }
  if (action == "DescribeLaunchTemplates") {
    for (const LaunchTemplate& one : launch_templates) {
      items.push_back(json::object{{"LaunchTemplateId", one.LaunchTemplateId},
                                   {"LaunchTemplateName", one.LaunchTemplateName},
                                   {"DefaultVersionNumber", *one.DefaultVersionNumber},
                                   {"LatestVersionNumber", *one.LatestVersionNumber}});
    }
    return json::serialize(page(std::move(items), "LaunchTemplateSet", params));
  }
  if (action == "DescribeLaunchTemplateVersions") {
    const std::string id(params.at("LaunchTemplateId").as_string());
    const json::value* numbers = params.if_contains("LaunchTemplateVersions");
    for (const LaunchTemplateVersion& version : launch_template_versions[id]) {
      const json::value number = *version.LaunchTemplateVersion;
      if (numbers != nullptr && std::count(numbers->as_array().begin(), numbers->as_array().end(), number) == 0)
        continue;
      items.push_back(json::object{{"LaunchTemplateId", id},
                                   {"LaunchTemplateVersion", number},
                                   {"LaunchTemplateVersionData", json::object{{"ImageId", version.ImageId}}}});
    }
    return json::serialize(page(std::move(items), "LaunchTemplateVersionSet", params));
  }
  if (action == "DescribeLaunchConfigurations") {
    for (const LaunchConfiguration& one : launch_configurations) {
      items.push_back(json::object{{"LaunchConfigurationId", one.LaunchConfigurationId},
                                   {"ImageId", one.ImageId},
                                   {"ImageFamily", one.ImageFamily}});
    }
    return json::serialize(page(std::move(items), "LaunchConfigurationSet", params));
  }
  if (action == "ModifyImageSharePermission") {
    images.at(std::string(params.at("ImageId").as_string())).shared_with.clear();
    return "{}";
  }
  if (action == "DescribeSnapshots") {
    for (const std::string& id : ids_of(params, "SnapshotIds")) {
      if (deleted_snapshots.contains(id)) continue;
      json::array backed;
      for (const auto& [image_id, fake] : images)
        for (const ImageSnapshot& snapshot : fake.image.SnapshotSet)
          if (snapshot.SnapshotId == id) backed.push_back(json::object{{"ImageId", image_id}});
      items.push_back(json::object{{"SnapshotId", id}, {"ImageCount", backed.size()}, {"Images", std::move(backed)}});
    }
    return json::serialize(page(std::move(items), "SnapshotSet", params));
  }
  ADD_FAILURE() << "the fake service does not know " << action;
  return error_body("InvalidAction", action);
}

Input FakeService::serve(const Send& send, std::int64_t now_ms) {
  const std::string& action = send.request.action;
  const std::string& body = send.request.http.body;
  if (before) before(action, now_ms);
  const json::value params = json::parse(body);
  std::string line = action;
  for (const std::string& id : ids_of(params.as_object(), "ImageIds")) {
    line += (line == action ? ' ' : ',');
    line += id;
  }
  log.push_back(line);
  std::optional<PlannedFault> fault;
  if (auto& planned = faults[action]; !planned.empty()) {
    fault = planned.front();
    planned.pop_front();
  }
  if (fault && fault->fault == Fault::not_sent) return NotSent{send.id, TransportFault::connect, "refused"};
  if (fault && fault->fault == Fault::lost_before) return Lost{send.id, TransportFault::cut, "closed"};
  std::string response;
  if (fault && fault->fault == Fault::error) {
    response = error_body(fault->code, fault->message);
  } else {
    const bool partial = fault && fault->fault == Fault::partial;
    const std::size_t all = ids_of(params.as_object(), "ImageIds").size();
    response = act(action, body, now_ms, partial ? all / 2 : all);
    if (partial) response = error_body(fault->code, fault->message);
  }
  if (fault && fault->fault == Fault::lost_after) return Lost{send.id, TransportFault::cut, "closed"};
  if (fault && fault->fault == Fault::html) return Answered{send.id, {502, {}, "<html>bad gateway</html>"}};
  json::value document = json::parse(response);
  document.as_object()["RequestId"] = "request-" + std::to_string(next_request_id_++);
  return Answered{send.id, {200, {}, json::serialize(json::object{{"Response", std::move(document)}})}};
}

Run run(Machine& machine, FakeService& service, std::int64_t cancel_at_ms, const RunOptions& options) {
  const auto serve = [&service](const Send& send, std::int64_t now_ms) { return service.serve(send, now_ms); };
  return run(machine, serve, cancel_at_ms, options);
}

Run run(Machine& machine, const Serve& serve, std::int64_t cancel_at_ms, const RunOptions& options) {
  Run result;
  Time now{options.started_ms, wall_at_start_ms + options.started_ms - 1'000};
  const std::int64_t started = now.monotonic_ms;
  std::multimap<std::int64_t, Input> coming;
  const auto go_to = [&](std::int64_t instant) {
    now.wall_ms += instant - now.monotonic_ms;
    now.monotonic_ms = instant;
  };
  if (cancel_at_ms >= 0) coming.emplace(started + cancel_at_ms, Cancel{});
  for (int steps = 0; steps < 1'000'000; ++steps) {
    if (steps == options.crash_after_steps) {
      result.crashed = true;
      result.duration_ms = now.monotonic_ms - started;
      return result;
    }
    Step step = machine.poll(now);
    if (auto* event = std::get_if<Event>(&step)) {
      EXPECT_TRUE(json::parse(event->detail).is_object()) << event->detail;
      result.events.push_back(std::move(*event));
    } else if (auto* persist = std::get_if<Persist>(&step)) {
      if (options.journal != nullptr) *options.journal += persist->bytes;
      EXPECT_TRUE(machine.handle(now, Persisted{}).has_value());
    } else if (auto* send = std::get_if<Send>(&step)) {
      coming.emplace(now.monotonic_ms + latency_ms, serve(*send, now.monotonic_ms));
    } else if (auto* wait = std::get_if<Wait>(&step)) {
      const std::int64_t next = coming.empty() ? forever : coming.begin()->first;
      if (next == forever && wait->until_ms == forever) {
        ADD_FAILURE() << "the machine waits for something that nothing will bring";
        break;
      }
      if (next <= wait->until_ms) {
        auto input = coming.extract(coming.begin());
        go_to(std::max(now.monotonic_ms, next));
        EXPECT_TRUE(machine.handle(now, std::move(input.mapped())).has_value());
      } else {
        EXPECT_GT(wait->until_ms, now.monotonic_ms) << "a wait that is over already";
        go_to(wait->until_ms);
      }
    } else {
      if (auto* failed = std::get_if<Failed>(&step)) result.failure = failed->error;
      result.duration_ms = now.monotonic_ms - started;
      return result;
    }
  }
  ADD_FAILURE() << "the run does not end";
  return result;
}

}  // namespace cvm::testing
