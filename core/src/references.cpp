#include "references.hpp"

#include <utility>

#include "pages.hpp"

namespace cvm {

void References::begin(Time now, Note note) {
  note_ = std::move(note);
  ask_instances(now);
  ask_launch_templates(now);
  ask_launch_configurations(now);
}

void References::add(const std::string& image_id, Reference reference) {
  if (!image_id.empty()) facts_->references[image_id].push_back(std::move(reference));
}

void References::end(const std::string& check, std::int64_t count, const std::optional<Error>& error) {
  if (error) facts_->failed_checks.emplace(check, *error);
  note_(check, count, error);
}

void References::ask_instances(Time now) {
  Pages<DescribeInstancesRequest, Instance>::read(
      *calls_, now, {}, region_, [](auto& response) -> auto& { return response.InstanceSet; },
      [](const Instance& instance) { return instance.InstanceId; },
      [this](Time, Result<std::vector<Instance>> instances) {
        if (!instances) return end("instances", 0, instances.error());
        for (const Instance& instance : *instances) {
          add(instance.ImageId, {"instance", instance.InstanceId, instance.InstanceName});
        }
        end("instances", static_cast<std::int64_t>(instances->size()), std::nullopt);
      });
}

void References::ask_launch_templates(Time now) {
  Pages<DescribeLaunchTemplatesRequest, LaunchTemplate>::read(
      *calls_, now, {}, region_, [](auto& response) -> auto& { return response.LaunchTemplateSet; },
      [](const LaunchTemplate& launch_template) { return launch_template.LaunchTemplateId; },
      [this](Time at, Result<std::vector<LaunchTemplate>> templates) {
        if (!templates) return end("launch-templates", 0, templates.error());
        templates_open_ = static_cast<std::int64_t>(templates->size());
        if (templates->empty()) return end_launch_templates();
        for (const LaunchTemplate& launch_template : *templates) ask_versions(at, launch_template);
      });
}

/// The two versions that can start something without being named: the default one and the latest.
void References::ask_versions(Time now, const LaunchTemplate& launch_template) {
  DescribeLaunchTemplateVersionsRequest request;
  request.LaunchTemplateId = launch_template.LaunchTemplateId;
  for (const auto& number : {launch_template.DefaultVersionNumber, launch_template.LatestVersionNumber}) {
    const auto& known = request.LaunchTemplateVersions;
    if (number && (known.empty() || known.front() != *number)) request.LaunchTemplateVersions.push_back(*number);
  }
  const std::size_t wanted = request.LaunchTemplateVersions.size();
  calls_->call(now, request, region_,
               [this, wanted, name = launch_template.LaunchTemplateName](
                   Time, Result<DescribeLaunchTemplateVersionsResponse> versions, const CallEnd&) {
                 --templates_open_;
                 if (!versions) {
                   if (!templates_error_) templates_error_ = versions.error();
                 } else if (wanted == 0 || versions->LaunchTemplateVersionSet.size() < wanted) {
                   templates_error_ = make_error(ErrorCode::malformed_answer, "LaunchTemplateVersionSet",
                                                 "a version of launch template " + name + " did not come");
                 } else {
                   versions_seen_ += static_cast<std::int64_t>(versions->LaunchTemplateVersionSet.size());
                   for (const LaunchTemplateVersion& version : versions->LaunchTemplateVersionSet) {
                     const std::int64_t number = version.LaunchTemplateVersion.value_or(0);
                     add(version.ImageId,
                         {"launch-template-version", version.LaunchTemplateId + ":" + std::to_string(number), name});
                   }
                 }
                 if (templates_open_ == 0) end_launch_templates();
               });
}

void References::end_launch_templates() { end("launch-templates", versions_seen_, templates_error_); }

void References::ask_launch_configurations(Time now) {
  Pages<DescribeLaunchConfigurationsRequest, LaunchConfiguration>::read(
      *calls_, now, {}, region_, [](auto& response) -> auto& { return response.LaunchConfigurationSet; },
      [](const LaunchConfiguration& configuration) { return configuration.LaunchConfigurationId; },
      [this](Time, Result<std::vector<LaunchConfiguration>> configurations) {
        if (!configurations) return end("launch-configurations", 0, configurations.error());
        for (const LaunchConfiguration& configuration : *configurations) {
          add(configuration.ImageId,
              {"launch-configuration", configuration.LaunchConfigurationId, configuration.LaunchConfigurationName});
          if (!configuration.ImageFamily.empty()) {
            facts_->family_configuration.emplace(configuration.ImageFamily, configuration.LaunchConfigurationId);
          }
        }
        end("launch-configurations", static_cast<std::int64_t>(configurations->size()), std::nullopt);
      });
}

void References::ask_families(Time now, const std::set<std::string>& families) {
  for (const std::string& family : families) {
    ++families_asked_;
    calls_->call(now, DescribeImageFromFamilyRequest{family}, region_,
                 [this, family](Time, Result<DescribeImageFromFamilyResponse> resolved, const CallEnd&) {
                   if (!resolved) {
                     facts_->failed_families.emplace(family, resolved.error());
                   } else if (resolved->Image) {
                     facts_->family_image.emplace(family, resolved->Image->ImageId);
                   }
                 });
  }
}

void References::note_families() {
  if (families_asked_ == 0) return;
  const auto& failed = facts_->failed_families;
  note_("families", families_asked_, failed.empty() ? std::nullopt : std::optional(failed.begin()->second));
}

}  // namespace cvm
