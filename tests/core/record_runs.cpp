// Writes tests/fixtures/runs anew: `bash .ci/build native record-runs && build/native/bin/record-runs`. The machines
// run against the model of the service; every step and every input is written down. What changed is to be read in the
// diff.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iostream>

#include "support/fake_service.hpp"
#include "support/plans.hpp"
#include "support/recorded_run.hpp"
#include "support/step_words.hpp"

namespace cvm::testing {
namespace {

namespace json = boost::json;

constexpr std::int64_t wall_ms_at_0 = 1'699'999'999'000;

struct WriteInput {
  json::value operator()(const Persisted&) const { return "persisted"; }
  json::value operator()(const Cancel&) const { return "cancel"; }
  json::value operator()(const Answered& end) const {
    const HttpResponse& response = end.response;
    boost::system::error_code not_json;
    json::value body = json::parse(response.body, not_json);
    if (not_json) body = text(response.body);
    json::object members{{"id", end.id}, {"body", std::move(body)}};
    if (response.status != 200) members.emplace("status", response.status);
    return {{"answered", std::move(members)}};
  }
  json::value operator()(const NotSent& end) const { return {{"not_sent", without_answer(end)}}; }
  json::value operator()(const Lost& end) const { return {{"lost", without_answer(end)}}; }

  template <class End>
  static json::object without_answer(const End& end) {
    return {{"id", end.id}, {"fault", text(to_string(end.fault))}, {"detail", end.detail}};
  }
};

/// Hands on what it is asked and told, and writes it down.
class Recorder final : public Machine {
 public:
  explicit Recorder(Machine& machine) : machine_(machine) {}

  Step poll(Time now) override {
    Step step = machine_.poll(now);
    json::value words = shortened(describe(step));
    json::array* steps = nullptr;
    if (!script_.empty() && script_.back().at("at") == now.monotonic_ms) {
      if (json::value* polls = script_.back().as_object().if_contains("poll")) steps = &polls->as_array();
    }
    if (steps == nullptr) {
      script_.push_back(json::object{{"at", now.monotonic_ms}, {"poll", json::array()}});
      steps = &script_.back().at("poll").as_array();
    }
    steps->push_back(std::move(words));
    return step;
  }

  Result<void> handle(Time now, const Input& input) override {
    script_.push_back(json::object{{"at", now.monotonic_ms}, {"handle", std::visit(WriteInput{}, input)}});
    return machine_.handle(now, input);
  }

  json::array script() && { return std::move(script_); }

