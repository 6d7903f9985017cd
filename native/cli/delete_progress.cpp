#include "delete_progress.hpp"

#include "event_text.hpp"
#include "output/json.hpp"
#include "output/text.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

std::string text_of(const boost::json::object& detail, std::string_view name) {
  const boost::json::value* value = detail.if_contains(json_view(name));
  return value != nullptr && value->is_string() ? visible(std::string_view(value->get_string())) : "";
}

std::int64_t number_of(const boost::json::object& detail, std::string_view name) {
  const boost::json::value* value = detail.if_contains(json_view(name));
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

std::string checked_text(const Event& event, Language language) {
  if (event.kind != EventKind::checked) return {};
  const boost::json::object detail = event_detail(event);
  return say(language, "checked: {}", "已检查：{}",
             words::checked(text_of(detail, "check"), number_of(detail, "count"), language));
}

void DeletionProgress::tell_end(const std::string& image, const std::string& how) {
  ++ended_;
  console_.note(fmt::format("[{}/{}] {}  {}", ended_, total_, visible(image), how));
}

void DeletionProgress::show(const std::string& now) {
  console_.progress(say(language_, "{} of {} done, {} sent   {}", "已完成 {} / {}，已发送 {}   {}", ended_, total_,
                        sent_.size(), now));
}

void DeletionProgress::on(const Event& event) {
  const boost::json::object detail = event_detail(event);
  switch (event.kind) {
    case EventKind::delete_sent:
      sent_.insert_or_assign(event.image, Clock::now());
      show(say(language_, "sending", "正在发送"));
      break;
    case EventKind::delete_accepted:
      show(say(language_, "accepted, waiting until they are gone", "已受理，等待镜像消失"));
      break;
    case EventKind::delete_unclear:
      if (last_ != EventKind::delete_unclear) {
        console_.note(say(language_, "a request did not end well: looking at its images before anything is sent again",
                          "有请求未正常结束：再次发送前先查看其镜像"));
      }
      break;
    case EventKind::throttled:
      show(say(language_, "too many requests: slower now", "请求过于频繁：已降速"));
      break;
    case EventKind::retrying:
      show(say(language_, "again in {:.1f} s", "{:.1f} 秒后重试",
               static_cast<double>(number_of(detail, "delay_ms")) / 1000));
      break;
    case EventKind::image_gone: {
      const auto sent = sent_.find(event.image);
      const std::chrono::duration<double> took =
          sent == sent_.end() ? Clock::duration::zero() : Clock::now() - sent->second;
      tell_end(event.image, say(language_, "gone after {:.1f} s", "{:.1f} 秒后消失", took.count()));
      break;
    }
    case EventKind::image_kept:
      tell_end(event.image, text_of(detail, "outcome") + " (" + text_of(detail, "reason") + ")");
      break;
    default:
      break;
  }
  last_ = event.kind;
}

}  // namespace cvm::cli
