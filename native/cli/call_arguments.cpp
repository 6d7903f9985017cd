#include "call_arguments.hpp"

#include <cstdio>
#include <memory>

#include "output/text.hpp"

namespace cvm::cli {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const noexcept {
    if (file != stdin) std::fclose(file);
  }
};

Result<std::string> read_params(const std::string& text) {
  if (text != "-" && !text.starts_with('@')) return text;
  const std::string path = text == "-" ? "standard input" : text.substr(1);
  const std::unique_ptr<std::FILE, FileCloser> file(text == "-" ? stdin : std::fopen(path.c_str(), "rbe"));
  std::string params;
  params.resize(max_body_bytes + 1);
  const std::size_t size = file ? std::fread(params.data(), 1, params.size(), file.get()) : 0;
  if (!file || std::ferror(file.get()) != 0) {
    return make_error(ErrorCode::invalid_parameter, "--params", "--params: cannot read " + visible(path));
  }
  if (size > max_body_bytes) {
    return make_error(ErrorCode::request_too_large, "--params", "--params: " + visible(path) + " is over 10 MiB");
  }
  params.resize(size);
  while (params.ends_with('\n') || params.ends_with('\r')) params.pop_back();
  return params;
}

}  // namespace

Result<Call> make_call(const Context& context, const CallArguments& arguments) {
  auto params = read_params(arguments.params);
  if (!params) return params.error();
  auto region = chosen_region(context);
  if (!region) return region.error();
  const Action* row = find_action(arguments.action);
  const bool region_unasked = context.options.regions.empty() && row != nullptr && !row->region_required;
  return Call{.action = arguments.action,
              .region = region_unasked ? std::string() : std::move(*region),
              .params = std::move(*params),
              .service = arguments.service,
              .version = arguments.version,
              .method = arguments.method};
}

}  // namespace cvm::cli
