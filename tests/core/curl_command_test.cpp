#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "cvm/tc3.hpp"

namespace {

namespace fs = std::filesystem;
using cvm::HttpRequest;

TEST(CurlCommand, IsExact) {
  const HttpRequest request{.method = "POST",
                            .url = "https://cvm.tencentcloudapi.com/",
                            .headers = {{"host", "cvm.tencentcloudapi.com"}, {"x-empty", ""}},
                            .body = R"({"Name":"it's"})"};
  EXPECT_EQ(cvm::curl_command(request),
            "curl --globoff --request 'POST' --url 'https://cvm.tencentcloudapi.com/' "
            "--header 'host: cvm.tencentcloudapi.com' --header 'x-empty;' --data-raw '{\"Name\":\"it'\\''s\"}'");
}

TEST(CurlCommand, GetHasNoBodyAndAnEmptyPostHasOne) {
  EXPECT_EQ(cvm::curl_command({.method = "GET", .url = "https://h/?a=[1-3]&b={x}"}),
            "curl --globoff --request 'GET' --url 'https://h/?a=[1-3]&b={x}'");
  EXPECT_EQ(cvm::curl_command({.method = "POST", .url = "https://h/"}),
            "curl --globoff --request 'POST' --url 'https://h/' --data-raw ''");
}

/// Runs the command in sh with a stand-in for curl that writes its arguments and what it is sent on stdin.
class CurlInAShell : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "cvm-curl-XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    std::ofstream(folder_ / "curl") << "#!/bin/sh\nprintf '%s\\0' \"$@\" >\"$OUT/arguments\"\n"
                                       "for last; do :; done\nif [ \"$last\" = @- ]; then cat >\"$OUT/stdin\"; fi\n";
    fs::permissions(folder_ / "curl", fs::perms::owner_all);
  }
  void TearDown() override { fs::remove_all(folder_); }

  std::vector<std::string> run(const HttpRequest& request) {
    std::ofstream(folder_ / "command.sh", std::ios::binary) << cvm::curl_command(request) << '\n';
    const std::string line = "OUT='" + folder_.string() + "' PATH='" + folder_.string() + "':\"$PATH\" sh '" +
                             (folder_ / "command.sh").string() + "'";
    EXPECT_EQ(std::system(line.c_str()), 0);
    std::vector<std::string> arguments;
    std::string all = read("arguments");
    for (std::size_t at = 0; at < all.size();) {
      const std::size_t end = all.find('\0', at);
      arguments.push_back(all.substr(at, end - at));
      at = end + 1;
    }
    return arguments;
  }

  [[nodiscard]] std::string read(const char* name) const {
    std::ifstream file(folder_ / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }

 private:
  fs::path folder_{};
};

TEST_F(CurlInAShell, EveryArgumentArrivesAsItIs) {
  const std::string nasty = "'; echo $HOME `id` \"x\" \\ !! ~ * \n\t%s '' -n \xE6\x9C\xAA @file";
  const HttpRequest request{.method = "POST",
                            .url = "https://h/?a='$(id)'&b=\\",
                            .headers = {{"x-odd", "it's \"$PATH\" \\ `id`"}},
                            .body = "@" + nasty};
  EXPECT_EQ(run(request), (std::vector<std::string>{"--globoff", "--request", "POST", "--url", request.url, "--header",
                                                    "x-odd: " + request.headers[0].value, "--data-raw", request.body}));
}

TEST_F(CurlInAShell, BodyWithNulBytesGoesThroughAPipe) {
  for (const std::string& body : {std::string("\x00\x01\x02\xff\x00\xc3\x28\x0a\x0d", 9),
                                  std::string("-n%s\\n\\0'\0009%%\\", 14), std::string("\0", 1)}) {
    const HttpRequest request{.method = "POST", .url = "https://h/", .body = body};
    EXPECT_EQ(run(request), (std::vector<std::string>{"--globoff", "--request", "POST", "--url", "https://h/",
                                                      "--data-binary", "@-"}));
    EXPECT_EQ(read("stdin"), body);
  }
}

TEST_F(CurlInAShell, LargeBodyGoesThroughAPipe) {
  std::string body;
  while (body.size() < 1'000'000) body += "50 % of it's \\ text\n";
  run({.method = "POST", .url = "https://h/", .body = body});
  EXPECT_TRUE(read("stdin") == body);
}

}  // namespace
