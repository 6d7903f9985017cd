#include "atomic_file.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace cvm::cli {
namespace {

namespace fs = std::filesystem;

class AtomicFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "cvm-images-XXXXXX").string();
    ASSERT_NE(::mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { fs::remove_all(folder_); }
  std::string path(const char* name) const { return (folder_ / name).string(); }
  static std::string content(const std::string& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
  }
  std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()));
  }
  fs::path folder_{};
};

TEST_F(AtomicFileTest, ReplacesAsAWholeAndForTheOwnerOnly) {
  std::ofstream(path("r.json")) << "old, and longer than the new one";
  auto file = AtomicFile::open(path("r.json"));
  ASSERT_TRUE(file);
  EXPECT_EQ(content(path("r.json")), "old, and longer than the new one");
  file->write("ne");
  file->write("w");
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(content(path("r.json")), "new");
  struct stat status {};
  ASSERT_EQ(::stat(path("r.json").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  EXPECT_EQ(files(), 1U);
}

TEST_F(AtomicFileTest, LeavesNothingBehindWithoutCommit) {
  { ASSERT_TRUE(AtomicFile::open(path("r.json"))); }
  EXPECT_EQ(files(), 0U);
}

TEST_F(AtomicFileTest, RefusesWhatIsNoFileAndFoldersThatAreNotThere) {
  EXPECT_FALSE(AtomicFile::open(folder_.string()));
  EXPECT_FALSE(AtomicFile::open("/dev/null"));
  EXPECT_FALSE(AtomicFile::open(path("no/such/r.json")));
}

TEST_F(AtomicFileTest, FindsTheStateFolder) {
  const char* before = std::getenv("XDG_STATE_HOME");
  const std::string kept = before != nullptr ? before : "";
  ::setenv("XDG_STATE_HOME", folder_.c_str(), 1);
  auto file = open_in_state_folder("receipt.json");
  if (kept.empty()) {
    ::unsetenv("XDG_STATE_HOME");
  } else {
    ::setenv("XDG_STATE_HOME", kept.c_str(), 1);
  }
  ASSERT_TRUE(file);
  file->write("{}");
  ASSERT_TRUE(file->commit());
  EXPECT_EQ(file->path(), path("cvm-images/receipt.json"));
  EXPECT_EQ(content(file->path()), "{}");
}

}  // namespace
}  // namespace cvm::cli
