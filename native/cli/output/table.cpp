#include "output/table.hpp"

#include <algorithm>
#include <numeric>
#include <optional>

#include "output/text.hpp"

namespace cvm::cli {
namespace {

constexpr std::size_t gap = 2;
using Widths = std::vector<std::size_t>;
using Rows = std::vector<std::vector<Cell>>;

std::size_t line_width(const Widths& widths) {
  return std::accumulate(widths.begin(), widths.end(), gap * (widths.size() - 1));
}

Widths natural_widths(const std::vector<Column>& columns, const Rows& rows) {
  Widths widths;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::size_t width = display_width(columns[i].title);
    for (const auto& row : rows) width = std::max(width, display_width(row[i].text));
    widths.push_back(width);
  }
  return widths;
}

/// Takes columns off the widest that may shrink until the line fits; nothing when it cannot.
std::optional<Widths> fitting_widths(const std::vector<Column>& columns, Widths widths, std::size_t limit) {
  while (limit > 0 && line_width(widths) > limit) {
    std::optional<std::size_t> widest;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t least = std::max(columns[i].min_width, display_width(columns[i].title));
      if (columns[i].min_width == 0 || widths[i] <= least) continue;
      if (!widest || widths[i] > widths[*widest]) widest = i;
    }
    if (!widest) return std::nullopt;
    --widths[*widest];
  }
  return widths;
}

void append_cell(std::string& out, std::string_view text, std::size_t width, Align align, Style style, bool colors) {
  const std::size_t used = display_width(text);
  const std::string padding(width > used ? width - used : 0, ' ');
  if (align == Align::right) out += padding;
  out += colors ? styled(text, style) : std::string(text);
  if (align == Align::left) out += padding;
}

void end_line(std::string& out) {
  out.erase(out.find_last_not_of(' ') + 1);
  out += '\n';
}

void append_row(std::string& out, const std::vector<Column>& columns, const Widths& widths,
                const std::vector<Cell>& row, bool colors) {
  std::vector<std::vector<std::string>> lines;
  std::size_t height = 1;
  for (std::size_t i = 0; i < row.size(); ++i) {
    lines.push_back(wrap(row[i].text, widths[i]));
    height = std::max(height, lines.back().size());
  }
  for (std::size_t line = 0; line < height; ++line) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) out.append(gap, ' ');
      const std::string_view text = line < lines[i].size() ? std::string_view(lines[i][line]) : std::string_view();
      append_cell(out, text, widths[i], columns[i].align, row[i].style, colors && !text.empty());
    }
    end_line(out);
  }
}

std::vector<Cell> titles(const std::vector<Column>& columns) {
  std::vector<Cell> cells;
  for (const Column& column : columns) cells.emplace_back(column.title, Style::bold);
  return cells;
}

std::string render_lines(const std::vector<Column>& columns, const Rows& rows, const Widths& widths, bool colors) {
  std::string out;
  append_row(out, columns, widths, titles(columns), colors);
  for (const auto& row : rows) append_row(out, columns, widths, row, colors);
  return out;
}

/// The columns marked for it on lines of their own, indented to where the second column begins.
std::optional<std::string> render_below(const std::vector<Column>& columns, const Rows& rows,
                                        const TableOptions& options) {
  std::vector<Column> upper;
  Rows upper_rows(rows.size());
  std::vector<std::size_t> lower;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].below_when_narrow) {
      lower.push_back(i);
      continue;
    }
    upper.push_back(columns[i]);
    for (std::size_t r = 0; r < rows.size(); ++r) upper_rows[r].push_back(rows[r][i]);
  }
  if (lower.empty() || upper.empty()) return std::nullopt;
  const auto widths = fitting_widths(upper, natural_widths(upper, upper_rows), options.width);
  if (!widths) return std::nullopt;
  const std::size_t indent = widths->front() + gap;
  if (options.width < indent + 20) return std::nullopt;
  std::string out;
  append_row(out, upper, *widths, titles(upper), options.colors);
  for (std::size_t r = 0; r < rows.size(); ++r) {
    append_row(out, upper, *widths, upper_rows[r], options.colors);
    for (const std::size_t i : lower) {
      const Cell& cell = rows[r][i];
      if (cell.text.empty() || cell.text == "-") continue;
      for (const std::string& line : wrap(cell.text, options.width - indent)) {
        out.append(indent, ' ');
        out += options.colors ? styled(line, cell.style) : line;
        end_line(out);
      }
    }
  }
  return out;
}

std::string render_records(const std::vector<Column>& columns, const Rows& rows, const TableOptions& options) {
  std::size_t label = 0;
  for (const Column& column : columns) label = std::max(label, display_width(column.title));
  const std::size_t room = options.width > label + gap + 8 ? options.width - label - gap : SIZE_MAX;
  std::string out;
  for (const auto& row : rows) {
    if (!out.empty()) out += '\n';
    for (std::size_t i = 0; i < columns.size(); ++i) {
      bool first = true;
      for (const std::string& line : wrap(row[i].text, room)) {
        append_cell(out, first ? std::string_view(columns[i].title) : "", label + gap, Align::left, Style::bold,
                    options.colors && first);
        out += options.colors ? styled(line, row[i].style) : line;
        end_line(out);
        first = false;
      }
    }
  }
  return out;
}

}  // namespace

std::string styled(std::string_view text, Style style) {
  std::string_view on;
  switch (style) {
    case Style::plain:
      return std::string(text);
    case Style::bold:
      on = "\x1b[1m";
      break;
    case Style::dim:
      on = "\x1b[2m";
      break;
    case Style::red:
      on = "\x1b[31m";
      break;
    case Style::green:
      on = "\x1b[32m";
      break;
    case Style::yellow:
      on = "\x1b[33m";
      break;
  }
  return std::string(on) + std::string(text) + "\x1b[0m";
}

void Table::add(std::vector<Cell> row) {
  for (Cell& cell : row) cell.text = visible(cell.text);
  rows_.push_back(std::move(row));
}

std::string Table::render(const TableOptions& options) const {
  if (const auto widths = fitting_widths(columns_, natural_widths(columns_, rows_), options.width)) {
    return render_lines(columns_, rows_, *widths, options.colors);
  }
  if (auto lines = render_below(columns_, rows_, options)) return *lines;
  return render_records(columns_, rows_, options);
}

}  // namespace cvm::cli
