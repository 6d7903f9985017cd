#include "step_words.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <variant>

namespace cvm::testing {

namespace json = boost::json;

std::string to_text(const json::value& value) {
  return value.is_string() ? json::value_to<std::string>(value) : json::serialize(value);
}

std::string text_or(const json::object& in, std::string_view key, std::string fallback) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? std::move(fallback) : to_text(*value);
}

std::int64_t number_or(const json::object& in, std::string_view key, std::int64_t fallback) {
  const json::value* value = in.if_contains(key);
  return value == nullptr ? fallback : value->to_number<std::int64_t>();
}

json::string text(std::string_view view) { return json::string(view.data(), view.size()); }

std::string difference(const json::value& expected, const json::value& actual, const std::string& path) {
  if (expected.is_object() && actual.is_object()) {
    for (const auto& [key, value] : expected.get_object()) {
      const std::string here = path + '.' + std::string(key);
      const json::value* found = actual.get_object().if_contains(key);
      if (found == nullptr) return here + " is missing";
      if (auto inner = difference(value, *found, here); !inner.empty()) return inner;
    }
    return {};
  }
  if (expected.is_array() && actual.is_array()) {
    const json::array& wanted = expected.get_array();
    const json::array& got = actual.get_array();
    for (std::size_t i = 0; i < std::min(wanted.size(), got.size()); ++i) {
      if (auto inner = difference(wanted[i], got[i], path + '[' + std::to_string(i) + ']'); !inner.empty())
        return inner;
    }
    if (wanted.size() == got.size()) return {};
    return path + " has " + std::to_string(got.size()) + " entries, not " + std::to_string(wanted.size());
  }
  if (expected == actual) return {};
  return path + " is " + json::serialize(actual) + ", not " + json::serialize(expected);
}

json::array lines_of(std::string_view text) {
  json::array lines;
  for (; !text.empty(); text.remove_prefix(text.find('\n') + 1))
    lines.push_back(json::parse(text.substr(0, text.find('\n'))));
  return lines;
}

json::object members_of(const Error& error) {
  return {{"code", text(to_string(error.code))}, {"where", error.where},
          {"service_code", error.service_code},  {"request_id", error.request_id},
          {"http_status", error.http_status},    {"retryable", error.retryable},
          {"ambiguous", error.ambiguous}};
}

namespace {

/// Lines of a journal are a list, a document is itself.
json::value persisted(std::string_view bytes) {
  return bytes.ends_with('\n') ? json::value(lines_of(bytes)) : json::parse(bytes);
}

struct Describe {
  json::value operator()(const Persist& step) const { return {{"persist", persisted(step.bytes)}}; }
  json::value operator()(const Send& step) const {
    return {{"send",
             {{"id", step.id},
              {"action", step.request.action},
              {"method", step.request.http.method},
              {"service", step.request.service},
              {"region", step.request.region},
              {"timestamp", step.timestamp},
              {"changes", step.changes()},
              {"timeout_ms", step.timeout_ms},
              {"params", step.request.http.body.empty() ? json::value() : json::parse(step.request.http.body)}}}};
  }
  json::value operator()(const Event& step) const {
    return {{"event",
             {{"kind", text(to_string(step.kind))},
              {"region", step.region},
              {"image", step.image},
              {"detail", json::parse(step.detail)}}}};
  }
  json::value operator()(const Wait& step) const {
    if (step.until_ms == forever) return {{"wait", "forever"}};
    return {{"wait", step.until_ms}};
  }
  json::value operator()(const Completed& step) const {
    json::object out{{"call", step.call},
                     {"attempts", step.attempts},
                     {"request_ids", json::array(step.request_ids.begin(), step.request_ids.end())}};
    if (step.result) {
      out.emplace("answer", json::object{{"request_id", step.result->request_id}, {"body", step.result->body}});
    } else {
      out.emplace("error", members_of(step.result.error()));
    }
    return {{"completed", std::move(out)}};
  }
  json::value operator()(const Finished&) const { return "finished"; }
  json::value operator()(const Failed& step) const { return {{"failed", members_of(step.error)}}; }
};

TransportFault fault_of(const json::object& end) {
  const std::string name = text_or(end, "fault", "other");
  for (int i = 0; i <= static_cast<int>(TransportFault::other); ++i) {
    if (to_string(static_cast<TransportFault>(i)) == name) return static_cast<TransportFault>(i);
  }
  throw std::invalid_argument("unknown fault " + name);
}

}  // namespace

json::value describe(const Step& step) { return std::visit(Describe{}, step); }
json::value describe(const SchedulerStep& step) { return std::visit(Describe{}, step); }

Answered answer_of(const json::object& in) {
  Answered out;
  out.id = static_cast<RequestNumber>(in.at("id").as_int64());
  const std::string request_id = "r-" + std::to_string(out.id);
  out.response.status = static_cast<int>(number_or(in, "status", 200));
  json::object body{{"RequestId", request_id}};
  if (const json::value* code = in.if_contains("service_error")) {
    body.emplace("Error", json::object{{"Code", *code}, {"Message", "as the scenario says"}});
  }
  out.response.body = text_or(in, "body", json::serialize(json::object{{"Response", std::move(body)}}));
  if (const json::value* headers = in.if_contains("headers")) {
    for (const json::value& header : headers->as_array()) {
      out.response.headers.push_back({to_text(header.at(0)), to_text(header.at(1))});
    }
  }
  return out;
}

Input input_of(const json::value& in) {
  if (in == "persisted") return Persisted{};
  if (in == "cancel") return Cancel{};
  const auto& [kind, value] = *in.as_object().begin();
  const json::object& end = value.as_object();
  if (kind == "answered") return answer_of(end);
  const auto id = static_cast<RequestNumber>(end.at("id").as_int64());
  if (kind == "lost") return Lost{id, fault_of(end), text_or(end, "detail", "")};
  if (kind == "not_sent") return NotSent{id, fault_of(end), text_or(end, "detail", "")};
  throw std::invalid_argument("unknown input " + std::string(kind));
}

SchedulerOptions options_of(const json::object& in) {
  SchedulerOptions out;
  out.account = text_or(in, "account", "1");
  out.seed = static_cast<std::uint64_t>(number_or(in, "seed", 0));
  out.max_in_flight = static_cast<std::size_t>(number_or(in, "max_in_flight", 16));
  out.request_timeout_ms = number_or(in, "request_timeout_ms", 30'000);
  if (const json::value* rates = in.if_contains("rates")) {
    for (const auto& [action, rate] : rates->as_object()) out.rates[action] = rate.to_number<int>();
  }
  if (const json::value* retry = in.if_contains("retry")) {
    const json::object& policy = retry->as_object();
    out.retry.max_attempts = static_cast<int>(number_or(policy, "max_attempts", 6));
    out.retry.base_ms = number_or(policy, "base_ms", 500);
    out.retry.cap_ms = number_or(policy, "cap_ms", 8'000);
    out.retry.total_ms = number_or(policy, "total_ms", 30'000);
  }
  return out;
}

std::vector<std::filesystem::path> files_in(std::string_view folder) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(CVM_IMAGES_FIXTURES) / folder)) {
    if (entry.path().extension() == ".json") out.push_back(entry.path());
  }
  std::sort(out.begin(), out.end());
  return out;
}

json::object read_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  return json::parse(std::string(std::istreambuf_iterator<char>(file), {})).as_object();
}

std::string test_name(const std::filesystem::path& path) {
  std::string name = path.stem().string();
  std::replace(name.begin(), name.end(), '-', '_');
  return name;
}

}  // namespace cvm::testing
