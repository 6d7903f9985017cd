// cvm-images.plan/1: written, read back, and refused when anything in it was changed.

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "canonical_json.hpp"
#include "cvm/plan.hpp"
#include "exact_copy.hpp"
#include "plan_digest.hpp"
#include "request_support.hpp"
#include "support/documents.hpp"

namespace {

using cvm::Plan;
using cvm::Verdict;
using cvm::testing::document_fixture;
using cvm::testing::sample_plan;
using cvm_test::ExactCopy;
using cvm_test::parameter;
using cvm_test::Refusal;

Plan read(std::string_view text) {
  const auto plan = cvm::read_plan(ExactCopy(text).view());
  EXPECT_TRUE(plan) << (plan ? "" : plan.error().message);
  return plan ? *plan : Plan{};
}

Refusal refusal(std::string_view text) {
  const auto plan = cvm::read_plan(ExactCopy(text).view());
  EXPECT_FALSE(plan) << text;
  return plan ? Refusal{} : cvm_test::refusal_of(plan.error());
}

/// The text with the digest that fits it, so that what is wrong besides is seen.
std::string signed_anew(std::string text) {
  cvm::json::Document document;
  EXPECT_FALSE(cvm::json::parse(text, document));
  const auto digest = cvm::plan_digest(document.root());
  EXPECT_TRUE(digest);
  const std::string key = "\"digest\":\"";
  return digest ? text.replace(text.find(key) + key.size(), 64, cvm::view(*digest)) : text;
}

std::string replaced(std::string text, std::string_view what, std::string_view by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return at == std::string::npos ? text : text.replace(at, what.size(), by);
}

/// What is said of the sample when `what` in it is `by`, and the digest fits.
Refusal changed(std::string_view what, std::string_view by) {
  return refusal(signed_anew(replaced(write_plan(sample_plan()), what, by)));
}

TEST(PlanDocument, IsTheFixture) { EXPECT_EQ(write_plan(sample_plan()) + "\n", document_fixture("plan.json")); }

TEST(PlanDocument, IsReadBackWhole) {
  const Plan plan = sample_plan();
  const Plan back = read(write_plan(plan));
  EXPECT_EQ(write_plan(back), write_plan(plan));
  EXPECT_EQ(back.digest, plan.digest);
  EXPECT_EQ(back.created_s, 1'795'514'400);
  EXPECT_EQ(back.expires_s, 1'795'600'800);
  EXPECT_FALSE(back.appliable);
  EXPECT_EQ(back.refused_by, plan.refused_by);
  EXPECT_EQ(back.endpoint, plan.endpoint);
  EXPECT_EQ(back.account, plan.account);
  EXPECT_EQ(back.selection, plan.selection);
  EXPECT_EQ(back.guards, plan.guards);
  ASSERT_EQ(back.regions.size(), 2U);
  EXPECT_TRUE(back.regions[0].scanned);
  EXPECT_EQ(back.regions[0].used, 4);
  EXPECT_EQ(back.regions[0].quota, 10);
  EXPECT_EQ(back.regions[0].short_by, 2);
  ASSERT_EQ(back.regions[0].families.size(), 2U);
  EXPECT_EQ(back.regions[0].families[0].image, "");
  EXPECT_EQ(back.regions[0].families[1].family, "web");
  EXPECT_EQ(back.regions[0].families[1].image, "img-00000009");
  ASSERT_EQ(back.regions[0].checked.size(), 3U);
  EXPECT_EQ(back.regions[0].checked[1].name, "instances");
  EXPECT_EQ(back.regions[0].checked[1].count, 12);
  ASSERT_EQ(back.regions[0].not_checked.size(), 2U);
  ASSERT_TRUE(back.regions[0].not_checked[0].error);
  EXPECT_EQ(describe(*back.regions[0].not_checked[0].error), describe(cvm::testing::sample_error()));
  EXPECT_FALSE(back.regions[0].not_checked[1].error);
  EXPECT_FALSE(back.regions[1].scanned);
  EXPECT_EQ(back.regions[1].used, std::nullopt);
  EXPECT_EQ(back.regions[1].error->http_status, 200);
  EXPECT_TRUE(back.regions[1].error->retryable);
  ASSERT_EQ(back.images.size(), 4U);
  for (std::size_t i = 0; i < back.images.size(); ++i) {
    EXPECT_EQ(back.images[i].name, plan.images[i].name);
    EXPECT_EQ(back.images[i].tags, plan.images[i].tags);
    EXPECT_EQ(back.images[i].verdict, plan.images[i].verdict);
    EXPECT_EQ(back.images[i].reasons, plan.images[i].reasons);
    EXPECT_EQ(back.images[i].references, plan.images[i].references);
    EXPECT_EQ(back.images[i].shared_with, plan.images[i].shared_with);
    EXPECT_EQ(back.images[i].size_gb, plan.images[i].size_gb);
  }
  EXPECT_EQ(back.images[0].snapshots[1].SnapshotId, "snap-a2");
  EXPECT_EQ(back.images[0].snapshots[1].DiskSize, std::nullopt);
  EXPECT_EQ(back.summary.deletes, 1);
  EXPECT_EQ(back.summary.size_gb, 50);
}

TEST(PlanDocument, IsOneLineInTheOrderOfItsDescription) {
  Plan plan;
  plan.selection.all = true;
  plan.digest = "is not taken from here";
  EXPECT_EQ(
      write_plan(plan),
      R"({"schema":"cvm-images.plan/1","created":"1970-01-01T00:00:00Z","expires":"1970-01-01T00:00:00Z","digest":")" +
          digest_of(plan) +
          R"(","appliable":false,"refused_by":[],"endpoint":"","account":{"id":"","source":""},"selection":{"all":true},"guards":)" +
          cvm::write_guards({}) +
          R"(,"regions":[],"images":[],"summary":{"delete":0,"keep":0,"block":0,"unknown":0,"size_gb":0}})");
  EXPECT_EQ(write_plan(sample_plan()).find('\n'), std::string::npos);
}

TEST(PlanDocument, ItsDigestIsOverTheCanonicalForm) {
  const std::string text = write_plan(sample_plan());
  cvm::json::Document document;
  ASSERT_FALSE(cvm::json::parse(text, document));
  const std::string canonical = *cvm::canonical_json(document.root(), "digest");
  EXPECT_EQ(canonical.substr(0, 63), R"({"account":{"id":"100000000001","source":"caller-identity"},"ap)");
  EXPECT_EQ(std::string(cvm::view(cvm::to_hex(cvm::Sha256().of(canonical)))), sample_plan().digest);
  EXPECT_EQ(digest_of(sample_plan()), sample_plan().digest);
  EXPECT_EQ(sample_plan().digest.size(), 64U);
}

TEST(PlanDocument, EveryMemberIsInTheDigest) {
  const std::function<void(Plan&)> changes[] = {
      [](Plan& plan) { ++plan.created_s; },
      [](Plan& plan) { ++plan.expires_s; },
      [](Plan& plan) { plan.appliable = true; },
      [](Plan& plan) { plan.refused_by.clear(); },
      [](Plan& plan) { plan.endpoint += 'x'; },
      [](Plan& plan) { plan.account.id += '0'; },
      [](Plan& plan) { plan.selection.all = true; },
      [](Plan& plan) { plan.guards.unshare = true; },
      [](Plan& plan) { plan.regions.pop_back(); },
      [](Plan& plan) { plan.images[1].verdict = Verdict::remove; },
      [](Plan& plan) { std::swap(plan.images[0], plan.images[1]); },
      [](Plan& plan) { ++plan.summary.size_gb; },
  };
  for (const auto& change : changes) {
    Plan plan = sample_plan();
    change(plan);
    EXPECT_NE(digest_of(plan), plan.digest);
  }
  Plan plan = sample_plan();
  plan.digest.clear();
  EXPECT_EQ(digest_of(plan), sample_plan().digest);
}

TEST(PlanDocument, AnyLayoutIsRead) {
  const std::string text = write_plan(sample_plan());
  std::string spread;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"' && (i == 0 || text[i - 1] != '\\')) in_text = !in_text;
    spread += text[i];
    if (!in_text && (text[i] == ',' || text[i] == ':' || text[i] == '{')) spread += "\r\n\t ";
  }
  EXPECT_EQ(write_plan(read(spread)), text);
  EXPECT_EQ(write_plan(read(replaced(text, "镜像 😀", "\\u955c\\u50CF \\ud83d\\ude00"))), text);
  EXPECT_EQ(write_plan(read("\n" + text + "\n")), text);
  const std::string summary = text.substr(text.find("\"summary\""), text.size() - 1 - text.find("\"summary\""));
  EXPECT_EQ(write_plan(read(replaced(replaced(text, "," + summary, ""), "{", "{" + summary + ","))), text);
}

