#include "journal_file.hpp"

#include <gmock/gmock.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace cvm::cli {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr const char* begin = R"({"schema":"cvm-images.journal/1","plan_digest":"d","started_ms":1})";
constexpr const char* finish = R"({"finished_ms":1795000000000})";

class JournalFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "cvm-images-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
    path_ = (folder_ / "plan.json.journal").string();
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string content() const {
    std::ifstream file(path_);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  void write(const std::string& text) const { std::ofstream(path_, std::ios::trunc) << text; }
  std::string why_refused(bool resume) const {
    const auto journal = JournalFile::open(path_, resume);
    if (journal) return "it was opened";
    EXPECT_EQ(journal.error().code, ErrorCode::refused);
    return journal.error().message;
  }
  fs::path folder_{};
  std::string path_{};
};

TEST_F(JournalFileTest, KeepsEachLineForTheOwnerOnly) {
  auto journal = JournalFile::open(path_, false);
  ASSERT_TRUE(journal) << describe(journal.error());
  EXPECT_EQ(journal->text(), "");
  ASSERT_TRUE(journal->append("one"));
  EXPECT_EQ(content(), "one\n");
  ASSERT_TRUE(journal->append("two\nthree\n"));
  EXPECT_EQ(content(), "one\ntwo\nthree\n");
  struct stat status {};
  ASSERT_EQ(::stat(path_.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(JournalFileTest, AnEmptyOneIsTakenAway) {
  { ASSERT_TRUE(JournalFile::open(path_, false)); }
  EXPECT_FALSE(fs::exists(path_));
  write("torn, and so nothing");
  {
    auto journal = JournalFile::open(path_, false);
    ASSERT_TRUE(journal) << describe(journal.error());
    EXPECT_EQ(journal->text(), "");
  }
  EXPECT_FALSE(fs::exists(path_));
}

TEST_F(JournalFileTest, IsResumedWithoutItsTornLine) {
  write(std::string(begin) + "\n{\"images\":[");
  {
    auto journal = JournalFile::open(path_, true);
    ASSERT_TRUE(journal) << describe(journal.error());
    EXPECT_EQ(journal->text(), std::string(begin) + "\n");
    ASSERT_TRUE(journal->append("next"));
  }
  EXPECT_EQ(content(), std::string(begin) + "\nnext\n");
}

TEST_F(JournalFileTest, ASecondRunIsRefusedWhileTheFirstHoldsIt) {
  auto first = JournalFile::open(path_, false);
  ASSERT_TRUE(first);
  EXPECT_THAT(why_refused(false), HasSubstr("another run of this plan is under way"));
  ASSERT_TRUE(first->append(begin));
  EXPECT_THAT(why_refused(true), HasSubstr("another run of this plan is under way"));
}

TEST_F(JournalFileTest, OneThatIsThereWantsResume) {
  write(std::string(begin) + "\n");
  EXPECT_THAT(why_refused(false), HasSubstr("Go on with --resume"));
  EXPECT_EQ(content(), std::string(begin) + "\n");
}

TEST_F(JournalFileTest, OneThatFinishedSaysWhenAndIsResumedForItsReceipt) {
  write(std::string(begin) + "\n" + finish + "\n");
  EXPECT_THAT(why_refused(false), HasSubstr("was applied already"));
  EXPECT_THAT(why_refused(false), HasSubstr("finished at 2026-11-18T11:06:40Z. --resume shows its receipt"));
  EXPECT_TRUE(JournalFile::open(path_, true));
}

TEST_F(JournalFileTest, ThereMustBeOneToResume) { EXPECT_THAT(why_refused(true), HasSubstr("there is no journal")); }

TEST_F(JournalFileTest, WhatCannotBeAJournalIsRefused) {
  for (const std::string& path : {folder_.string(), std::string("/dev/null"), (folder_ / "no/such").string()}) {
    const auto journal = JournalFile::open(path, false);
    ASSERT_FALSE(journal) << path;
    EXPECT_EQ(journal.error().code, ErrorCode::invalid_parameter) << path;
  }
}

/// A limit on the size of files stands for a full disk.
TEST_F(JournalFileTest, AFullDiskLeavesNothingOfTheLine) {
  auto journal = JournalFile::open(path_, false);
  ASSERT_TRUE(journal);
  ASSERT_TRUE(journal->append("whole"));
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit little{10, before.rlim_max};
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &little), 0);
  const auto kept = journal->append("longer than what is left");
  ASSERT_EQ(::setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  ASSERT_FALSE(kept);
  EXPECT_EQ(kept.error().where, path_);
  EXPECT_THAT(kept.error().message, HasSubstr("cannot write the journal"));
  EXPECT_EQ(content(), "whole\n");
  ASSERT_TRUE(journal->append("again"));
  EXPECT_EQ(content(), "whole\nagain\n");
}

TEST(Journal, FinishedAt) {
  EXPECT_EQ(finished_at(""), "");
  EXPECT_EQ(finished_at(std::string(begin) + "\n"), "");
  EXPECT_EQ(finished_at(std::string(begin) + "\n" + finish), "") << "torn";
  EXPECT_EQ(finished_at(std::string(begin) + "\n" + finish + "\n"), "2026-11-18T11:06:40Z");
  EXPECT_EQ(finished_at("not JSON\n"), "");
}

}  // namespace
}  // namespace cvm::cli
