#include "pattern.hpp"

namespace cvm {

Result<Glob> Glob::parse(std::string_view text) {
  Glob glob;
  PatternReader reader(PatternSyntax::glob, text, glob.ranges_);
  reader.check_size();
  while (!reader.is_done()) {
    if (reader.take("*")) {
      if (glob.pieces_.empty() || !glob.pieces_.back().is_many) glob.pieces_.push_back({{}, true});
    } else if (reader.take("?")) {
      glob.pieces_.push_back({{0, 0, true}});
    } else if (reader.take("[")) {
      glob.pieces_.push_back({reader.read_class()});
    } else {
      glob.pieces_.push_back({reader.take("\\") ? reader.read_escape() : reader.set_of(reader.take())});
    }
  }
  if (reader.fault()) return *reader.fault();
  return glob;
}

/// When something does not fit, the last `*` takes one character more: earlier ones need not, for what could they reach
/// that it does not.
bool Glob::matches(std::string_view text) const {
  std::size_t piece = 0;
  std::size_t after_many = 0;  // the piece behind the last "*"; 0 when there was none
  std::string_view retry;      // the text from which that "*" has not taken anything
  while (!text.empty() || piece < pieces_.size()) {
    if (piece < pieces_.size() && pieces_[piece].is_many) {
      after_many = ++piece;
      retry = text;
      continue;
    }
    std::string_view rest = text;
    if (piece < pieces_.size() && !rest.empty() && contains(ranges_, pieces_[piece].set, take_unit(rest))) {
      text = rest;
      ++piece;
      continue;
    }
    if (after_many == 0 || text.empty()) return false;
    take_unit(retry);
    text = retry;
    piece = after_many;
  }
  return true;
}

}  // namespace cvm
