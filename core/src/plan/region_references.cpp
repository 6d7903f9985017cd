#include "plan/region_references.hpp"

#include <algorithm>
#include <utility>

#include "message.hpp"
#include "pages.hpp"

namespace cvm {
namespace {

/// The two versions that can start something without being named must have come: the default one and the latest.
std::optional<Error> missing_version(const LaunchTemplate& launch_template,
                                     const std::vector<LaunchTemplateVersion>& versions) {
  const auto came = [&versions](const std::optional<std::int64_t>& number) {
    return std::any_of(versions.begin(), versions.end(), [&number](const LaunchTemplateVersion& version) {
      return version.LaunchTemplateVersion == number;
    });
  };
  const auto& usual = launch_template.DefaultVersionNumber;
  const auto& latest = launch_template.LatestVersionNumber;
  if ((usual || latest) && (!usual || came(usual)) && (!latest || came(latest))) return std::nullopt;
  return error_saying(ErrorCode::malformed_answer, "LaunchTemplateVersionSet",
                      {"a version of launch template ", launch_template.LaunchTemplateName, " did not come"});
}

}  // namespace

void RegionReferences::begin(Time now, const ReferenceChecks& checks) {
  if (checks.instances) ask_instances(now);
  if (checks.templates) ask_launch_templates(now, checks.all_versions);
  if (checks.scaling) ask_launch_configurations(now);
}

void RegionReferences::add(const std::string& image_id, Reference reference) {
  if (!image_id.empty()) facts_->references[image_id].push_back(std::move(reference));
}

void RegionReferences::end(Time now, const std::string& check, std::int64_t count, const std::optional<Error>& error) {
  if (error) facts_->failed_checks.emplace(check, *error);
  listener_->end_check(now, check, count, error);
}

void RegionReferences::ask_instances(Time now) {
  listener_->begin_check();
  Pages<DescribeInstancesRequest, Instance>::read(
      *calls_, now, {}, facts_->region, [](auto& response) -> auto& { return response.InstanceSet; },
      [](const Instance& instance) { return instance.InstanceId; },
      [this](Time at, Result<std::vector<Instance>> instances) {
        if (!instances) return end(at, "instances", 0, instances.error());
        for (const Instance& instance : *instances)
          add(instance.ImageId, {"instance", instance.InstanceId, instance.InstanceName});
        end(at, "instances", static_cast<std::int64_t>(instances->size()), std::nullopt);
      });
}

void RegionReferences::ask_launch_templates(Time now, bool all_versions) {
  listener_->begin_check();
  Pages<DescribeLaunchTemplatesRequest, LaunchTemplate>::read(
      *calls_, now, {}, facts_->region, [](auto& response) -> auto& { return response.LaunchTemplateSet; },
      [](const LaunchTemplate& launch_template) { return launch_template.LaunchTemplateId; },
      [this, all_versions](Time at, Result<std::vector<LaunchTemplate>> templates) {
        templates_open_ = 1;
        if (!templates) return end_template(at, templates.error());
        templates_open_ += static_cast<std::int64_t>(templates->size());
        for (const LaunchTemplate& launch_template : *templates) {
          if (all_versions)
            ask_all_versions(at, launch_template);
          else
            ask_usual_versions(at, launch_template);
        }
        end_template(at, std::nullopt);
      });
}

void RegionReferences::ask_all_versions(Time now, const LaunchTemplate& launch_template) {
  DescribeLaunchTemplateVersionsRequest request;
  request.LaunchTemplateId = launch_template.LaunchTemplateId;
  Pages<DescribeLaunchTemplateVersionsRequest, LaunchTemplateVersion>::read(
      *calls_, now, request, facts_->region, [](auto& response) -> auto& { return response.LaunchTemplateVersionSet; },
      [](const LaunchTemplateVersion& version) { return decimal(version.LaunchTemplateVersion.value_or(0)); },
      [this, launch_template](Time at, Result<std::vector<LaunchTemplateVersion>> versions) {
        if (!versions) return end_template(at, versions.error());
        take_versions(launch_template, *versions);
        end_template(at, missing_version(launch_template, *versions));
      });
}

void RegionReferences::ask_usual_versions(Time now, const LaunchTemplate& launch_template) {
  DescribeLaunchTemplateVersionsRequest request;
  request.LaunchTemplateId = launch_template.LaunchTemplateId;
  for (const auto& number : {launch_template.DefaultVersionNumber, launch_template.LatestVersionNumber}) {
    const auto& known = request.LaunchTemplateVersions;
    if (number && (known.empty() || known.front() != *number)) request.LaunchTemplateVersions.push_back(*number);
  }
  calls_->call(
      now, request, facts_->region,
      [this, launch_template](Time at, Result<DescribeLaunchTemplateVersionsResponse> versions, const CallEnd&) {
        if (!versions) return end_template(at, versions.error());
        take_versions(launch_template, versions->LaunchTemplateVersionSet);
        end_template(at, missing_version(launch_template, versions->LaunchTemplateVersionSet));
      });
}

void RegionReferences::take_versions(const LaunchTemplate& launch_template,
                                     const std::vector<LaunchTemplateVersion>& versions) {
  versions_seen_ += static_cast<std::int64_t>(versions.size());
  for (const LaunchTemplateVersion& version : versions) {
    add(version.ImageId,
        {"launch-template-version",
         joined({launch_template.LaunchTemplateId, ":", decimal(version.LaunchTemplateVersion.value_or(0))}),
         launch_template.LaunchTemplateName});
  }
}

void RegionReferences::end_template(Time now, const std::optional<Error>& error) {
  if (error && !templates_error_) templates_error_ = *error;
  if (--templates_open_ == 0) end(now, "launch-templates", versions_seen_, templates_error_);
}

void RegionReferences::ask_launch_configurations(Time now) {
  listener_->begin_check();
  Pages<DescribeLaunchConfigurationsRequest, LaunchConfiguration>::read(
      *calls_, now, {}, facts_->region, [](auto& response) -> auto& { return response.LaunchConfigurationSet; },
      [](const LaunchConfiguration& configuration) { return configuration.LaunchConfigurationId; },
      [this](Time at, Result<std::vector<LaunchConfiguration>> configurations) {
        if (!configurations) return end(at, "launch-configurations", 0, configurations.error());
        for (const LaunchConfiguration& configuration : *configurations) {
          add(configuration.ImageId,
              {"launch-configuration", configuration.LaunchConfigurationId, configuration.LaunchConfigurationName});
          if (!configuration.ImageFamily.empty())
            facts_->family_configuration.emplace(configuration.ImageFamily, configuration.LaunchConfigurationId);
        }
        end(at, "launch-configurations", static_cast<std::int64_t>(configurations->size()), std::nullopt);
      });
}

void RegionReferences::ask_families(Time now, const std::set<std::string>& families) {
  for (const std::string& family : families) {
    if (!families_asked_.insert(family).second) continue;
    listener_->begin_check();
    calls_->call(now, DescribeImageFromFamilyRequest{family}, facts_->region,
                 [this, family](Time at, Result<DescribeImageFromFamilyResponse> resolved, const CallEnd&) {
                   if (!resolved)
                     facts_->failed_families.emplace(family, resolved.error());
                   else
                     facts_->family_image[family] = resolved->Image ? resolved->Image->ImageId : std::string();
                   const auto error = resolved ? std::nullopt : std::optional(resolved.error());
                   listener_->end_check(at, "families", 1, error);
                 });
  }
}

}  // namespace cvm
