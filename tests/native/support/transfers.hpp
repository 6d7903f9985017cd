#pragma once
/// \file
/// Short ways to make one transfer and to look at its end.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <utility>
#include <variant>

#include "cvm/transport.hpp"

namespace cvm::test {

inline TransferOptions change(std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
  return {.at_most_once = true, .timeout = timeout};
}
inline TransferOptions read(std::chrono::milliseconds timeout = std::chrono::seconds(10)) {
  return {.at_most_once = false, .timeout = timeout};
}

inline HttpRequest post(std::string url, std::string body = R"({"ImageIds":["img-34vaef8fe"]})") {
  return {.url = std::move(url), .headers = {{"content-type", "application/json"}}, .body = std::move(body)};
}
inline HttpRequest get(std::string url) { return {.method = "GET", .url = std::move(url)}; }

/// Waits for the next ends, for ten seconds at most.
inline std::vector<Input> next_ends(Channel& channel) {
  const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  std::vector<Input> ends;
  while (ends.empty() && std::chrono::steady_clock::now() < give_up) ends = channel.wait(std::chrono::seconds(1));
  return ends;
}

/// One transfer on a channel that has no other.
inline Input transfer(Channel& channel, HttpRequest request, const TransferOptions& options) {
  constexpr RequestNumber id = 7;
  channel.start(id, std::move(request), options);
  auto ends = next_ends(channel);
  EXPECT_EQ(ends.size(), 1U);
  if (ends.empty()) return Persisted{};
  const auto id_of = [](const auto& end) -> RequestNumber {
    if constexpr (requires { end.id; }) return end.id;
    return 0;
  };
  EXPECT_EQ(std::visit(id_of, ends.front()), id);
  return std::move(ends.front());
}

/// "answered 200 body", "not-sent connect" or "lost cut".
inline std::string end_of(const Input& input) {
  if (const auto* answered = std::get_if<Answered>(&input)) {
    return "answered " + std::to_string(answered->response.status) + " " + answered->response.body;
  }
  if (const auto* not_sent = std::get_if<NotSent>(&input)) return "not-sent " + std::string(to_string(not_sent->fault));
  if (const auto* lost = std::get_if<Lost>(&input)) return "lost " + std::string(to_string(lost->fault));
  return "no end";
}

inline std::string detail_of(const Input& input) {
  if (const auto* not_sent = std::get_if<NotSent>(&input)) return not_sent->detail;
  if (const auto* lost = std::get_if<Lost>(&input)) return lost->detail;
  return {};
}

}  // namespace cvm::test
