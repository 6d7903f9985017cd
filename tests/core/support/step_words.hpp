#pragma once
// Steps, inputs and options as tests/fixtures/scheduler and tests/fixtures/runs write them.

#include <boost/json.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cvm/machine.hpp"
#include "cvm/scheduler.hpp"

namespace cvm::testing {

/// A text as it stands, any other value as its JSON.
std::string to_text(const boost::json::value& value);
std::string text_or(const boost::json::object& in, std::string_view key, std::string fallback);
std::int64_t number_or(const boost::json::object& in, std::string_view key, std::int64_t fallback);
boost::json::string text(std::string_view view);

/// Where `actual` does not have what `expected` names; empty when it has it all.
std::string difference(const boost::json::value& expected, const boost::json::value& actual,
                       const std::string& path = {});

/// Lines of JSON, each with its end, as a list.
boost::json::array lines_of(std::string_view text);

boost::json::object members_of(const Error& error);

boost::json::value describe(const Step& step);
boost::json::value describe(const SchedulerStep& step);

Answered answer_of(const boost::json::object& in);
Input input_of(const boost::json::value& in);
SchedulerOptions options_of(const boost::json::object& in);

/// The *.json of a folder of fixtures, in order, and one of them.
std::vector<std::filesystem::path> files_in(std::string_view folder);
boost::json::object read_file(const std::filesystem::path& path);
/// The name of a test that is instantiated with such a file.
std::string test_name(const std::filesystem::path& path);

}  // namespace cvm::testing
