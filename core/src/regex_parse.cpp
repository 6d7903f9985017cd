// From the text of a regular expression to its steps (Thompson's construction). Offsets are relative, so that the steps
// of a part can be put anywhere and repeated.

#include <algorithm>
#include <utility>

#include "pattern.hpp"

namespace cvm {
namespace {

using Steps = std::vector<Regex::Step>;

constexpr std::size_t most_steps = 5000;
constexpr int most_depth = 50;
constexpr std::size_t most_repeats = 1000;
constexpr std::size_t no_end = SIZE_MAX;

struct Bounds {
  std::size_t min = 1;
  std::size_t max = 1;
};

Regex::Step going(Regex::Step::Kind kind, std::ptrdiff_t offset) {
  return {kind, {}, static_cast<std::int32_t>(offset)};
}

void append(Steps& steps, const Steps& more) { steps.insert(steps.end(), more.begin(), more.end()); }

std::size_t size_of_repeat(std::size_t size, Bounds bounds) noexcept {
  if (bounds.max == no_end) return bounds.min == 0 ? size + 2 : bounds.min * size + 1;
  return bounds.min * size + (bounds.max - bounds.min) * (size + 1);
}

Steps repeat(const Steps& body, Bounds bounds) {
  const auto size = static_cast<std::ptrdiff_t>(body.size());
  Steps out;
  for (std::size_t i = 0; i < bounds.min; ++i) append(out, body);
  if (bounds.max == no_end && bounds.min > 0) {
    out.push_back(going(Regex::Step::Kind::split, -size));
  } else if (bounds.max == no_end) {
    out.push_back(going(Regex::Step::Kind::split, size + 2));
    append(out, body);
    out.push_back(going(Regex::Step::Kind::jump, -size - 1));
  } else {
    for (std::size_t left = bounds.max - bounds.min; left > 0; --left) {
      out.push_back(going(Regex::Step::Kind::split, static_cast<std::ptrdiff_t>(left) * (size + 1)));
      append(out, body);
    }
  }
  return out;
}

Steps one_of(std::vector<Steps> choices) {
  if (choices.size() == 1) return std::move(choices.front());
  std::size_t end = 2 * (choices.size() - 1);
  for (const Steps& choice : choices) end += choice.size();
  Steps out;
  for (std::size_t i = 0; i + 1 < choices.size(); ++i) {
    out.push_back(going(Regex::Step::Kind::split, static_cast<std::ptrdiff_t>(choices[i].size()) + 2));
    append(out, choices[i]);
    out.push_back(going(Regex::Step::Kind::jump, static_cast<std::ptrdiff_t>(end - out.size())));
  }
  append(out, choices.back());
  return out;
}

class RegexParser {
 public:
  explicit RegexParser(PatternReader& reader) noexcept : reader_(reader) {}

  Steps parse() {
    Steps steps = alternatives(0);
    if (!reader_.is_done()) reader_.fail(reader_.place(), {"a \")\" that closes nothing"}, "; write it \"\\)\"");
    return steps;
  }

 private:
  Steps alternatives(int depth) {
    std::vector<Steps> choices;
    std::size_t size = 0;
    do {
      choices.push_back(sequence(depth));
      size += choices.back().size() + 2;
    } while (is_small(size) && reader_.take("|"));
    return one_of(std::move(choices));
  }

  Steps sequence(int depth) {
    Steps steps;
    while (!reader_.is_done() && !reader_.is_at("|") && !reader_.is_at(")") && is_small(steps.size()))
      append(steps, repeated(depth));
    return steps;
  }

  Steps repeated(int depth) {
    const std::size_t begin = reader_.place();
    Steps body = part(depth);
    const std::size_t sign = reader_.place();
    const auto bounds = read_bounds();
    if (!bounds) return body;
    if (body.size() == 1 && body.front().kind >= Regex::Step::Kind::text_begin)
      reader_.fail(begin, {"a repeated anchor"}, ", which has no meaning");
    reader_.take("?");  // lazy or not, the same texts match
    if (is_at_repetition()) reader_.fail(sign, {"two repetitions in a row"}, ": put the first into a group");
    if (reader_.fault() || !is_small(size_of_repeat(body.size(), *bounds))) return {};
    return repeat(body, *bounds);
  }