TEST(PlanDocument, NoByteOfItCanBeChanged) {
  const std::string text = write_plan(sample_plan());
  int refused = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string other = text;
    other[i] = text[i] == '1' ? '2' : text[i] == 'a' ? 'b' : text[i] > '0' && text[i] <= '9' ? '1' : 'a';
    const auto plan = cvm::read_plan(other);
    ASSERT_FALSE(plan) << i << ": " << other.substr(i > 20 ? i - 20 : 0, 40);
    if (plan.error().code != cvm::ErrorCode::refused) {
      EXPECT_EQ(plan.error().code, cvm::ErrorCode::invalid_parameter);
      continue;
    }
    EXPECT_EQ(plan.error().where, "digest");
    ++refused;
  }
  EXPECT_GT(refused, 2'000);  // the rest is not JSON any more
}

TEST(PlanDocument, WhatIsAddedOrLeftOutIsAChange) {
  const std::string text = write_plan(sample_plan());
  const Refusal added = refusal(replaced(text, "{", R"({"note":"harmless",)"));
  EXPECT_EQ(added.code, cvm::ErrorCode::refused);
  EXPECT_EQ(added.where, "digest");
  EXPECT_NE(added.message.find("the plan was changed after it was made: its digest is "), std::string::npos);
  EXPECT_NE(added.message.find("and it says \"" + sample_plan().digest + "\"; make a new one"), std::string::npos);
  EXPECT_EQ(refusal(replaced(text, R"(,"server_dry_run":false)", "")).code, cvm::ErrorCode::refused);
  EXPECT_EQ(refusal(replaced(text, R"("reasons":[{"code":"referenced")", R"("reasons":[{"code":"protected")")).code,
            cvm::ErrorCode::refused);
  EXPECT_EQ(refusal(replaced(text, sample_plan().digest, "")).code, cvm::ErrorCode::refused);
  std::string capitals = sample_plan().digest;
  for (char& c : capitals) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(refusal(replaced(text, sample_plan().digest, capitals)).code, cvm::ErrorCode::refused);
}

