#include <cstdint>

#include "canonical_json.hpp"
#include "cvm/plan.hpp"
#include "document_words.hpp"
#include "error_json.hpp"
#include "json_writer.hpp"
#include "plan_digest.hpp"
#include "sha256.hpp"
#include "utf8.hpp"

namespace cvm {
namespace {

using json::ObjectWriter;

std::string written(const std::optional<Error>& error) { return error ? write_error(*error) : "null"; }

void append_checked(std::string& out, const CheckRecord& check) {
  out += ObjectWriter().member("check", check.name).member("count", exact(check.count)).finish();
}

void append_not_checked(std::string& out, const CheckRecord& check) {
  out += ObjectWriter().member("check", check.name).raw("error", written(check.error)).finish();
}

void append_family(std::string& out, const FamilyImage& one) {
  out += ObjectWriter().member("family", one.family).member("image", one.image).finish();
}

void append_region(std::string& out, const PlannedRegion& region) {
  out += ObjectWriter()
             .member("region", region.region)
             .member("status", words::statuses[region.scanned ? 1 : 0])
             .raw("error", written(region.error))
             .or_null("used", exact(region.used))
             .or_null("quota", exact(region.quota))
             .member("short_by", exact(region.short_by))
             .list("families", region.families, append_family)
             .list("checked", region.checked, append_checked)
             .list("not_checked", region.not_checked, append_not_checked)
             .finish();
}

void append_tag(std::string& out, const Tag& tag) {
  out += ObjectWriter().member("key", tag.Key).member("value", tag.Value).finish();
}

void append_snapshot(std::string& out, const ImageSnapshot& snapshot) {
  out += ObjectWriter()
             .member("id", snapshot.SnapshotId)
             .member("disk_usage", snapshot.DiskUsage)
             .or_null("size_gb", exact(snapshot.DiskSize))
             .finish();
}

void append_reference(std::string& out, const Reference& reference) {
  out +=
      ObjectWriter().member("type", reference.type).member("id", reference.id).member("name", reference.name).finish();
}

void append_image(std::string& out, const PlannedImage& image) {
  out += ObjectWriter()
             .member("region", image.region)
             .member("id", image.id)
             .member("name", image.name)
             .member("type", image.type)
             .member("state", image.state)
             .member("created", image.created)
             .or_null("size_gb", exact(image.size_gb))
             .member("family", image.family)
             .list("tags", image.tags, append_tag)
             .list("snapshots", image.snapshots, append_snapshot)
             .member("shared_with", image.shared_with)
             .list("references", image.references, append_reference)
             .member("verdict", to_string(image.verdict))
             .list("reasons", image.reasons, append_reason)
             .finish();
}

std::string written(const PlanSummary& summary) {
  return ObjectWriter()
      .member("delete", exact(summary.deletes))
      .member("keep", exact(summary.keep))
      .member("block", exact(summary.block))
      .member("unknown", exact(summary.unknown))
      .member("size_gb", exact(summary.size_gb))
      .finish();
}

std::string written(const PlanAccount& account) {
  return ObjectWriter().member("id", account.id).member("source", account.source).finish();
}

/// The digest of the canonical form, made part by part: the values of a large plan, all at once, would take several
/// times the memory of the plan.
class DigestWriter {
 public:
  /// Members must come in the order of RFC 8785.
  DigestWriter& raw(std::string_view name, std::string_view value) {
    begin(name);
    add(value);
    return *this;
  }
  template <class T>
  DigestWriter& member(std::string_view name, const T& value) {
    part_.clear();
    json::append(part_, value);
    return raw(name, part_);
  }
  template <class Items, class AppendItem>
  DigestWriter& list(std::string_view name, const Items& items, AppendItem append_item) {
    begin(name);
    std::string_view before = "[";
    for (const auto& item : items) {
      hash_.update(before);
      before = ",";
      part_.clear();
      append_item(part_, item);
      add(part_);
    }
    hash_.update(items.empty() ? "[]" : "]");
    return *this;
  }
  DigestHex finish() {
    hash_.update("}");
    return to_hex(hash_.finish());
  }

 private:
  void begin(std::string_view name) {
    hash_.update(std::exchange(before_, ","));
    std::string key;
    json::append_string(key, name);
    hash_.update(key += ':');
  }
  void add(std::string_view text) {
    const std::string valid = valid_utf8(std::string(text));
    const auto canonical =
        json::parse(valid, document_) ? Result<std::string>(valid) : canonical_json(document_.root());
    hash_.update(canonical ? *canonical : valid);
  }

  Sha256 hash_{};
  json::Document document_{};
  std::string part_{};
  std::string_view before_ = "{";
};

DigestHex digest_hex(const Plan& plan) {
  return DigestWriter()
      .raw("account", written(plan.account))
      .member("appliable", plan.appliable)
      .member("created", rfc3339(plan.created_s))
      .member("endpoint", plan.endpoint)
      .member("expires", rfc3339(plan.expires_s))
      .raw("guards", write_guards(plan.guards))
      .list("images", plan.images, append_image)
      .list("refused_by", plan.refused_by, append_reason)
      .list("regions", plan.regions, append_region)
      .member("schema", words::plan_schema)
      .raw("selection", write_selection(plan.selection))
      .raw("summary", written(plan.summary))
      .finish();
}

}  // namespace

Result<DigestHex> plan_digest(json::Value plan) {
  const auto digest = canonical_digest(plan, "digest");
  if (!digest) return digest.error();
  return to_hex(*digest);
}

std::string write_plan(const Plan& plan) {
  return valid_utf8(ObjectWriter()
                        .member("schema", words::plan_schema)
                        .member("created", rfc3339(plan.created_s))
                        .member("expires", rfc3339(plan.expires_s))
                        .member("digest", view(digest_hex(plan)))
                        .member("appliable", plan.appliable)
                        .list("refused_by", plan.refused_by, append_reason)
                        .member("endpoint", plan.endpoint)
                        .raw("account", written(plan.account))
                        .raw("selection", write_selection(plan.selection))
                        .raw("guards", write_guards(plan.guards))
                        .list("regions", plan.regions, append_region)
                        .list("images", plan.images, append_image)
                        .raw("summary", written(plan.summary))
                        .finish());
}

std::string digest_of(const Plan& plan) { return std::string(view(digest_hex(plan))); }

}  // namespace cvm
