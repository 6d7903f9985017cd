#pragma once
/// \file
/// The actions are data: one table that building, validation, rates and permissions all read. Adding an action is
/// adding a row in core/src/action_table.cpp. Source: the API's own models (cvm 2017-03-12, as 2018-04-19, cbs
/// 2017-03-12, region 2022-06-27, sts 2018-08-13).

#include <cstdint>
#include <span>
#include <string_view>

namespace cvm {

enum class ParameterType : std::uint8_t { string, integer, boolean, string_list, integer_list, filter_list };

/// A form that a text, or each text of a list, must have.
enum class TextForm : std::uint8_t {
  any,       ///< any text
  image_id,  ///< "img-" and lower-case letters or digits; eight are usual, other lengths are accepted
};

struct Parameter {
  std::string_view name;
  ParameterType type = ParameterType::string;
  bool required = false;
  std::int64_t min = INT64_MIN;  ///< integers only
  std::int64_t max = INT64_MAX;  ///< integers only
  std::uint32_t max_items = 0;   ///< lists only; 0: no limit known
  std::string_view excludes{};   ///< a parameter that may not be given beside this one
  TextForm form = TextForm::any;
  std::span<const std::string_view> one_of{};  ///< texts only; empty: any
};

enum class Effect : std::uint8_t { reads, changes };

struct Action {
  std::string_view name;
  std::string_view service;
  std::string_view version;
  Effect effect = Effect::reads;
  int rate_per_second = 20;  ///< the service's limit for one account, region and action
  bool region_required = true;
  std::span<const Parameter> parameters{};
};

/// Every action that cvm-images knows, in alphabetical order.
std::span<const Action> actions() noexcept;

/// The row of that name; null when there is none. Names are compared exactly, capitals included.
const Action* find_action(std::string_view name) noexcept;

/// For actions outside the table: names that begin with the word Describe, Get, List, Query, Inquiry or Inquire read
/// ("Listen" does not begin with the word List); everything else is taken to change something.
Effect effect_of(std::string_view action_name) noexcept;

/// The service's stated default for actions without a limit of their own.
inline constexpr int default_rate_per_second = 20;

/// The largest number of ids that one DeleteImages or DescribeImages request may hold here.
inline constexpr std::size_t max_image_ids = 10'000;

}  // namespace cvm
