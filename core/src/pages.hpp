#pragma once
// Reading a whole list, page by page, and being sure that it is whole.

#include <algorithm>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "calls.hpp"

namespace cvm {

/// All items of one list. The first page tells the total, the others are then asked for at once. The list is whole when
/// every page came, every page told the same total, and as many different items came as that total says.
///
/// `items_of(response)` gives the list in a response, `id_of(item)` what tells one item from another.
template <class Request, class Item>
class Pages : public std::enable_shared_from_this<Pages<Request, Item>> {
 public:
  using Response = typename response_of<Request>::type;
  using ItemsOf = std::vector<Item>& (*)(Response&);
  using IdOf = std::string (*)(const Item&);
  using Then = std::function<void(Time, Result<std::vector<Item>>)>;

  static void read(Calls& calls, Time now, Request request, std::string region, ItemsOf items_of, IdOf id_of,
                   Then then) {
    auto pages =
        std::shared_ptr<Pages>(new Pages(std::move(request), std::move(region), items_of, id_of, std::move(then)));
    pages->ask(calls, now, 0);
  }

 private:
  Pages(Request request, std::string region, ItemsOf items_of, IdOf id_of, Then then)
      : request_(std::move(request)),
        region_(std::move(region)),
        items_of_(items_of),
        id_of_(id_of),
        then_(std::move(then)) {}

  void ask(Calls& calls, Time now, std::int64_t offset) {
    request_.Offset = offset;
    request_.Limit = page_size;
    ++open_;
    calls.call(now, request_, region_,
               [self = this->shared_from_this(), &calls, offset](Time at, Result<Response> response, const CallEnd&) {
                 self->take(calls, at, offset, std::move(response));
               });
  }

  void take(Calls& calls, Time now, std::int64_t offset, Result<Response> response) {
    --open_;
    if (!response) {
      if (!error_) error_ = response.error();
    } else if (!response->TotalCount) {
      fail("the answer has no TotalCount");
    } else {
      add(*response);
      for (std::int64_t next = page_size; offset == 0 && next < total_; next += page_size) ask(calls, now, next);
    }
    if (open_ == 0) finish(now);
  }

  void add(Response& response) {
    if (total_ < 0) total_ = *response.TotalCount;
    if (total_ > most_items) {
      total_ = 0;
      fail("TotalCount is not believable");
    }
    if (*response.TotalCount != total_) fail("TotalCount changed while the list was read");
    for (Item& item : items_of_(response)) {
      if (seen_.insert(id_of_(item)).second) items_.push_back(std::move(item));
    }
  }

  void finish(Time now) {
    const auto count = static_cast<std::int64_t>(items_.size());
    if (!error_ && count != total_) {
      fail("TotalCount says " + std::to_string(total_) + " and " + std::to_string(count) + " came");
    }
    if (error_) return then_(now, std::move(*error_));
    then_(now, std::move(items_));
  }

  void fail(const std::string& what) {
    if (error_) return;
    error_ = make_error(ErrorCode::malformed_answer, "TotalCount", "the list is not whole: " + what);
    error_->retryable = true;
  }

  static constexpr std::int64_t most_items = 1'000'000;

  Request request_;
  std::string region_;
  ItemsOf items_of_;
  IdOf id_of_;
  Then then_;
  std::int64_t total_ = -1;
  int open_ = 0;
  std::set<std::string> seen_{};
  std::vector<Item> items_{};
  std::optional<Error> error_{};
};

}  // namespace cvm
