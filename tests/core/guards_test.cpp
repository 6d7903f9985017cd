// Guards: what is refused, and their JSON form.

#include <gtest/gtest.h>

#include <string>

#include "cvm/selection.hpp"
#include "exact_copy.hpp"
#include "request_support.hpp"

namespace {

using cvm::Guards;
using cvm_test::ExactCopy;
using cvm_test::parameter;
using cvm_test::Refusal;
using cvm_test::refusal;
using cvm_test::refusal_of;

Refusal refused_guards(std::string_view json) {
  const auto read = cvm::read_guards(ExactCopy(json).view());
  EXPECT_FALSE(read) << json;
  return read ? Refusal{} : refusal_of(read.error());
}

Guards guards(std::string_view json) {
  const auto read = cvm::read_guards(ExactCopy(json).view());
  EXPECT_TRUE(read) << json << ": " << (read ? "" : read.error().message);
  return read ? *read : Guards{};
}

TEST(Guards, HaveDefaults) {
  EXPECT_EQ(guards("{}"), Guards{});
  EXPECT_EQ(
      cvm::write_guards({}),
      R"({"max_delete":10,"max_percent":50,"protect_tags":[],"allow_referenced":[],"allow_protected":[],"refs":["instances","templates","scaling"],"unshare":false,"with_snapshots":false,"server_dry_run":false})");
  EXPECT_EQ(guards(cvm::write_guards({})), Guards{});
}

TEST(Guards, TheirJsonFormIsReadWhole) {
  Guards expected;
  expected.max_delete = 0;
  expected.max_percent = 100;
  expected.protect_tags = {{"env", "prod"}, {"gold", std::nullopt}};
  expected.allow_referenced = {"img-1"};
  expected.allow_protected = {"img-2", "img-3"};
  expected.refs = {true, true, true, true};
  expected.unshare = expected.with_snapshots = expected.server_dry_run = true;
  const std::string json =
      R"({"max_delete":0,"max_percent":100,"protect_tags":["env=prod","gold"],"allow_referenced":["img-1"],"allow_protected":["img-2","img-3"],"refs":["all"],"unshare":true,"with_snapshots":true,"server_dry_run":true})";
  EXPECT_EQ(guards(json), expected);
  EXPECT_EQ(cvm::write_guards(expected), json);
  expected.refs = {false, true, false, false};
  EXPECT_EQ(guards(cvm::write_guards(expected)), expected);
  expected.refs = {false, false, false, false};
  EXPECT_EQ(guards(cvm::write_guards(expected)), expected);
}

TEST(Guards, WhatIsWrongIsNamed) {
  EXPECT_EQ(refused_guards(R"({"max-delete":1})"), parameter("max-delete", R"(there is no member "max-delete")"));
  EXPECT_EQ(refused_guards(R"({"max_delete":"10"})"),
            parameter("max_delete", "max_delete is a text, not a 64-bit integer"));
  EXPECT_EQ(refused_guards(R"({"max_delete":-1})"), parameter("max_delete", "max_delete is -1; it is at least 0"));
  EXPECT_EQ(refused_guards(R"({"max_delete":9007199254740992})"),
            parameter("max_delete", "max_delete is 9007199254740992; it is at most 9007199254740991"));
  EXPECT_EQ(refused_guards(R"({"max_percent":101})"),
            parameter("max_percent", "max_percent is 101; it is at most 100"));
  EXPECT_EQ(refused_guards(R"({"max_percent":-1})"), parameter("max_percent", "max_percent is -1; it is at least 0"));
  EXPECT_EQ(refused_guards(R"({"max_percent":4294967346})"),
            parameter("max_percent", "max_percent is 4294967346, which is out of range"));
  EXPECT_EQ(refused_guards(R"({"protect_tags":[""]})"),
            parameter("protect_tags", R"(protect_tags[0] is "", not a tag: write "key" or "key=value")"));
  EXPECT_EQ(refused_guards(R"({"allow_referenced":["img-1","x"]})").where, "allow_referenced");
  EXPECT_EQ(refused_guards(R"({"allow_protected":[1]})"),
            parameter("allow_protected", "allow_protected[0] is a number, not a text"));
  EXPECT_EQ(refused_guards(R"({"refs":"all"})"), parameter("refs", "refs is a text, not a list"));
  EXPECT_EQ(
      refused_guards(R"({"refs":["instances","x"]})"),
      parameter("refs",
                R"(refs[1] is "x", not a check of references: write "instances", "templates", "scaling" or "all")"));
  EXPECT_EQ(refused_guards(R"({"refs":[true]})"), parameter("refs", "refs[0] is a boolean, not a text"));
  EXPECT_EQ(refused_guards(R"({"unshare":null})"),
            parameter("unshare", "unshare is null, not a boolean; leave out what is not set"));
  EXPECT_EQ(refused_guards("7"), parameter("", "the text is not guards: it is a number, not an object"));
  Guards odd;
  odd.refs = {true, false, true, true};
  EXPECT_EQ(refusal(cvm::validate(odd)),
            parameter("refs", R"(refs asks for every template version without every other check: that is "all")"));
}

}  // namespace
