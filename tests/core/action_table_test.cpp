// The table of actions against the API's models, both ways.

#include "cvm/action.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace {

namespace json = boost::json;

using cvm::Action;
using cvm::Effect;
using cvm::Parameter;
using cvm::ParameterType;
using cvm::TextForm;
using ::testing::ElementsAre;

json::object read_models(const std::string& name) {
  std::ifstream file(std::string(CVM_IMAGES_FIXTURES "/api/") + name, std::ios::binary);
  EXPECT_TRUE(file) << name;
  return json::parse(std::string{std::istreambuf_iterator<char>(file), {}}).as_object();
}

struct Model {
  std::string service;
  std::string version;
  json::object action;
  bool is_reference = false;
};

/// The product `region` supersedes cvm's own DescribeRegions, so the references come second and win.
std::map<std::string, Model> models() {
  std::map<std::string, Model> all;
  const json::object images = read_models("models.json");
  for (const auto& entry : images.at("actions").as_object())
    all[entry.key()] = {"cvm", json::value_to<std::string>(images.at("version")), entry.value().as_object(), false};
  const json::object references = read_models("models-references.json");
  for (const auto& entry : references.at("actions").as_object())
    all[entry.key()] = {json::value_to<std::string>(entry.value().at("service")),
                        json::value_to<std::string>(entry.value().at("version")), entry.value().as_object(), true};
  return all;
}

const Action& row(std::string_view name) {
  const Action* action = cvm::find_action(name);
  EXPECT_NE(action, nullptr) << name;
  return *action;
}

std::string type_name(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::string:
      return "string";
    case ParameterType::integer:
      return "integer";
    case ParameterType::boolean:
      return "boolean";
    case ParameterType::string_list:
      return "list of string";
    case ParameterType::integer_list:
      return "list of integer";
    case ParameterType::filter_list:
      return "list of Filter";
  }
  return "?";
}

std::string type_name(const json::object& model) {
  const auto type = json::value_to<std::string>(model.at("type"));
  return type == "list" ? "list of " + json::value_to<std::string>(model.at("item")) : type;
}

std::int64_t integer_or(const json::object& model, std::string_view name, std::int64_t otherwise) {
  const json::value* value = model.if_contains(name);
  return value != nullptr && value->is_int64() ? value->get_int64() : otherwise;
}

std::vector<std::string> texts_of(const json::object& model, std::string_view name) {
  const json::value* value = model.if_contains(name);
  return value == nullptr ? std::vector<std::string>{} : json::value_to<std::vector<std::string>>(*value);
}

/// What models-references.json says in its notes only.
std::int64_t noted_max(const Parameter& parameter) { return parameter.name == "Limit" ? 100 : INT64_MAX; }
std::int64_t noted_max_items(const Parameter& parameter) { return parameter.name == "Filters" ? 10 : 0; }
std::vector<std::string> noted_excludes(const Action& action, const Parameter& parameter) {
  if (action.name == "DescribeLaunchTemplateVersions") {
    const std::set<std::string_view> excluded{"MinVersion", "MaxVersion", "Limit", "Offset", "DefaultVersion"};
    return excluded.count(parameter.name) != 0 ? std::vector<std::string>{"LaunchTemplateVersions"}
                                               : std::vector<std::string>{};
  }
  if (parameter.name == "Filters") return {std::string(action.parameters.front().name)};
  return parameter.name.ends_with("Ids") ? std::vector<std::string>{"Filters"} : std::vector<std::string>{};
}

void expect_agreement(const Action& action, const Parameter& parameter, const json::object& model, bool is_reference) {
  SCOPED_TRACE(std::string(action.name) + "." + std::string(parameter.name));
  EXPECT_EQ(type_name(parameter), type_name(model));
  EXPECT_EQ(parameter.required, model.at("required").as_bool());
  const std::int64_t max = is_reference ? noted_max(parameter) : integer_or(model, "max", INT64_MAX);
  const std::int64_t max_items = is_reference ? noted_max_items(parameter) : integer_or(model, "max_items", 0);
  const auto excludes = is_reference ? noted_excludes(action, parameter) : texts_of(model, "excludes");
  EXPECT_EQ(parameter.max, max);
  EXPECT_EQ(parameter.max_items, max_items);
  EXPECT_EQ(parameter.excludes.empty() ? std::vector<std::string>{}
                                       : std::vector<std::string>{std::string(parameter.excludes)},
            excludes);
  EXPECT_EQ(std::vector<std::string>(parameter.one_of.begin(), parameter.one_of.end()), texts_of(model, "values"));
  if (parameter.type == ParameterType::filter_list && !is_reference) {
    EXPECT_EQ(integer_or(model, "max_values", 0), 5);
  }
}

