// Plays the runs of tests/fixtures/runs (README.md there has the format). One file is one test.

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <iostream>

#include "support/recorded_run.hpp"
#include "support/step_words.hpp"

namespace cvm {
namespace {

namespace json = boost::json;

/// Equal as a whole, whichever has more.
void expect_equal(const json::value& expected, const json::value& actual) {
  EXPECT_EQ(testing::difference(expected, actual), "");
  EXPECT_EQ(testing::difference(actual, expected), "") << "(the other way round)";
}

void play(Machine& machine, const json::object& entry, std::int64_t wall_ms_at_0) {
  const std::int64_t at = entry.at("at").as_int64();
  const Time now{at, wall_ms_at_0 + at};
  if (const json::value* input = entry.if_contains("handle")) {
    EXPECT_TRUE(machine.handle(now, testing::input_of(*input)));
    return;
  }
  for (const json::value& step : entry.at("poll").as_array())
    expect_equal(step, testing::shortened(testing::describe(machine.poll(now))));
}

class RecordedRun : public ::testing::TestWithParam<std::filesystem::path> {
 protected:
  static void TearDownTestSuite() { std::cout << "recorded runs: " << passed << " passed\n"; }
  inline static int passed = 0;
};

TEST_P(RecordedRun, Plays) {
  const json::object run = testing::read_file(GetParam());
  EXPECT_EQ(testing::text_or(run, "name", ""), GetParam().stem().string());
  testing::RecordedMachine recorded(run);
  std::size_t index = 0;
  for (const json::value& entry : run.at("script").as_array()) {
    SCOPED_TRACE("script[" + std::to_string(index++) + "] " + json::serialize(entry));
    ASSERT_NO_THROW(play(recorded.machine(), entry.as_object(), run.at("wall_ms_at_0").as_int64()));
    if (HasFailure()) return;  // what follows would only repeat it
  }
  if (const json::value* document = run.if_contains("document")) expect_equal(*document, recorded.document());
  if (const json::value* snapshot = run.if_contains("snapshot")) expect_equal(*snapshot, recorded.snapshot());
  if (!HasFailure()) ++passed;
}

INSTANTIATE_TEST_SUITE_P(Files, RecordedRun, ::testing::ValuesIn(testing::files_in("runs")),
                         [](const auto& instance) { return testing::test_name(instance.param); });

}  // namespace
}  // namespace cvm