  Steps part(int depth) {
    using StepKind = Regex::Step::Kind;
    const std::size_t begin = reader_.place();
    if (is_at_repetition())
      return refuse(begin, "a repetition of nothing", R"(; write the character itself with a "\")");
    if (reader_.take("(")) return group(begin, depth + 1);
    if (reader_.take("^")) return {going(StepKind::text_begin, 0)};
    if (reader_.take("$")) return {going(StepKind::text_end, 0)};
    if (reader_.take("\\b")) return {going(StepKind::word_edge, 0)};
    if (reader_.take("\\B")) return {going(StepKind::no_word_edge, 0)};
    return {{StepKind::character, character()}};
  }

  CharacterSet character() {
    if (reader_.take("[")) return reader_.read_class();
    if (reader_.take("\\")) return reader_.read_escape();
    if (!reader_.take(".")) return reader_.set_of(reader_.take());
    CharacterSet set = reader_.set_of('\n');
    set.is_negated = true;
    return set;
  }

  Steps group(std::size_t begin, int depth) {
    if (depth > most_depth) return refuse(begin, "a group within more than 50 others", "");
    if (reader_.is_at("?") && !reader_.take("?:")) return refuse_special_group(begin);
    Steps steps = alternatives(depth);
    if (!reader_.take(")"))
      return refuse(begin, "a group without its \")\"", "; a \"(\" of the name is written \"\\(\"");
    return steps;
  }

  Steps refuse_special_group(std::size_t begin) {
    struct Form {
      std::string_view sign;
      std::string_view name;
    };
    static constexpr Form forms[] = {
        {"?=", "the look-ahead \"(?=\""},     {"?!", "the look-ahead \"(?!\""},   {"?<=", "the look-behind \"(?<=\""},
        {"?<!", "the look-behind \"(?<!\""},  {"?<", "a group with a name"},      {"?P<", "a group with a name"},
        {"?P=", "a back-reference \"(?P=\""}, {"?>", "the atomic group \"(?>\""}, {"?#", "the comment \"(?#\""}};
    for (const Form& form : forms)
      if (reader_.is_at(form.sign)) return refuse(begin, form.name, ", which is not supported");
    return refuse(begin, "flags, or an unknown kind of group, \"(?\"", ", which are not supported");
  }

  bool is_at_repetition() const noexcept {
    return reader_.is_at("*") || reader_.is_at("+") || reader_.is_at("?") || reader_.is_at("{");
  }

  std::optional<Bounds> read_bounds() {
    if (reader_.take("*")) return Bounds{0, no_end};
    if (reader_.take("+")) return Bounds{1, no_end};
    if (reader_.take("?")) return Bounds{0, 1};
    const std::size_t begin = reader_.place();
    if (!reader_.take("{")) return std::nullopt;
    Bounds bounds;
    const auto min = read_count();
    const bool has_comma = reader_.take(",");
    const bool is_open = has_comma && reader_.is_at("}");
    const auto max = has_comma ? is_open ? no_end : read_count() : min;
    if (!min || !max || !reader_.take("}")) {
      reader_.fail(begin, {"a \"{\" that is not {m}, {m,} or {m,n}"}, R"(; a "{" of the name is written "\{")");
    } else if (*min > most_repeats || (!is_open && *max > most_repeats)) {
      reader_.fail(begin, {"more than 1000 repetitions"});
    } else if (*max < *min) {
      reader_.fail(begin, {"a repetition whose end is before its beginning"});
    } else {
      bounds = {*min, *max};
    }
    return bounds;
  }

  std::optional<std::size_t> read_count() {
    const std::size_t begin = reader_.place();
    std::size_t count = 0;
    while (!reader_.is_done()) {
      std::size_t digit = 0;
      while (digit < 10 && !reader_.take(std::string_view("0123456789").substr(digit, 1))) ++digit;
      if (digit == 10) break;
      count = std::min<std::size_t>(count * 10 + digit, most_repeats + 1);
    }
    if (reader_.place() == begin) return std::nullopt;
    return count;
  }

  Steps refuse(std::size_t place, std::string_view what, std::string_view remedy) {
    reader_.fail(place, {what}, remedy);
    return {};
  }

  bool is_small(std::size_t size) {
    if (size > most_steps) reader_.fail(reader_.place(), {"more than 5000 steps, counting repetitions,"});
    return size <= most_steps;
  }

  PatternReader& reader_;
};

}  // namespace

Result<Regex> Regex::parse(std::string_view text) {
  Regex regex;
  PatternReader reader(PatternSyntax::regex, text, regex.ranges_);
  reader.check_size();
  if (!reader.fault()) regex.steps_ = RegexParser(reader).parse();
  if (reader.fault()) return *reader.fault();
  return regex;
}

}  // namespace cvm
