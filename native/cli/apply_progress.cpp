#include "apply_progress.hpp"

#include <algorithm>
#include <boost/json/object.hpp>

#include "cvm/receipt.hpp"
#include "event_text.hpp"
#include "output/json.hpp"
#include "output/text.hpp"
#include "words/reasons.hpp"

namespace cvm::cli {
namespace {

std::string text_of(const boost::json::object& detail, std::string_view name) {
  const boost::json::value* value = detail.if_contains(json_view(name));
  return value != nullptr && value->is_string() ? std::string(std::string_view(value->get_string())) : "";
}

std::int64_t number_of(const boost::json::object& detail, std::string_view name) {
  const boost::json::value* value = detail.if_contains(json_view(name));
  return value != nullptr && value->is_int64() ? value->get_int64() : 0;
}

}  // namespace

void CheckProgress::on(const Event& event) {
  if (event.kind != EventKind::checked) return;
  const boost::json::object detail = event_detail(event);
  const std::string check = text_of(detail, "check");
  const auto known = std::find_if(counts_.begin(), counts_.end(), [&](const auto& one) { return one.first == check; });
  auto& place = known == counts_.end() ? counts_.emplace_back(check, 0) : *known;
  place.second += number_of(detail, "count");
}

std::string CheckProgress::text() const {
  std::string list;
  for (const auto& [check, count] : counts_) {
    if (!list.empty()) list += Phrase{", ", "、"}.in(language_);
    list += words::checked(check, count, language_);
  }
  return say(language_, "checked: {}", "已检查：{}", list);
}

std::string duration_text(std::chrono::seconds time, Language language) {
  const auto seconds = time.count();
  if (seconds < 60) return say(language, "{} s", "{} 秒", seconds);
  if (seconds < 3600) return say(language, "{} min {} s", "{} 分 {} 秒", seconds / 60, seconds % 60);
  return say(language, "{} h {} min", "{} 小时 {} 分", seconds / 3600, seconds / 60 % 60);
}

void ApplyProgress::tell_recheck() {
  if (std::exchange(recheck_told_, true) || unchanged_.empty()) return;
  constexpr std::size_t few = 6;
  std::string text = say(language_, "re-check", "复核");
  if (unchanged_.size() > few) {
    text += say(language_, "   {} images unchanged", "   {} 个镜像未变", unchanged_.size());
  } else {
    for (const std::string& image : unchanged_) {
      text += say(language_, "   {} unchanged", "   {} 未变", visible(image));
    }
  }
  console_.note(text);
}

void ApplyProgress::tell_end(const Event& event, const std::string& how) {
  ++ended_;
  const std::string request = visible(text_of(event_detail(event), "request_id"));
  console_.note(fmt::format("[{}/{}] {}  {}{}", ended_, total_, visible(event.image), how,
                            request.empty() ? "" : "  (RequestId " + request + ")"));
}

void ApplyProgress::show(const std::string& what, Clock::time_point now) {
  std::string text =
      say(language_, "{} of {} done, {} sent", "已完成 {} / {}，已发送 {}", ended_, total_, sent_.size());
  if (ended_ > 0 && ended_ < total_ && now > first_sent_) {
    const auto each = (now - first_sent_) / static_cast<std::int64_t>(ended_);
    const auto left = std::chrono::ceil<std::chrono::seconds>(each * static_cast<std::int64_t>(total_ - ended_));
    text += say(language_, ", about {} left", "，约剩 {}", duration_text(left, language_));
  }
  console_.progress(text + "   " + what);
}

void ApplyProgress::tell_gone(const Event& event, Clock::time_point now) {
  tell_recheck();
  const auto sent = sent_.find(Key(event.region, event.image));
  const std::chrono::duration<double> took = sent == sent_.end() ? Clock::duration::zero() : now - sent->second;
  tell_end(event, say(language_, "gone after {:.1f} s", "{:.1f} 秒后消失", took.count()));
  show(say(language_, "waiting until the others are gone", "等待其余镜像消失"), now);
}

void ApplyProgress::tell_kept(const Event& event) {
  std::erase(unchanged_, event.image);
  const boost::json::object detail = event_detail(event);
  const std::string outcome = text_of(detail, "outcome");
  const std::string reason = visible(text_of(detail, "reason"));
  const auto known = parse_outcome(outcome);
  const std::string words = known ? std::string(words::outcome(*known, language_)) : visible(outcome);
  tell_end(event, reason.empty() ? words : say(language_, "{} ({})", "{}（{}）", words, reason));
}

/// What goes on while nothing has ended, for the progress line.
std::string ApplyProgress::in_words(const Event& event) const {
  switch (event.kind) {
    case EventKind::delete_sent:
      return say(language_, "sending", "正在发送");
    case EventKind::delete_accepted:
      return say(language_, "accepted, waiting until they are gone", "已受理，等待镜像消失");
    case EventKind::throttled:
      return say(language_, "too many requests: slower now", "请求过于频繁：已降速");
    case EventKind::retrying:
      return say(language_, "again in {:.1f} s", "{:.1f} 秒后重试",
                 static_cast<double>(number_of(event_detail(event), "delay_ms")) / 1000);
    default:
      return {};
  }
}

void ApplyProgress::on(const Event& event, Clock::time_point now) {
  if (event.kind == EventKind::checked) {
    checks_.on(event);
    console_.progress(checks_.text());
  }
  if (event.kind == EventKind::image_verdict) {
    const std::string verdict = text_of(event_detail(event), "verdict");
    if (verdict == to_string(Verdict::remove)) unchanged_.push_back(event.image);
  }
  if (event.kind == EventKind::delete_sent) {
    tell_recheck();
    if (sent_.empty()) first_sent_ = now;
    sent_.insert_or_assign(Key(event.region, event.image), now);
  }
  if (event.kind == EventKind::delete_unclear && last_ != EventKind::delete_unclear) {
    console_.note(say(language_, "a request did not end well: looking at its images before anything is sent again",
                      "有请求未正常结束：再次发送前先查看其镜像"));
  }
  if (event.kind == EventKind::unshared) {
    console_.note(say(language_, "{}  sharing ended", "{}  已取消共享", visible(event.image)));
  }
  if (event.kind == EventKind::image_gone) tell_gone(event, now);
  if (event.kind == EventKind::image_kept) tell_kept(event);
  if (const std::string words = in_words(event); !words.empty()) show(words, now);
  last_ = event.kind;
}

}  // namespace cvm::cli
