#pragma once
// A machine as a file of tests/fixtures/runs describes it.

#include <boost/json.hpp>
#include <memory>

#include "cvm/applier.hpp"
#include "cvm/planner.hpp"
#include "cvm/rate_limiter.hpp"

namespace cvm::testing {

/// A step without the members that most steps have alike: the format leaves them out.
boost::json::value shortened(boost::json::value step);

/// The machine of a run and what it leaves.
class RecordedMachine {
 public:
  explicit RecordedMachine(const boost::json::object& run);
  Machine& machine() { return *machine_; }
  /// The plan's or the receipt's.
  [[nodiscard]] boost::json::value document() const;
  /// The lines of an Applier's snapshot.
  [[nodiscard]] boost::json::value snapshot() const;

 private:
  RateLimiter limiter_;
  std::unique_ptr<Machine> machine_;
  Planner* planner_ = nullptr;
  Applier* applier_ = nullptr;
};

}  // namespace cvm::testing