TEST(ActionTable, HoldsTheThirteenCallsInOrder) {
  std::vector<std::string_view> names;
  for (const Action& action : cvm::actions()) names.push_back(action.name);
  EXPECT_THAT(names,
              ElementsAre("DeleteImages", "DescribeImageFromFamily", "DescribeImageQuota",
                          "DescribeImageSharePermission", "DescribeImages", "DescribeInstances",
                          "DescribeLaunchConfigurations", "DescribeLaunchTemplateVersions", "DescribeLaunchTemplates",
                          "DescribeRegions", "DescribeSnapshots", "GetCallerIdentity", "ModifyImageSharePermission"));
}

TEST(ActionTable, AgreesWithTheModelsOfEveryAction) {
  const auto all = models();
  for (const Action& action : cvm::actions()) {
    if (action.name == "GetCallerIdentity") continue;  // not in the models: see below
    SCOPED_TRACE(action.name);
    ASSERT_EQ(all.count(std::string(action.name)), 1U);
    const Model& model = all.at(std::string(action.name));
    EXPECT_EQ(action.service, model.service);
    EXPECT_EQ(action.version, model.version);
    EXPECT_EQ(action.effect == Effect::changes, model.action.at("writes").as_bool());
    if (!model.is_reference) {
      EXPECT_EQ(action.region_required, model.action.at("region_required").as_bool());
    }
    const json::array& request = model.action.at("request").as_array();
    ASSERT_EQ(action.parameters.size(), request.size());
    for (std::size_t i = 0; i < request.size(); ++i) {
      ASSERT_EQ(action.parameters[i].name, json::value_to<std::string>(request[i].at("name")));
      expect_agreement(action, action.parameters[i], request[i].as_object(), model.is_reference);
    }
  }
}

TEST(ActionTable, RatesAreTheDocumentsOrTwenty) {
  const auto all = models();
  for (const Action& action : cvm::actions()) {
    if (action.name == "DescribeRegions") continue;  // product region: stated in cvm-images.md only
    const auto model = all.find(std::string(action.name));
    EXPECT_EQ(action.rate_per_second, model == all.end() ? 20 : integer_or(model->second.action, "rate_per_second", 20))
        << action.name;
  }
  EXPECT_EQ(row("DescribeRegions").rate_per_second, 50);
  EXPECT_EQ(row("DeleteImages").rate_per_second, 10);
  EXPECT_EQ(row("DescribeImages").rate_per_second, 40);
  EXPECT_EQ(cvm::default_rate_per_second, 20);
}

TEST(ActionTable, GetCallerIdentity) {
  const Action& action = row("GetCallerIdentity");
  EXPECT_EQ(action.service, "sts");
  EXPECT_EQ(action.version, "2018-08-13");
  EXPECT_EQ(action.effect, Effect::reads);
  EXPECT_TRUE(action.parameters.empty());
}

TEST(ActionTable, OnlyStsAndRegionNeedNoRegion) {
  for (const Action& action : cvm::actions())
    EXPECT_EQ(action.region_required, action.service != "sts" && action.service != "region") << action.name;
}

TEST(ActionTable, EveryImageIdHasItsForm) {
  for (const Action& action : cvm::actions())
    for (const Parameter& parameter : action.parameters) {
      const bool is_image_id = parameter.name == "ImageId" || parameter.name == "ImageIds";
      EXPECT_EQ(parameter.form, is_image_id ? TextForm::image_id : TextForm::any)
          << action.name << "." << parameter.name;
    }
}

TEST(ActionTable, NothingCountsBelowZero) {
  for (const Action& action : cvm::actions())
    for (const Parameter& parameter : action.parameters) {
      const bool counts = parameter.name == "Limit" || parameter.name == "Offset";
      EXPECT_EQ(parameter.min, counts ? 0 : INT64_MIN) << action.name << "." << parameter.name;
    }
}

TEST(FindAction, ComparesExactly) {
  EXPECT_EQ(row("DeleteImages").name, "DeleteImages");
  EXPECT_EQ(cvm::find_action("deleteimages"), nullptr);
  EXPECT_EQ(cvm::find_action("DeleteImage"), nullptr);
  EXPECT_EQ(cvm::find_action("DeleteImagesX"), nullptr);
  EXPECT_EQ(cvm::find_action(""), nullptr);
}

TEST(EffectOf, ReadsByTheFirstWordAndChangesOtherwise) {
  for (const std::string_view name : {"DescribeZones", "GetX", "ListTags", "QueryBalance", "InquiryPriceRunInstances",
                                      "InquirePriceCreateDisks", "Describe", "Get2"})
    EXPECT_EQ(cvm::effect_of(name), Effect::reads) << name;
  for (const std::string_view name : {"DeleteImages", "ModifyImageSharePermission", "Getaway", "Listen",
                                      "describeImages", "DESCRIBEIMAGES", "Inquir", "", "RunInstances", "UndescribeX"})
    EXPECT_EQ(cvm::effect_of(name), Effect::changes) << name;
}

TEST(EffectOf, AgreesWithTheTable) {
  for (const Action& action : cvm::actions()) EXPECT_EQ(cvm::effect_of(action.name), action.effect) << action.name;
}

}  // namespace
