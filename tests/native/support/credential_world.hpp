#pragma once
/// \file
/// A world for credential providers: a home folder, an environment, a clock and a metadata service of their own.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <fstream>
#include <map>
#include <stdexcept>

#include "cvm/credentials.hpp"

namespace cvm::test {

/// The transport of a machine whose metadata service answers from a list, one end a transfer.
class ScriptedTransport final : public Transport {
 public:
  std::unique_ptr<Channel> open() override { return std::make_unique<Line>(*this); }

  std::deque<Input> ends;
  std::vector<std::string> urls;
  std::vector<TransferOptions> options;

 private:
  class Line final : public Channel {
   public:
    explicit Line(ScriptedTransport& transport) : transport_(transport) {}
    void start(RequestNumber, HttpRequest request, const TransferOptions& how) override {
      EXPECT_EQ(request.method, "GET");
      transport_.urls.push_back(request.url);
      transport_.options.push_back(how);
    }
    std::vector<Input> wait(std::chrono::milliseconds) override {
      if (transport_.ends.empty()) return {NotSent{1, TransportFault::resolve}};
      std::vector<Input> ended{std::move(transport_.ends.front())};
      transport_.ends.pop_front();
      return ended;
    }
    void wake() noexcept override {}

   private:
    ScriptedTransport& transport_;
  };
};

class CredentialsTest : public testing::Test {
 protected:
  CredentialsTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "cvm-images-XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    home_ = pattern;
  }
  ~CredentialsTest() override { std::filesystem::remove_all(home_); }

  void write(const std::string& path, const std::string& text) const {
    const std::filesystem::path file = home_ / path;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
  }
  void answer(const std::string& body, int status = 200) {
    transport_->ends.push_back(Answered{1, HttpResponse{.status = status, .body = body}});
  }
  void answer_role(const std::string& id, std::int64_t expires, const std::string& code = "Success") {
    answer("cvm-role\n");
    answer(R"({"TmpSecretId":")" + id + R"(","TmpSecretKey":"MARKER-key","Token":"MARKER-token","ExpiredTime":)" +
           std::to_string(expires) + R"(,"Expiration":"2023-11-14T22:13:20Z","Code":")" + code + R"("})");
  }

  [[nodiscard]] CredentialSources sources() const {
    return {.environment =
                [this](const std::string& name) {
                  const auto found = environment_.find(name);
                  return found == environment_.end() ? std::nullopt : std::optional(found->second);
                },
            .home = home_.string(),
            .unix_seconds = [this] { return clock_.load(); },
            .transport = transport_};
  }

  std::filesystem::path home_;
  std::map<std::string, std::string> environment_;
  std::atomic<std::int64_t> clock_{1'700'000'000};
  std::shared_ptr<ScriptedTransport> transport_ = std::make_shared<ScriptedTransport>();
};

/// "AKID… key token", or the error's code.
inline std::string outcome(const CredentialProviderPtr& provider) {
  const auto credential = provider->get();
  if (!credential) {
    EXPECT_THAT(describe(credential.error()), testing::Not(testing::HasSubstr("MARKER")));
    EXPECT_FALSE(credential.error().message.empty());
    EXPECT_FALSE(credential.error().where.empty());
    return std::string(to_string(credential.error().code));
  }
  return (*credential)->secret_id + " " + std::string((*credential)->secret_key.reveal()) + " " +
         std::string((*credential)->token.reveal());
}

inline Error error_of(const CredentialProviderPtr& provider) {
  const auto credential = provider->get();
  return credential ? make_error(ErrorCode::internal, "", "no error came") : credential.error();
}

}  // namespace cvm::test
