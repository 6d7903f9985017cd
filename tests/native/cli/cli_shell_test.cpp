#include "shell.hpp"

#include <gtest/gtest.h>

#include "options.hpp"
#include "words/prompts.hpp"

namespace cvm::cli {
namespace {

TEST(Shell, QuotesWhatNeedsIt) {
  EXPECT_EQ(quoted_for_shell({"plan", "--name", "web-*", "-r", "ap-guangzhou"}),
            "cvm-images plan --name 'web-*' -r ap-guangzhou");
  EXPECT_EQ(quoted_for_shell({"it's", "", "a b"}), "cvm-images 'it'\\''s' '' 'a b'");
}

TEST(Shell, WhatLeadsToTheSameServiceIsSaidAgain) {
  EXPECT_TRUE(same_service({}).empty());
  CommonOptions options;
  options.endpoint.override = *parse_endpoint("http://127.0.0.1:8080");
  options.endpoint.site = Site::intl;
  options.profile = "prod";
  options.proxy = "http://proxy:1";
  options.ca_file = "ca.pem";
  options.rates = {{"DeleteImages", 5}};
  EXPECT_EQ(quoted_for_shell(same_service(options)),
            "cvm-images --endpoint http://127.0.0.1:8080 --site intl --profile prod --proxy http://proxy:1 --cacert "
            "ca.pem --rate DeleteImages=5");
}

TEST(Prompts, TheQuestionSaysAllThatHappens) {
  EXPECT_EQ(words::delete_question(Language::english, {.images = 1, .regions = "ap-guangzhou", .account = "1000…8888"}),
            "This deletes 1 image in ap-guangzhou, account 1000…8888.\nIt cannot be undone.");
  EXPECT_EQ(words::delete_question(Language::english, {.images = 3,
                                                       .regions = "ap-guangzhou, ap-singapore",
                                                       .account = "1000…8888",
                                                       .shared = 2,
                                                       .with_snapshots = true,
                                                       .resumed = true}),
            "This deletes 3 images in ap-guangzhou, ap-singapore, account 1000…8888. Their snapshots go as well. "
            "2 of them are shared: that is ended first.\n"
            "It goes on where the journal ends.\n"
            "It cannot be undone.");
  EXPECT_EQ(words::delete_question(Language::chinese, {.images = 3, .regions = "ap-guangzhou", .account = "1000…8888"}),
            "将删除 ap-guangzhou 的 3 个镜像（账号 1000…8888）。\n无法恢复。");
}

}  // namespace
}  // namespace cvm::cli
