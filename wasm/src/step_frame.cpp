#include "step_frame.hpp"

#include <optional>
#include <variant>

namespace cvm::wasm {
namespace {

struct StepWriter {
  FrameWriter& frame;

  void operator()(const Persist& step) const { frame.text("persist").text(step.bytes); }
  void operator()(const Send& step) const {
    const UnsignedRequest& request = step.request;
    frame.text("send")
        .integer(static_cast<std::int64_t>(step.id))
        .text(request.action)
        .text(request.service)
        .text(request.region)
        .flag(step.changes())
        .integer(step.timestamp)
        .integer(step.timeout_ms)
        .text(request.http.method)
        .text(request.http.url)
        .headers(request.http.headers)
        .text(request.http.body);
  }
  void operator()(const Event& step) const {
    frame.text("event").text(to_string(step.kind)).text(step.region).text(step.image).text(step.detail);
  }
  void operator()(const Wait& step) const {
    frame.text("wait");
    if (step.until_ms == forever)
      frame.text("forever");
    else
      frame.integer(step.until_ms);
  }
  void operator()(const Completed& step) const {
    frame.text("completed");
    write_completed(frame, step);
  }
  void operator()(const Finished&) const { frame.text("finished"); }
  void operator()(const Failed& step) const { frame.text("failed").error(step.error); }
};

std::optional<TransportFault> parse_fault(std::string_view name) noexcept {
  for (int i = 0; i <= static_cast<int>(TransportFault::other); ++i) {
    if (to_string(static_cast<TransportFault>(i)) == name) return static_cast<TransportFault>(i);
  }
  return std::nullopt;
}

Error misused(std::string message) { return make_error(ErrorCode::misuse, "handle", std::move(message)); }

template <class End>
Result<Input> read_end(FrameReader& frame) {
  End end;
  end.id = static_cast<RequestNumber>(frame.integer());
  const std::string_view name = frame.text();
  const auto fault = parse_fault(name);
  if (!fault) return misused("there is no transport fault of this name: " + std::string(name));
  end.fault = *fault;
  end.detail = frame.text();
  return Input(std::move(end));
}

}  // namespace

void write_completed(FrameWriter& frame, const Completed& completed) {
  frame.integer(static_cast<std::int64_t>(completed.call)).integer(completed.attempts);
  frame.integer(static_cast<std::int64_t>(completed.request_ids.size()));
  for (const std::string& id : completed.request_ids) frame.text(id);
  frame.flag(completed.result.has_value());
  if (!completed.result) {
    frame.error(completed.result.error());
    return;
  }
  const Answer& answer = *completed.result;
  frame.text(answer.request_id).text(answer.body).text(answer.deprecated_warning);
}

void write_step(FrameWriter& frame, const Step& step) { std::visit(StepWriter{frame}, step); }
void write_step(FrameWriter& frame, const SchedulerStep& step) { std::visit(StepWriter{frame}, step); }

Result<Input> read_input(FrameReader& frame) {
  const std::string_view kind = frame.text();
  if (kind == "persisted") return Input(Persisted{});
  if (kind == "cancel") return Input(Cancel{});
  if (kind == "not-sent") return read_end<NotSent>(frame);
  if (kind == "lost") return read_end<Lost>(frame);
  if (kind != "answered") return misused("there is no input of this kind: " + std::string(kind));
  Answered answered;
  answered.id = static_cast<RequestNumber>(frame.integer());
  answered.response.status = static_cast<int>(frame.integer());
  answered.response.headers = frame.headers();
  answered.response.body = frame.text();
  return Input(std::move(answered));
}

}  // namespace cvm::wasm
