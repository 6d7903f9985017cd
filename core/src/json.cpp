#include "json.hpp"

// Boost would keep the names of its functions for error codes whose place nobody asks for.
#define BOOST_DISABLE_CURRENT_LOCATION
#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cstring>
#include <functional>
#include <utility>

#include "ascii.hpp"
#include "message.hpp"

namespace cvm::json {
namespace {

namespace bj = boost::json;

/// What follows the 'e' of a number, 0 when nothing does.
std::int64_t exponent_of(std::string_view number, std::size_t e) {
  if (e == number.size()) return 0;
  number.remove_prefix(number[e + 1] == '+' ? e + 2 : e + 1);
  std::int64_t exponent = 0;
  std::from_chars(number.data(), number.data() + number.size(), exponent);
  return exponent;
}

/// Whether the nearest double is infinite. Boost's own conversion, unused, is not linked with its table of powers of
/// ten.
bool is_too_large(std::string_view number) {
  constexpr std::string_view largest = "17976931348623158079";  // so begins what is still rounded down to a double
  constexpr std::int64_t whole_digits_of_largest = 309;
  const std::size_t e = std::min(number.find_first_of("eE"), number.size());
  std::int64_t whole_digits = exponent_of(number, e);
  std::size_t digits = 0;  // without leading zeros
  int order = 0;           // of the digits, against the largest ones
  bool is_fraction = false;
  for (const char c : number.substr(0, e)) {
    if (c == '.') is_fraction = true;
    if (!ascii::is_digit(c)) continue;
    const bool is_leading_zero = digits == 0 && c == '0';
    if (is_leading_zero && is_fraction) --whole_digits;
    if (is_leading_zero) continue;
    if (!is_fraction) ++whole_digits;
    if (order == 0 && digits < largest.size()) order = c - largest[digits];
    ++digits;
  }
  if (digits == 0) return false;
  return whole_digits > whole_digits_of_largest || (whole_digits == whole_digits_of_largest && order > 0);
}

/// What Boost's parser calls: fills the document and finds the first member that stands twice in its object.
class Builder {
 public:
  static constexpr std::size_t max_object_size = UINT32_MAX;
  static constexpr std::size_t max_array_size = UINT32_MAX;
  static constexpr std::size_t max_key_size = UINT32_MAX;
  static constexpr std::size_t max_string_size = UINT32_MAX;

  Builder(std::string_view source, Document& document) : source_(source), document_(document) {
    document.nodes.clear();
    document.names.clear();
    document.nodes.reserve(std::min(source.size() / bytes_a_value + 1, max_values));
    document.names.reserve(names_at_first);
  }

  /// The member whose name came a second time before any other's did.
  const std::optional<Repeat>& repeat() const noexcept { return repeat_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code& error) { return open(Kind::object, error); }
  bool on_object_end(std::size_t size, bj::error_code&) {
    close(size);
    check_names(size);
    return true;
  }
  bool on_array_begin(bj::error_code& error) { return open(Kind::list, error); }
  bool on_array_end(std::size_t size, bj::error_code&) {
    close(size);
    return true;
  }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) {
    keep(part);
    return true;
  }
  bool on_key(bj::string_view part, std::size_t size, bj::error_code&) {
    name_ = whole(part, size);
    document_.names.push_back({name_, static_cast<std::uint32_t>(document_.nodes.size())});
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) {
    keep(part);
    return true;
  }
  bool on_string(bj::string_view part, std::size_t size, bj::error_code& error) {
    return add(Kind::text, whole(part, size), error);
  }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t, bj::string_view source, bj::error_code& error) { return add_number(source, error); }
  bool on_uint64(std::uint64_t, bj::string_view source, bj::error_code& error) { return add_number(source, error); }
  bool on_double(double, bj::string_view source, bj::error_code& error) {
    if (is_too_large({source.data(), source.size()})) return stop(bj::error::exponent_overflow, error);
    return add_number(source, error);
  }
  bool on_bool(bool value, bj::error_code& error) {
    if (!add(Kind::boolean, {}, error)) return false;
    document_.nodes.back().size = value ? 1 : 0;
    return true;
  }
  bool on_null(bj::error_code& error) { return add(Kind::null, {}, error); }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  static constexpr std::size_t bytes_a_value = 16;  // fewer than in the service's answers, so that one allocation does
  static constexpr std::size_t names_at_first = 32;

  static bool stop(bj::error why, bj::error_code& error) {
    error = why;
    return false;
  }

  bool add(Kind kind, std::string_view text, bj::error_code& error) {
    if (document_.nodes.size() == max_values) return stop(bj::error::array_too_large, error);
    document_.nodes.push_back({name_.data(), text.data(), static_cast<std::uint32_t>(name_.size()),
                               static_cast<std::uint32_t>(text.size()), 1, kind});
    name_ = {};
    return true;
  }

