#pragma once
// Tables for people. Nothing is cut: what does not fit is wrapped, put below its row, or the rows become records.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace cvm::cli {

enum class Style : std::uint8_t { plain, bold, dim, red, green, yellow };

/// The text in that style, for a terminal that has colours.
std::string styled(std::string_view text, Style style);

enum class Align : std::uint8_t { left, right };

struct Column {
  std::string title{};
  Align align = Align::left;
  std::size_t min_width = 0;       ///< 0: never narrower than its widest cell
  bool below_when_narrow = false;  ///< its cells go on lines of their own before anything becomes unreadable
};

struct Cell {
  std::string text{};
  Style style = Style::plain;
  Cell() = default;
  Cell(std::string text_in, Style style_in = Style::plain) : text(std::move(text_in)), style(style_in) {}
};

struct TableOptions {
  std::size_t width = 0;  ///< columns of the terminal; 0: no limit
  bool colors = false;
};

/// Cells pass through `visible`: whatever the service says, it cannot do anything to the terminal.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  /// Precondition: as many cells as there are columns.
  void add(std::vector<Cell> row);
  [[nodiscard]] std::string render(const TableOptions& options) const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_{};
};

}  // namespace cvm::cli