TEST(PlanDocument, TextThatIsNoPlanIsRefused) {
  EXPECT_EQ(refusal(""), parameter("", "the text is not a plan: it is JSON that is cut off"));
  EXPECT_EQ(refusal("[]"), parameter("", "the text is not a plan: it is a list, not an object"));
  EXPECT_EQ(refusal("{}"), parameter("schema", R"(schema is missing, not "cvm-images.plan/1")"));
  EXPECT_EQ(refusal(R"({"schema":1})"), parameter("schema", R"(schema is a number, not "cvm-images.plan/1")"));
  EXPECT_EQ(refusal(R"({"schema":"cvm-images.plan/2"})"),
            parameter("schema", R"(schema is "cvm-images.plan/2", not "cvm-images.plan/1")"));
  EXPECT_EQ(refusal(R"({"schema":"cvm-images.plan/1"})"),
            (Refusal{cvm::ErrorCode::refused, "digest", "the plan has lost its digest: make a new one"}));
  EXPECT_EQ(refusal(R"({"schema":"cvm-images.plan/1","digest":null})"),
            parameter("digest", "digest is null, not a text"));
  EXPECT_EQ(refusal(R"({"schema":"cvm-images.plan/1","digest":"","x":[1.5]})"),
            parameter("x", "x[0] is \"1.5\", not a whole number within 2^53 - 1"));
  const std::string text = write_plan(sample_plan());
  for (std::size_t size = 0; size < text.size(); size += 7) {
    const ExactCopy cut(std::string_view(text).substr(0, size));
    EXPECT_FALSE(cvm::read_plan(cut.view())) << size;
  }
  std::string deep = R"({"schema":"cvm-images.plan/1","digest":)";
  for (int i = 0; i < 100'000; ++i) deep += R"({"a":[)";
  EXPECT_EQ(refusal(deep), parameter("", "the text is not a plan: it is nested deeper than 64"));
}

TEST(PlanDocument, MembersThatAreNotKnownAreRefusedEvenWithAFittingDigest) {
  EXPECT_EQ(changed("{", R"({"note":1,)"), parameter("note", R"(there is no member "note")"));
  EXPECT_EQ(changed(R"("region":"ap-guangzhou","status")", R"("region":"ap-guangzhou","zone":1,"status")"),
            parameter("regions[0].zone", R"(regions[0] has no member "zone")"));
  EXPECT_EQ(changed(R"({"key":"env")", R"({"colour":"red","key":"env")"),
            parameter("images[0].tags[0].colour", R"(images[0].tags[0] has no member "colour")"));
  EXPECT_EQ(changed(R"("selection":{)", R"("selection":{"names":[],)"),
            parameter("selection.names", R"(selection has no member "names")"));
  EXPECT_EQ(changed(R"("guards":{)", R"("guards":{"max":1,)"),
            parameter("guards.max", R"(guards has no member "max")"));
  EXPECT_EQ(changed(R"("summary":{)", R"("summary":{"all":4,)"),
            parameter("summary.all", R"(summary has no member "all")"));
}

TEST(PlanDocument, MembersThatAreMissingAreRefused) {
  EXPECT_EQ(changed(R"("endpoint":"https://cvm.tencentcloudapi.com/",)", ""),
            parameter("endpoint", "endpoint is missing"));
  EXPECT_EQ(changed(R"("appliable":false,)", ""), parameter("appliable", "appliable is missing"));
  EXPECT_EQ(changed(R"(,"quota":10)", ""), parameter("regions[0].quota", "regions[0].quota is missing"));
  EXPECT_EQ(changed(R"("shared_with":[],)", ""),
            parameter("images[0].shared_with", "images[0].shared_with is missing"));
  EXPECT_EQ(changed(R"("created":"2026-03-02T04:05:06Z",)", ""),
            parameter("images[0].created", "images[0].created is missing"));
  EXPECT_EQ(changed(R"("name":["web-*"],"tag":["env=dev"],"min_age":"30d","keep_newest":3,"per":"name-prefix")", ""),
            parameter("selection", "the selection is empty: name images, give a rule, or say that all are meant"));
}

TEST(PlanDocument, WrongTypesAreNamed) {
  EXPECT_EQ(changed(R"("appliable":false)", R"("appliable":"no")"),
            parameter("appliable", "appliable is a text, not a boolean"));
  EXPECT_EQ(changed(R"("appliable":false)", R"("appliable":null)"),
            parameter("appliable", "appliable is null, not a boolean"));
  EXPECT_EQ(changed(R"("endpoint":"https://cvm.tencentcloudapi.com/")", R"("endpoint":7)"),
            parameter("endpoint", "endpoint is a number, not a text"));
  EXPECT_EQ(changed(R"("account":{"id":"100000000001","source":"caller-identity"})", R"("account":[])"),
            parameter("account", "account is a list, not an object"));
  EXPECT_EQ(changed(R"("used":4)", R"("used":"4")"),
            parameter("regions[0].used", "regions[0].used is a text, not a 64-bit integer"));
  EXPECT_EQ(changed(R"("size_gb":50,"family")", R"("size_gb":true,"family")"),
            parameter("images[0].size_gb", "images[0].size_gb is a boolean, not a 64-bit integer"));
  EXPECT_EQ(changed(R"("tags":[)", R"("tags":[7,)"),
            parameter("images[0].tags", "images[0].tags[0] is a number, not an object"));
  EXPECT_EQ(changed(R"("shared_with":[])", R"("shared_with":[null])"),
            parameter("images[0].shared_with", "images[0].shared_with[0] is null, not a text"));
  EXPECT_EQ(changed(R"("shared_with":[])", R"("shared_with":null)"),
            parameter("images[0].shared_with", "images[0].shared_with is null, not a list"));
  EXPECT_EQ(changed(R"({"rule":"name")", R"({"rule":1)"),
            parameter("images[0].reasons[0].args.rule", "images[0].reasons[0].args.rule is a number, not a text"));
  EXPECT_EQ(changed(R"("regions":[)", R"("regions":[[],)"),
            parameter("regions", "regions[0] is a list, not an object"));
  EXPECT_EQ(
      changed(R"("retryable":true)", R"("retryable":1)"),
      parameter(
          "regions[0].not_checked[0].error",
          "regions[0].not_checked[0].error is not an error: a member is missing, not known or of the wrong type"));
  EXPECT_EQ(changed(R"("code":"service")", R"("code":"unheard")").where, "regions[0].not_checked[0].error");
  EXPECT_EQ(changed(R"("error":null)", R"("error":{})").where, "regions[0].error");
}

TEST(PlanDocument, WordsOutsideTheirListsAreRefused) {
  EXPECT_EQ(changed(R"("verdict":"keep")", R"("verdict":"retain")"),
            parameter("images[1].verdict",
                      R"(images[1].verdict is "retain", which is none of: block, unknown, keep, delete)"));
  EXPECT_EQ(changed(R"("status":"scanned")", R"("status":"half")"),
            parameter("regions[0].status", R"(regions[0].status is "half", which is none of: not-scanned, scanned)"));
  EXPECT_EQ(changed("caller-identity", "rumour"),
            parameter("account.source", R"(account.source is "rumour", which is none of: caller-identity, secret-id)"));
  EXPECT_EQ(changed(R"("type":"instance","id")", R"("type":"cluster","id")").where, "images[1].references[0].type");
  EXPECT_EQ(changed(R"("code":"max-delete")", R"("code":"max-cost")"),
            parameter("refused_by[0].code",
                      R"(refused_by[0].code is "max-cost", which is none of: max-delete, max-percent)"));
  EXPECT_EQ(changed(R"("code":"unreferenced")", R"("code":"requested")").where, "images[0].reasons[2].code");
  EXPECT_EQ(changed(R"("code":"unreferenced")", R"("code":"already-gone")").where, "images[0].reasons[2].code");
  EXPECT_EQ(changed(R"("check":"instances")", R"("check":"clusters")").where, "regions[0].checked[1].check");
  EXPECT_EQ(changed(R"("check":"tke")", R"("check":"")").where, "regions[0].not_checked[1].check");
}

TEST(PlanDocument, InstantsAreExact) {
  for (const char* odd : {"", "2026-11-25T10:00:00+00:00", "2026-11-25T10:00:00.5Z", "2026-11-25",
                          "2026-13-01T00:00:00Z", "2026-11-25T10:00:00z"})
    EXPECT_EQ(
        changed(cvm::rfc3339(1'795'600'800), odd),
        parameter("expires", "expires is \"" + std::string(odd) + "\", not an instant such as 2026-11-24T10:00:00Z"));
  EXPECT_EQ(cvm::rfc3339(0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(cvm::rfc3339(1'795'514'400), "2026-11-24T10:00:00Z");
  EXPECT_EQ(cvm::rfc3339(951'782'399), "2000-02-28T23:59:59Z");
  EXPECT_EQ(cvm::rfc3339(951'782'400), "2000-02-29T00:00:00Z");
  EXPECT_EQ(cvm::rfc3339(-1), "1969-12-31T23:59:59Z");
  EXPECT_EQ(cvm::rfc3339(INT64_MAX), "9999-12-31T23:59:59Z");
  EXPECT_EQ(cvm::rfc3339(INT64_MIN), "0000-01-01T00:00:00Z");
}

TEST(PlanDocument, IdsRegionsSelectionAndGuardsAreChecked) {
  EXPECT_EQ(changed("img-34vaef8fe", "IMG-1"),
            parameter("images[0].id", "images[0].id is \"IMG-1\", not an image id: write it in lower case: img-1"));
  EXPECT_EQ(changed("img-34vaef8fe", "img-00000002"), parameter("images", "images[1] is img-00000002 again"));
  EXPECT_EQ(changed("ap-shanghai-fsi", "AP").where, "regions[1].region");
  EXPECT_EQ(changed("ap-shanghai-fsi", "ap-guangzhou"), parameter("regions", "regions[1] is ap-guangzhou again"));
  EXPECT_EQ(changed(R"("region":"ap-guangzhou","id")", R"("region":"ap-beijing","id")"),
            parameter("images", "images[0] is in ap-beijing, which is not among regions"));
  EXPECT_EQ(changed(R"("region":"ap-guangzhou","id")", R"("region":"ap-shanghai-fsi","id")"),
            parameter("images", "images[0] is to be deleted in ap-shanghai-fsi, which was not scanned"));
  EXPECT_EQ(changed(R"("keep_newest":3,"per")", R"("keep_newest":0,"per")"),
            parameter("selection.keep_newest", "selection.keep_newest is 0; it is at least 1"));
  EXPECT_EQ(changed(R"("name":["web-*"])", R"("name":["web-["])").where, "selection.name");
  EXPECT_EQ(changed(R"("keep_newest":3,"per")", R"("keep_newest":"3","per")"),
            parameter("selection.keep_newest", "selection.keep_newest is a text, not a 64-bit integer"));
  EXPECT_EQ(changed(R"("max_percent":50)", R"("max_percent":101)"),
            parameter("guards.max_percent", "guards.max_percent is 101; it is at most 100"));
  EXPECT_EQ(changed(R"("refs":["instances")", R"("refs":["cluster")").where, "guards.refs");
}

TEST(PlanDocument, SummaryAndVerdictsAgree) {
  EXPECT_EQ(changed(R"("summary":{"delete":1)", R"("summary":{"delete":0)"),
            parameter("summary.delete", "summary.delete is 0, and 1 images have that verdict"));
  EXPECT_EQ(changed(R"("keep":1,)", R"("keep":2,)"),
            parameter("summary.keep", "summary.keep is 2, and 1 images have that verdict"));
  EXPECT_EQ(changed(R"("verdict":"keep")", R"("verdict":"delete")"),
            parameter("summary.keep", "summary.keep is 1, and 0 images have that verdict"));
  EXPECT_EQ(changed(R"("appliable":false)", R"("appliable":true)"),
            parameter("appliable", "appliable is true, although a guard refused the plan"));
}

TEST(PlanDocument, WhatTheServiceSaysCannotSpoilIt) {
  Plan plan = sample_plan();
  plan.images[0].size_gb = INT64_MAX;
  plan.summary.size_gb = INT64_MIN;
  plan.images[0].name = "broken \xff\xc3 name\xf0\x9f\x98";
  plan.regions[1].error->message = "\xe9t\xe9";
  const Plan back = read(write_plan(plan));
  EXPECT_EQ(back.images[0].size_gb, 9'007'199'254'740'991);
  EXPECT_EQ(back.summary.size_gb, -9'007'199'254'740'991);
  EXPECT_EQ(back.images[0].name, "broken \ufffd\ufffd name\ufffd\ufffd\ufffd");
  EXPECT_EQ(back.regions[1].error->message, "\ufffdt\ufffd");
  EXPECT_EQ(digest_of(back), digest_of(plan));
  EXPECT_EQ(back.digest, digest_of(plan));
}

TEST(PlanDocument, APlanTooLargeToBeReadHasADigest) {
  Plan plan;
  plan.selection.all = true;
  cvm::PlannedImage image;
  image.shared_with.assign(1'000'000, "1");
  plan.images.push_back(image);
  EXPECT_EQ(digest_of(plan).size(), 64U);
  const Refusal refused = refusal(write_plan(plan));
  EXPECT_NE(refused.message.find("has more than 1,000,000 values"), std::string::npos) << refused.message;
}

TEST(Verdicts, AreSpeltInOneWay) {
  for (const Verdict verdict : {Verdict::block, Verdict::unknown, Verdict::keep, Verdict::remove})
    EXPECT_EQ(cvm::parse_verdict(to_string(verdict)), verdict);
  EXPECT_EQ(to_string(Verdict::remove), "delete");
  EXPECT_EQ(to_string(Verdict::block), "block");
  EXPECT_EQ(to_string(Verdict::keep), "keep");
  EXPECT_EQ(to_string(Verdict::unknown), "unknown");
  EXPECT_EQ(to_string(static_cast<Verdict>(9)), "unknown");
  for (const char* text : {"", "remove", "Delete", "delete "})
    EXPECT_EQ(cvm::parse_verdict(text), std::nullopt) << text;
}

}  // namespace