  bool add_number(bj::string_view source, bj::error_code& error) {
    return add(Kind::number, {source.data(), source.size()}, error);
  }

  /// What is open keeps the number of what it is in where its own size will be.
  bool open(Kind kind, bj::error_code& error) {
    const std::size_t at = document_.nodes.size();
    if (!add(kind, {}, error)) return false;
    document_.nodes.back().size = static_cast<std::uint32_t>(std::exchange(open_, at));
    return true;
  }

  void close(std::size_t size) {
    Node& node = document_.nodes[open_];
    node.span = static_cast<std::uint32_t>(document_.nodes.size() - open_);
    open_ = std::exchange(node.size, static_cast<std::uint32_t>(size));
  }

  /// The last `size` names are those of the object that ends.
  void check_names(std::size_t size) {
    const auto repeat = find_repeat(std::span(document_.names).last(size));
    document_.names.resize(document_.names.size() - size);
    if (repeat && (!repeat_ || repeat->again < repeat_->again)) repeat_ = repeat;
  }

  void keep(bj::string_view part) {
    if (document_.decoded_capacity < source_.size()) {  // without its escapes no text is longer
      document_.decoded.reset(new char[source_.size()]);
      document_.decoded_capacity = source_.size();
    }
    if (!part.empty()) std::memcpy(document_.decoded.get() + decoded_, part.data(), part.size());
    decoded_ += part.size();
  }

  /// A text of `size` whose last part this is. A text without escapes comes in one part and stays where it is.
  std::string_view whole(bj::string_view part, std::size_t size) {
    const std::less<const char*> is_before;
    const bool is_source =
        !is_before(part.data(), source_.data()) && is_before(part.data(), source_.data() + source_.size());
    if (is_source && part.size() == size) return {part.data(), size};
    keep(part);
    return {document_.decoded.get() + decoded_ - size, size};
  }

  std::string_view source_;
  Document& document_;
  std::string_view name_{};  ///< of the member whose value comes next
  std::size_t open_ = 0;     ///< the number of the innermost list or object that is open
  std::optional<Repeat> repeat_{};
  std::size_t decoded_ = 0;
};

/// What is wrong, as a predicate without its place.
std::string_view name_fault(bj::error error, std::string_view text, std::size_t position) noexcept {
  switch (error) {
    case bj::error::incomplete:
      return "is JSON that is cut off";
    case bj::error::too_deep:
      return "is nested deeper than 64";
    case bj::error::exponent_overflow:
      return "has a number too large for a double";
    case bj::error::array_too_large:
      return "has more than 1,000,000 values";
    case bj::error::syntax:
      if (position == text.size()) return "is JSON that is cut off";
      if (static_cast<unsigned char>(text[position]) > 0x7f) return "is not JSON, or not valid UTF-8,";
      return "is not JSON";
    default:
      return "is not JSON";
  }
}

std::string describe_fault(bj::error error, std::string_view text, std::size_t position) {
  const std::string_view what = name_fault(error, text, position);
  if (error == bj::error::too_deep || what.ends_with("cut off")) return std::string(what);
  return joined({what, " at byte ", decimal(static_cast<std::int64_t>(position))});
}

}  // namespace

std::optional<std::string> parse(std::string_view text, Document& document, Utf8 utf8) {
  bj::parse_options options;
  options.max_depth = max_depth;
  options.allow_invalid_utf8 = utf8 == Utf8::any;
  bj::basic_parser<Builder> parser(options, text, document);
  bj::error_code error;
  const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = bj::error::extra_data;
  std::optional<std::string> fault;
  if (error)
    fault = describe_fault(static_cast<bj::error>(error.value()), text, used);
  else if (const auto& repeat = parser.handler().repeat())
    fault = joined({"has the member ", quoted(repeat->text), " twice"});
  if (fault) document.nodes.clear();
  return fault;
}

std::string_view Value::kind_name() const noexcept {
  switch (kind()) {
    case Kind::missing:
      return "missing";
    case Kind::null:
      return "null";
    case Kind::boolean:
      return "a boolean";
    case Kind::number:
      return "a number";
    case Kind::text:
      return "a text";
    case Kind::list:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return "unknown";
}

std::optional<std::int64_t> Value::integer() const noexcept {
  const std::string_view digits = text();
  const char* const end = digits.data() + digits.size();
  std::int64_t number = 0;
  const auto read = std::from_chars(digits.data(), end, number);
  if (!is(Kind::number) || read.ec != std::errc() || read.ptr != end) return std::nullopt;
  return number;
}

std::optional<bool> Value::boolean() const noexcept {
  if (!is(Kind::boolean)) return std::nullopt;
  return node_->size != 0;
}

Value Value::find(std::string_view name) const noexcept {
  if (is(Kind::object))
    for (const Value member : *this)
      if (member.name() == name) return member;
  return {};
}

}  // namespace cvm::json
