#include "words/prompts.hpp"

namespace cvm::cli::words {

std::string delete_question(Language language, const Deletion& deletion) {
  std::string text =
      language == Language::chinese
          ? fmt::format("将删除 {} 的 {} 个镜像（账号 {}）。", deletion.regions, deletion.images, deletion.account)
          : fmt::format("This deletes {} in {}, account {}.", counted(deletion.images, "image", "images"),
                        deletion.regions, deletion.account);
  if (deletion.with_snapshots) {
    text += say(language, " Their snapshots go as well.", "其快照一并删除。");
  }
  if (deletion.shared > 0) {
    text += say(language, " {} of them are shared: that is ended first.", "其中 {} 个已共享，将先取消共享。",
                deletion.shared);
  }
  if (deletion.resumed) {
    text += say(language, "\nIt goes on where the journal ends.", "\n从日志结束处继续。");
  }
  return text + say(language, "\nIt cannot be undone.", "\n无法恢复。");
}

std::string call_question(Language language, std::string_view action, std::string_view region, std::string_view host) {
  const std::string in = region.empty() ? std::string() : say(language, " in {}", "，地域 {}", region);
  return say(language, "{} changes something{} (sent to {}).\nNo check is made before it.",
             "{} 会做出更改{}（发往 {}）。\n此前不做任何检查。", action, in, host);
}

std::string type_phrase(Language language, std::string_view phrase) {
  return say(language, "Type \"{}\" to go on: ", "继续请输入“{}”：", phrase);
}

std::string wrong_count(Language language, std::size_t expected, std::size_t actual) {
  return say(language, "--expect-count says {}, but {} would go", "--expect-count 为 {}，而实际为 {}", expected,
             actual);
}

std::string nobody_to_ask(Language language, std::string_view command_line) {
  return say(language, "this is no terminal, so nobody can be asked. To confirm without a question, run: {}",
             "当前不是终端，无法询问。如需直接确认，请运行：{}", command_line);
}

std::string nothing_typed(Language language) { return say(language, "nothing was typed", "没有输入"); }

std::string other_text_typed(Language language) { return say(language, "another text was typed", "输入的内容不符"); }

std::string journal_unwritten(Language language, std::string_view why) {
  return say(language,
             "cvm-images: {}\n  What cannot be written down is not sent: the run stopped there. Make room, then go on.",
             "cvm-images：{}\n  无法记录的操作不会发送：运行已停止。请腾出空间后继续。", why);
}

std::string interrupted_before(Language language) {
  return say(language, "interrupted before anything was changed", "已中断，未做任何更改");
}

}  // namespace cvm::cli::words
