#pragma once
// A plan and a receipt in which every member stands and every list has something. tests/fixtures/documents holds their
// texts.

#include <fstream>
#include <sstream>
#include <string>

#include "cvm/plan.hpp"
#include "cvm/receipt.hpp"

namespace cvm::testing {

inline Error sample_error() {
  Error error =
      make_error(ErrorCode::service, "DescribeLaunchTemplates", "the service refused \"DescribeLaunchTemplates\"");
  error.service_code = "InternalError";
  error.service_message = "内部错误";
  error.request_id = "6ef60bec-0242-43af-bb20-270359fb54a7";
  error.http_status = 200;
  error.retryable = true;
  return error;
}

inline PlannedImage sample_deleted() {
  PlannedImage image;
  image.region = "ap-guangzhou";
  image.id = "img-34vaef8fe";
  image.name = "web-2026-03-02";
  image.type = "PRIVATE_IMAGE";
  image.state = "NORMAL";
  image.created = "2026-03-02T04:05:06Z";
  image.size_gb = 50;
  image.family = "web";
  image.tags = {{"env", "dev"}, {"备注", ""}};
  image.snapshots = {{"snap-a1", "SYSTEM_DISK", 50}, {"snap-a2", "DATA_DISK", std::nullopt}};
  image.verdict = Verdict::remove;
  image.reasons = {{"selected", {{"rule", "name"}, {"value", "web-*"}}},
                   {"rank", {{"rank", "4"}, {"keep_newest", "3"}, {"group", "web"}}},
                   {"unreferenced", {}}};
  return image;
}

inline PlannedImage sample_kept() {
  PlannedImage image;
  image.region = "ap-guangzhou";
  image.id = "img-00000002";
  image.name = "web \"gold\" \\ 镜像 😀\n";
  image.type = "PRIVATE_IMAGE";
  image.state = "NORMAL";
  image.created = "2026-05-01T00:00:00Z";
  image.size_gb = 20;
  image.references = {{"instance", "ins-1", "web-1"}, {"launch-template-version", "lt-1:3", ""}};
  image.verdict = Verdict::keep;
  image.reasons = {{"referenced", {{"type", "instance"}, {"count", "1"}, {"ids", "ins-1"}}}};
  return image;
}

inline PlannedImage sample_blocked() {
  PlannedImage image;
  image.region = "ap-guangzhou";
  image.id = "img-00000003";
  image.type = "PRIVATE_IMAGE";
  image.state = "NORMAL";
  image.shared_with = {"100000000002"};
  image.verdict = Verdict::block;
  image.reasons = {{"shared", {{"count", "1"}, {"accounts", "100000000002"}}}};
  return image;
}

inline PlannedImage sample_unknown() {
  PlannedImage image;
  image.region = "ap-guangzhou";
  image.id = "img-00000004";
  image.name = "db";
  image.type = "PRIVATE_IMAGE";
  image.state = "NORMAL";
  image.verdict = Verdict::unknown;
  image.reasons = {{"check-failed", {{"check", "launch-templates"}, {"error", "InternalError"}}},
                   {"no-created-time", {}}};
  return image;
}

inline Plan sample_plan() {
  Plan plan;
  plan.created_s = 1'795'514'400;
  plan.expires_s = plan.created_s + 86'400;
  plan.refused_by = {{"max-delete", {{"max", "0"}, {"count", "1"}}}};
  plan.endpoint = "https://cvm.tencentcloudapi.com/";
  plan.account = {"100000000001", "caller-identity"};
  plan.selection.names = {"web-*"};
  plan.selection.tags = {{"env", "dev"}};
  plan.selection.min_age_s = 30 * 86'400;
  plan.selection.keep_newest = 3;
  plan.selection.per = {GroupKind::name_prefix};
  plan.guards.max_delete = 0;
  plan.guards.protect_tags = {{"gold", std::nullopt}};
  PlannedRegion guangzhou;
  guangzhou.region = "ap-guangzhou";
  guangzhou.scanned = true;
  guangzhou.used = 4;
  guangzhou.quota = 10;
  guangzhou.short_by = 2;
  guangzhou.families = {{"db", ""}, {"web", "img-00000009"}};
  guangzhou.checked = {{"images", 4, {}}, {"instances", 12, {}}, {"quota", 1, {}}};
  guangzhou.not_checked = {{"launch-templates", 0, sample_error()}, {"tke", 0, {}}};
  PlannedRegion shanghai;
  shanghai.region = "ap-shanghai-fsi";
  shanghai.error = sample_error();
  plan.regions = {guangzhou, shanghai};
  plan.images = {sample_deleted(), sample_kept(), sample_blocked(), sample_unknown()};
  plan.summary = {1, 1, 1, 1, 50};
  plan.digest = digest_of(plan);
  return plan;
}

inline Receipt sample_receipt() {
  Receipt receipt;
  receipt.plan_digest = sample_plan().digest;
  receipt.confirmed_by = "typed phrase";
  receipt.started_ms = 1'795'514'460'250;
  receipt.finished_ms = 1'795'514'520'000;
  receipt.skew_ms = -42'000;
  receipt.interrupted = true;
  receipt.fault = sample_error();
  ImageReceipt deleted;
  deleted.region = "ap-guangzhou";
  deleted.id = "img-34vaef8fe";
  deleted.outcome = Outcome::deleted;
  deleted.attempts = 2;
  deleted.request_ids = {"6ef60bec-0242-43af-bb20-270359fb54a7", "9d8e0a4b-4f2c-4a8e-a5c1-2f0e1c7b6a55"};
  deleted.unshared_from = {"100000000002"};
  deleted.snapshots = {{"snap-a1", "deleted"}, {"snap-a2", "left"}, {"snap-a3", "unknown"}};
  ImageReceipt failed;
  failed.region = "ap-guangzhou";
  failed.id = "img-00000002";
  failed.outcome = Outcome::failed;
  failed.reason = Reason{"refused", {{"code", "InvalidImageId.InUse"}}};
  failed.attempts = 1;
  failed.error = sample_error();
  ImageReceipt skipped;
  skipped.region = "ap-shanghai-fsi";
  skipped.id = "img-00000003";
  skipped.outcome = Outcome::skipped;
  skipped.reason = Reason{"already-gone", {}};
  ImageReceipt unknown;
  unknown.region = "ap-guangzhou";
  unknown.id = "img-00000004";
  unknown.reason = Reason{"no-answer", {}};
  receipt.images = {deleted, failed, skipped, unknown};
  receipt.quota = {{"ap-guangzhou", 4, 3, 10}, {"ap-shanghai-fsi", {}, {}, {}}};
  return receipt;
}

/// A file of tests/fixtures/documents.
inline std::string document_fixture(const std::string& name) {
  std::ifstream file(std::string(CVM_IMAGES_FIXTURES) + "/documents/" + name, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace cvm::testing
