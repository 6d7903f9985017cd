#pragma once
// Reading a list of things by their ids.

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "calls.hpp"

namespace cvm {

/// Reads the things with the given ids, a hundred a request; those that the service does not have are missing from the
/// result. The service answers an empty set for ids that it does not have; should it say NotFound instead, each id is
/// asked for alone, so that one missing id does not hide the others. An answer whose total does not match is an error.
template <class Request, class Item>
class ById : public std::enable_shared_from_this<ById<Request, Item>> {
 public:
  using Response = typename response_of<Request>::type;
  using Ids = std::vector<std::string> Request::*;
  using Items = std::vector<Item> Response::*;
  using Id = std::string Item::*;
  using Then = std::function<void(Time, Result<std::map<std::string, Item>>)>;

  struct Members {
    Ids ids;
    Items items;
    Id id;
  };

  static void read(Calls& calls, Time now, const std::vector<std::string>& ids, std::string region, Members members,
                   Then then) {
    auto read = std::shared_ptr<ById>(new ById(std::move(region), members, std::move(then)));
    ++read->open_;
    for (std::size_t first = 0; first < ids.size(); first += ids_a_request) {
      const std::size_t last = std::min(ids.size(), first + ids_a_request);
      read->ask(calls, now,
                {ids.begin() + static_cast<std::ptrdiff_t>(first), ids.begin() + static_cast<std::ptrdiff_t>(last)});
    }
    read->close(now);
  }

 private:
  ById(std::string region, Members members, Then then)
      : region_(std::move(region)), members_(members), then_(std::move(then)) {}

  static constexpr std::size_t ids_a_request = page_size;

  void ask(Calls& calls, Time now, std::vector<std::string> ids) {
    Request request;
    request.*members_.ids = ids;
    request.Limit = page_size;
    ++open_;
    calls.call(now, request, region_,
               [self = this->shared_from_this(), &calls, ids = std::move(ids)](Time at, Result<Response> response,
                                                                               const CallEnd&) {
                 self->take(calls, at, ids, std::move(response));
                 self->close(at);
               });
  }

  void take(Calls& calls, Time now, const std::vector<std::string>& ids, Result<Response> response) {
    if (!response) {
      const Error error = response.error();
      const std::string& code = error.service_code;
      const bool not_found = code.size() > 9 && code.compare(code.size() - 9, 9, ".NotFound") == 0;
      if (!not_found) {
        if (!error_) error_ = error;
      } else if (ids.size() > 1) {
        for (const std::string& id : ids) ask(calls, now, {id});
      }
      return;
    }
    std::vector<Item>& items = (*response).*members_.items;
    const bool whole = response->TotalCount && *response->TotalCount == static_cast<std::int64_t>(items.size());
    if (!whole) fail("its total is missing or does not match");
    for (Item& item : items) {
      std::string id = item.*members_.id;
      const bool asked = std::find(ids.begin(), ids.end(), id) != ids.end();
      if (!asked || !found_.emplace(std::move(id), std::move(item)).second) fail("it holds something else");
    }
  }

  void fail(const std::string& what) {
    error_ = make_error(ErrorCode::malformed_answer, "TotalCount", "the list is not whole: " + what);
    error_->retryable = true;
  }

  void close(Time now) {
    if (--open_ > 0) return;
    if (error_) return then_(now, std::move(*error_));
    then_(now, std::move(found_));
  }

  std::string region_;
  Members members_;
  Then then_;
  int open_ = 0;
  std::map<std::string, Item> found_{};
  std::optional<Error> error_{};
};

using ImagesById = ById<DescribeImagesRequest, Image>;
inline constexpr ImagesById::Members image_members{&DescribeImagesRequest::ImageIds, &DescribeImagesResponse::ImageSet,
                                                   &Image::ImageId};

using SnapshotsById = ById<DescribeSnapshotsRequest, BlockSnapshot>;
inline constexpr SnapshotsById::Members snapshot_members{
    &DescribeSnapshotsRequest::SnapshotIds, &DescribeSnapshotsResponse::SnapshotSet, &BlockSnapshot::SnapshotId};

}  // namespace cvm
