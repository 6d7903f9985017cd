#include <cstddef>
#include <iterator>

#include "ascii.hpp"

#include "cvm/action.hpp"

namespace cvm {
namespace {

using enum ParameterType;

constexpr Parameter offset{.name = "Offset", .type = integer, .min = 0};
constexpr Parameter limit{.name = "Limit", .type = integer, .min = 0, .max = 100};

constexpr Parameter filters_unless(std::string_view ids) {
  return {.name = "Filters", .type = filter_list, .max_items = 10, .excludes = ids};
}

constexpr Parameter ids_unless_filters(std::string_view name) {
  return {.name = name, .type = string_list, .excludes = "Filters"};
}

constexpr Parameter only_without(std::string_view excluded, Parameter parameter) {
  parameter.excludes = excluded;
  return parameter;
}

constexpr Parameter delete_images[] = {
    {.name = "ImageIds", .type = string_list, .required = true, .form = TextForm::image_id},
    {.name = "DeleteBindedSnap", .type = boolean},
    {.name = "DryRun", .type = boolean},
};

constexpr Parameter describe_images[] = {
    {.name = "ImageIds", .type = string_list, .excludes = "Filters", .form = TextForm::image_id},
    filters_unless("ImageIds"),
    offset,
    limit,
    {.name = "InstanceType"},
};

constexpr Parameter describe_image_share_permission[] = {
    {.name = "ImageId", .required = true, .form = TextForm::image_id},
};

constexpr std::string_view share_or_cancel[] = {"SHARE", "CANCEL"};
constexpr Parameter modify_image_share_permission[] = {
    {.name = "ImageId", .required = true, .form = TextForm::image_id},
    {.name = "AccountIds", .type = string_list, .required = true},
    {.name = "Permission", .required = true, .one_of = share_or_cancel},
};

constexpr Parameter describe_image_from_family[] = {
    {.name = "ImageFamily"},
};

constexpr Parameter describe_instances[] = {
    {.name = "InstanceIds", .type = string_list, .max_items = 100, .excludes = "Filters"},
    filters_unless("InstanceIds"),
    offset,
    limit,
};

constexpr Parameter describe_launch_templates[] = {
    ids_unless_filters("LaunchTemplateIds"),
    filters_unless("LaunchTemplateIds"),
    offset,
    limit,
};

constexpr std::string_view versions = "LaunchTemplateVersions";
constexpr Parameter describe_launch_template_versions[] = {
    {.name = "LaunchTemplateId", .required = true},
    {.name = versions, .type = integer_list},
    {.name = "MinVersion", .type = integer, .excludes = versions},
    {.name = "MaxVersion", .type = integer, .excludes = versions},
    only_without(versions, offset),
    only_without(versions, limit),
    {.name = "DefaultVersion", .type = boolean, .excludes = versions},
};

constexpr Parameter describe_launch_configurations[] = {
    ids_unless_filters("LaunchConfigurationIds"),
    filters_unless("LaunchConfigurationIds"),
    limit,
    offset,
};

constexpr Parameter describe_snapshots[] = {
    ids_unless_filters("SnapshotIds"),
    filters_unless("SnapshotIds"),
    limit,
    {.name = "OrderField"},
    offset,
    {.name = "Order"},
};

constexpr Parameter describe_regions[] = {
    {.name = "Product", .required = true},
    {.name = "Scene", .type = integer},
};

constexpr std::string_view cvm_version = "2017-03-12";

constexpr Action cvm_read(std::string_view name, int rate, std::span<const Parameter> parameters) {
  return {.name = name, .service = "cvm", .version = cvm_version, .rate_per_second = rate, .parameters = parameters};
}

constexpr Action cvm_change(std::string_view name, int rate, std::span<const Parameter> parameters) {
  Action action = cvm_read(name, rate, parameters);
  action.effect = Effect::changes;
  return action;
}

constexpr Action table[] = {
    cvm_change("DeleteImages", 10, delete_images),
    cvm_read("DescribeImageFromFamily", 20, describe_image_from_family),
    cvm_read("DescribeImageQuota", 10, {}),
    cvm_read("DescribeImageSharePermission", 10, describe_image_share_permission),
    cvm_read("DescribeImages", 40, describe_images),
    cvm_read("DescribeInstances", 40, describe_instances),
    {.name = "DescribeLaunchConfigurations",
     .service = "as",
     .version = "2018-04-19",
     .parameters = describe_launch_configurations},
    cvm_read("DescribeLaunchTemplateVersions", default_rate_per_second, describe_launch_template_versions),
    cvm_read("DescribeLaunchTemplates", default_rate_per_second, describe_launch_templates),
    {.name = "DescribeRegions",
     .service = "region",
     .version = "2022-06-27",
     .rate_per_second = 50,
     .region_required = false,
     .parameters = describe_regions},
    {.name = "DescribeSnapshots", .service = "cbs", .version = "2017-03-12", .parameters = describe_snapshots},
    {.name = "GetCallerIdentity", .service = "sts", .version = "2018-08-13", .region_required = false},
    cvm_change("ModifyImageSharePermission", 10, modify_image_share_permission),
};

constexpr bool is_alphabetical() {
  for (std::size_t i = 1; i < std::size(table); ++i)
    if (table[i].name.compare(table[i - 1].name) <= 0) return false;
  return true;
}
static_assert(is_alphabetical());

constexpr std::string_view reading_verbs[] = {"Describe", "Get", "List", "Query", "Inquiry", "Inquire"};

}  // namespace

std::span<const Action> actions() noexcept { return table; }

const Action* find_action(std::string_view name) noexcept {
  for (const Action& action : table)
    if (action.name == name) return &action;
  return nullptr;
}

Effect effect_of(std::string_view action_name) noexcept {
  for (const std::string_view verb : reading_verbs) {
    if (!action_name.starts_with(verb)) continue;
    const std::string_view rest = action_name.substr(verb.size());
    if (rest.empty() || !ascii::is_lower(rest.front())) return Effect::reads;
  }
  return Effect::changes;
}

}  // namespace cvm