 private:
  Machine& machine_;
  json::array script_{};
};

void write_entry(std::ostream& out, const json::object& entry) {
  const json::value* polls = entry.if_contains("poll");
  if (polls == nullptr || polls->as_array().size() == 1) {
    out << "    " << json::serialize(entry);
    return;
  }
  out << "    {\"at\":" << entry.at("at") << ",\"poll\":[";
  const char* between = "\n";
  for (const json::value& step : polls->as_array()) {
    out << between << "      " << json::serialize(step);
    between = ",\n";
  }
  out << "]}";
}

/// One step, and one image of a document, a line.
void write_file(const json::object& run) {
  const std::string name = to_text(run.at("name"));
  std::ofstream out(std::filesystem::path(CVM_IMAGES_FIXTURES) / "runs" / (name + ".json"));
  out << '{';
  const char* between = "\n";
  for (const auto& [key, value] : run) {
    out << between << "  " << json::serialize(json::value(key)) << ": ";
    between = ",\n";
    if (key != "script") {
      out << json::serialize(value);
      continue;
    }
    out << '[';
    const char* between_entries = "\n";
    for (const json::value& entry : value.as_array()) {
      out << between_entries;
      write_entry(out, entry.as_object());
      between_entries = ",\n";
    }
    out << "\n  ]";
  }
  out << "\n}\n";
  std::cout << name << ' ' << out.tellp() << '\n';
}

struct Told {
  std::string name{};
  std::string why{};
};

json::object begun(const Told& told, const char* machine) {
  return {{"name", told.name},
          {"why", told.why},
          {"machine", machine},
          {"options", {{"account", "a"}}},
          {"wall_ms_at_0", wall_ms_at_0}};
}

void record(json::object run, FakeService& service, std::int64_t cancel_at_ms = -1, RunOptions options = {}) {
  RecordedMachine recorded(run);
  Recorder recorder(recorded.machine());
  const Run played = testing::run(recorder, service, cancel_at_ms, options);
  run["script"] = std::move(recorder).script();
  if (!played.failure) run["document"] = recorded.document();
  if (run.at("machine") == "applier") run["snapshot"] = recorded.snapshot();
  write_file(run);
}

void record_plan(const Told& told, FakeService& service, const Selection& selection, const Guards& guards = {}) {
  json::object run = begun(told, "planner");
  run["request"] = {{"regions", {"ap-guangzhou"}},
                    {"selection", json::parse(write_selection(selection))},
                    {"guards", json::parse(write_guards(guards))}};
  record(std::move(run), service);
}

json::object apply_run(const Told& told, const Plan& plan) {
  json::object run = begun(told, "applier");
  run["request"] = {{"plan", json::parse(write_plan(plan))},
                    {"confirmation", {{"digest", plan.digest}, {"deletes", plan.summary.deletes}, {"by", "a test"}}},
                    {"times", {{"settle_ms", 1'000}}}};  // fewer reads, smaller files
  return run;
}

void record_apply(const Told& told, FakeService& service, const Plan& plan, std::int64_t cancel_at_ms = -1) {
  record(apply_run(told, plan), service, cancel_at_ms);
}

FakeService with_images(int count) {
  FakeService service;
  for (int i = 1; i <= count; ++i) service.add("img-" + std::to_string(i));
  return service;
}

Plan with_guards(Plan plan, const Guards& guards) {
  plan.guards = guards;
  plan.digest = digest_of(plan);
  return plan;
}

void record_plans() {
  FakeService service;
  for (int i = 1; i <= 7; ++i) {
    const std::string day = "2023-01-0" + std::to_string(i);
    service.add("img-web" + std::to_string(i), "web-" + day).image.CreatedTime = day + "T00:00:00Z";
  }
  service.add("img-db1", "db-2023-01-01");
  service.images.at("img-web3").image.ImageFamily = "web";
  service.family_images["web"] = "img-web3";
  service.images.at("img-web4").image.Tags = {{"keep", "yes"}};
  service.images.at("img-web5").shared_with = {"100000000002"};
  service.instances = {{"ins-1", "", "", "img-web1"}};
  service.launch_templates = {{"lt-1", "web", 1, 1, 1}};
  service.launch_template_versions["lt-1"] = {{"lt-1", 1, true, "img-web2"}};
  service.launch_configurations = {{"asc-1", "web", "", "web"}};
  record_plan(
      {"plan-by-rules", "Rules choose and spare; references, a family, a tag and sharing keep what is left"}, service,
      {.names = {"web-*"}, .min_age_s = 30 * 86'400, .keep_newest = 1, .per = Grouping{GroupKind::name_prefix, {}}});
  service = with_images(1);
  service.faults["DescribeLaunchTemplates"] = {{Fault::error, "UnauthorizedOperation", "not permitted"}};
  record_plan({"plan-check-fails", "A check that is denied makes what depends on it unknown: it is kept"}, service,
              {.ids = {"img-1", "img-2"}});
}

void record_ends() {
  FakeService service = with_images(2);
  record_apply({"apply-deletes", "Everything is read again, deleted in one request, and gone after two reads"}, service,
               plan_all(service));
  service = with_images(1);
  service.visible_after_delete_ms = 800;
  service.faults["DeleteImages"] = {{Fault::lost_after}};
  record_apply({"apply-answer-lost", "A lost answer is looked up, not sent again"}, service, plan_all(service));
  service = with_images(3);
  service.faults["DeleteImages"] = {{Fault::error, "InvalidImageId.IncorrectState", "image img-2 is busy"}};
  record_apply({"apply-named-culprit", "What the error names is dropped, the rest goes after a look"}, service,
               plan_all(service));
  service = with_images(8);
  service.unnamed_culprits = {"img-6"};
  record_apply({"apply-unnamed-culprit", "A batch that fails without a name is halved until the culprit is alone"},
               service, plan_all(service));
  service = with_images(1);
  for (const char* action : {"DescribeImages", "DeleteImages"})
    service.faults[action] = {{Fault::error, "RequestLimitExceeded", "slow down"}};
  record_apply({"apply-throttled", "What was throttled did nothing: it is sent again, later and slower"}, service,
               plan_all(service));
}

void record_kinds() {
  FakeService service = with_images(2);
  service.images.at("img-1").shared_with = {"100000000002"};
  record_apply({"apply-unshares", "Sharing ends first, verified"}, service,
               with_guards(plan_all(service), {.unshare = true}));
  service = with_images(3);
  service.images.at("img-1").image.SnapshotSet = {{"snap-1", "SYSTEM_DISK", 50}};
  for (const char* id : {"img-2", "img-3"}) service.images.at(id).image.SnapshotSet = {{"snap-2", "SYSTEM_DISK", 50}};
  record_apply({"apply-with-snapshots", "A snapshot that also backs another image stays"}, service,
               with_guards(plan_all(service), {.with_snapshots = true}));
  service = with_images(4);
  const Plan plan = plan_all(service);
  service.images.at("img-1").image.ImageName = "another";
  service.images.at("img-2").image.Tags = {{"keep", ""}};
  service.images.at("img-3").shared_with = {"100000000002"};
  service.instances = {{"ins-1", "", "", "img-4"}};
  record_apply({"apply-skips-what-changed", "Renamed, protected, shared, used since the plan: nothing is sent"},
               service, plan);
}

void record_breaks() {
  FakeService service = with_images(1);
  Plan plan = plan_all(service);
  plan.expires_s = plan.created_s;
  plan.digest = digest_of(plan);
  record_apply({"apply-expired", "An expired plan is refused and nothing is sent"}, service, plan);
  service = with_images(2);
  service.visible_after_delete_ms = 60'000;
  record_apply({"apply-cancelled", "After a cancel nothing is sent; what was accepted is told as that"}, service,
               plan_all(service), 2'000);
}

/// What a run had written down when it was killed, right after its first change was sent.
json::value journal_of_a_kill(const json::object& run, FakeService& service) {
  std::string journal;
  for (int steps = 1; service.count("DeleteImages") == 0; ++steps) {
    journal.clear();
    RecordedMachine machine(run);
    testing::run(machine.machine(), service, -1, {.journal = &journal, .crash_after_steps = steps});
  }
  return lines_of(journal);
}

void record_resumed() {
  FakeService service = with_images(2);
  service.faults["DeleteImages"] = {{Fault::lost_before}};
  json::object run = apply_run(
      {"apply-resumed", "What a killed run may have sent is looked at before anything is sent"}, plan_all(service));
  run["request"].as_object()["journal"] = journal_of_a_kill(run, service);
  record(std::move(run), service, -1, {.started_ms = 60'000});
}

}  // namespace
}  // namespace cvm::testing

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);  // the model of the service tells with it what it was not made for
  cvm::testing::record_plans();
  cvm::testing::record_ends();
  cvm::testing::record_kinds();
  cvm::testing::record_breaks();
  cvm::testing::record_resumed();
}
