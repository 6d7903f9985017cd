#include "records.hpp"

#include "output/csv.hpp"
#include "output/json.hpp"

namespace cvm::cli {

void write_records(Context& context, const Records& records) {
  switch (context.format()) {
    case Format::json:
      context.out.write(pretty_json(records.document()));
      break;
    case Format::ndjson:
      for (const auto& line : records.lines) context.out.write(compact_json(line) + "\n");
      break;
    case Format::csv:
      context.out.write(csv_of(records.columns, records.lines));
      break;
    default:
      context.out.write(records.people());
  }
}

}  // namespace cvm::cli
