#include "cvm/credentials.hpp"

#include <thread>

#include "support/credential_world.hpp"

namespace cvm::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// ----- fixed and environment

TEST_F(CredentialsTest, FixedIsAlwaysTheSame) {
  const auto provider = credentials::fixed({.secret_id = "AKIDfixed", .secret_key = Secret("key")});
  EXPECT_EQ(outcome(provider), "AKIDfixed key ");
  EXPECT_EQ(*provider->get(), *provider->get());
  EXPECT_EQ(outcome(credentials::fixed({.secret_id = "AKIDfixed"})), "invalid-credential");
  EXPECT_EQ(outcome(credentials::fixed({.secret_id = "AKIDfixed", .secret_key = Secret(" MARKER")})),
            "invalid-credential");
}

TEST_F(CredentialsTest, EnvironmentHasTheTokenUnderFourNames) {
  environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}, {"TENCENTCLOUD_SECRET_KEY", "key"}};
  EXPECT_EQ(outcome(credentials::from_environment(sources())), "AKIDenv key ");
  for (const char* name : {"TENCENTCLOUD_SESSIONTOKEN", "TENCENTCLOUD_SECURITY_TOKEN", "TENCENTCLOUD_SESSION_TOKEN",
                           "TENCENTCLOUD_TOKEN"}) {
    environment_[name] = name;  // each goes before those set already
    EXPECT_EQ(outcome(credentials::from_environment(sources())), std::string("AKIDenv key ") + name);
  }
  environment_["TENCENTCLOUD_TOKEN"] = "";
  EXPECT_EQ(outcome(credentials::from_environment(sources())), "AKIDenv key TENCENTCLOUD_SESSION_TOKEN");
}

TEST_F(CredentialsTest, EnvironmentNamesWhatIsWrong) {
  EXPECT_EQ(outcome(credentials::from_environment(sources())), "no-credential");
  environment_ = {{"TENCENTCLOUD_SECRET_ID", ""}, {"TENCENTCLOUD_SECRET_KEY", ""}};
  EXPECT_EQ(outcome(credentials::from_environment(sources())), "no-credential");
  environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}};
  EXPECT_EQ(error_of(credentials::from_environment(sources())).where, "TENCENTCLOUD_SECRET_KEY");
  EXPECT_EQ(outcome(credentials::from_environment(sources())), "credential-unavailable");
  environment_ = {{"TENCENTCLOUD_SECRET_KEY", "MARKER"}};
  EXPECT_EQ(error_of(credentials::from_environment(sources())).where, "TENCENTCLOUD_SECRET_ID");
  for (const char* padded : {" MARKER", "MARKER\n", "MARKER "}) {
    environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}, {"TENCENTCLOUD_SECRET_KEY", padded}};
    EXPECT_EQ(outcome(credentials::from_environment(sources())), "invalid-credential");
    EXPECT_EQ(error_of(credentials::from_environment(sources())).where, "TENCENTCLOUD_SECRET_KEY");
    environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"},
                    {"TENCENTCLOUD_SECRET_KEY", "key"},
                    {"TENCENTCLOUD_SECURITY_TOKEN", padded}};
    EXPECT_EQ(error_of(credentials::from_environment(sources())).where, "TENCENTCLOUD_SECURITY_TOKEN");
  }
}

TEST_F(CredentialsTest, TheProcessItselfIsTheDefault) {
  setenv("TENCENTCLOUD_SECRET_ID", "AKIDprocess", 1);
  setenv("TENCENTCLOUD_SECRET_KEY", "key", 1);
  for (const char* name : {"TENCENTCLOUD_TOKEN", "TENCENTCLOUD_SESSION_TOKEN", "TENCENTCLOUD_SECURITY_TOKEN",
                           "TENCENTCLOUD_SESSIONTOKEN"}) {
    unsetenv(name);
  }
  EXPECT_EQ(outcome(credentials::from_environment()), "AKIDprocess key ");
  unsetenv("TENCENTCLOUD_SECRET_ID");
  unsetenv("TENCENTCLOUD_SECRET_KEY");
  write(".tencentcloud/credentials", "[default]\nsecret_id=AKIDhome\nsecret_key=key\n");
  environment_["HOME"] = home_.string();
  CredentialSources without_home = sources();
  without_home.home.clear();
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", without_home)), "AKIDhome key ");
}

// ----- the CVM role

TEST_F(CredentialsTest, RoleIsAskedInTwoSteps) {
  answer_role("AKIDrole", 1'700'003'600);
  const auto provider = credentials::from_cvm_role(sources());
  EXPECT_EQ(outcome(provider), "AKIDrole MARKER-key MARKER-token");
  const std::string base = "http://metadata.tencentyun.com/latest/meta-data/cam/security-credentials/";
  EXPECT_THAT(transport_->urls, testing::ElementsAre(base, base + "cvm-role"));
  for (const TransferOptions& options : transport_->options) {
    EXPECT_EQ(options.timeout, std::chrono::seconds(1));
    EXPECT_FALSE(options.at_most_once);
    EXPECT_LE(options.max_answer_bytes, 1'000'000U);
  }
}

TEST_F(CredentialsTest, RoleIsFetchedAnewBeforeItExpires) {
  answer_role("AKIDone", 1'700'003'600);
  const auto provider = credentials::from_cvm_role(sources());
  const auto first = *provider->get();
  clock_ = 1'700'003'299;
  EXPECT_EQ(*provider->get(), first);
  EXPECT_EQ(transport_->urls.size(), 2U);

  clock_ = 1'700'003'300;  // the refresh fails: the old one still holds
  EXPECT_EQ(*provider->get(), first);
  EXPECT_EQ(transport_->urls.size(), 3U);
  clock_ = 1'700'003'309;  // too early to ask again
  EXPECT_EQ(*provider->get(), first);
  EXPECT_EQ(transport_->urls.size(), 3U);
  clock_ = 1'700'003'310;
  answer_role("AKIDtwo", 1'700'007'200);
  EXPECT_EQ(outcome(provider), "AKIDtwo MARKER-key MARKER-token");

  clock_ = 1'700'007'200;  // expired, and the service is away
  EXPECT_EQ(outcome(provider), "credential-unavailable");
}

TEST_F(CredentialsTest, TheSameAnswerIsTheSamePointer) {
  answer_role("AKIDone", 1'700'003'600);
  const auto provider = credentials::from_cvm_role(sources());
  const auto first = *provider->get();
  clock_ = 1'700'003'400;
  answer_role("AKIDone", 1'700'003'600);
  EXPECT_EQ(*provider->get(), first);
  EXPECT_EQ(transport_->urls.size(), 4U);
}

TEST_F(CredentialsTest, NoRoleIsNoCredential) {
  CredentialSources cut_off = sources();
  cut_off.transport = nullptr;
  EXPECT_EQ(outcome(credentials::from_cvm_role(cut_off)), "no-credential");
  const std::vector<Input> ends{NotSent{1, TransportFault::resolve}, NotSent{1, TransportFault::timeout},
                                Lost{1, TransportFault::timeout}, Answered{1, HttpResponse{.status = 404}}};
  for (const Input& end : ends) {
    transport_->ends = {end};
    EXPECT_EQ(outcome(credentials::from_cvm_role(sources())), "no-credential");
  }
}

TEST_F(CredentialsTest, ABadAnswerForTheRoleIsUnavailable) {
  const auto refuse = [&](const std::string& why) {
    EXPECT_EQ(outcome(credentials::from_cvm_role(sources())), "credential-unavailable") << why;
    transport_->ends.clear();
  };
  answer("", 500);
  refuse("status");
  transport_->ends = {Lost{1, TransportFault::cut}};
  refuse("cut");
  answer("<html>MARKER</html>");
  refuse("no role name");
  answer("");
  refuse("empty role name");
  answer("role");
  answer("MARKER");
  refuse("not JSON");
  answer_role("AKIDa", 1'700'003'600, "MARKER");
  refuse("code");
  answer_role("AKIDa", 1'699'999'999);
  refuse("expired");
  answer_role("AKIDa", 0);
  refuse("no end");
  answer_role("", 1'700'003'600);
  refuse("no id");
  answer("role");
  answer(R"({"TmpSecretId":"AKIDa","TmpSecretKey":"MARKER","ExpiredTime":1700003600,"Code":"Success"})");
  refuse("no token");
}

// ----- the order

TEST_F(CredentialsTest, StandardTakesTheFirstThatHasOne) {
  EXPECT_EQ(outcome(credentials::standard({}, sources())), "no-credential");
  answer_role("AKIDrole", 1'700'003'600);
  EXPECT_EQ(outcome(credentials::standard({}, sources())), "AKIDrole MARKER-key MARKER-token");
  write(".tccli/default.credential", R"({"secretId":"AKIDtccli","secretKey":"key"})");
  EXPECT_EQ(outcome(credentials::standard({}, sources())), "AKIDtccli key ");
  write(".tencentcloud/credentials", "[default]\nsecret_id=AKIDini\nsecret_key=key\n");
  EXPECT_EQ(outcome(credentials::standard({}, sources())), "AKIDini key ");
  environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}, {"TENCENTCLOUD_SECRET_KEY", "key"}};
  EXPECT_EQ(outcome(credentials::standard({}, sources())), "AKIDenv key ");
}

TEST_F(CredentialsTest, AProfileIsLookedForInFilesOnly) {
  environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}, {"TENCENTCLOUD_SECRET_KEY", "key"}};
  answer_role("AKIDrole", 1'700'003'600);
  EXPECT_EQ(outcome(credentials::standard("prod", sources())), "no-credential");
  EXPECT_TRUE(transport_->urls.empty());
  write(".tccli/prod.credential", R"({"secretId":"AKIDtccli","secretKey":"key"})");
  EXPECT_EQ(outcome(credentials::standard("prod", sources())), "AKIDtccli key ");
  write(".tencentcloud/credentials", "[prod]\nsecret_id=AKIDini\nsecret_key=key\n");
  EXPECT_EQ(outcome(credentials::standard("prod", sources())), "AKIDini key ");
}

TEST_F(CredentialsTest, ABrokenSourceIsNotPassedOver) {
  environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}};
  write(".tencentcloud/credentials", "[default]\nsecret_id=AKIDini\nsecret_key=key\n");
  const auto provider = credentials::standard({}, sources());
  EXPECT_EQ(outcome(provider), "credential-unavailable");
  environment_["TENCENTCLOUD_SECRET_KEY"] = "key";
  EXPECT_EQ(outcome(provider), "AKIDenv key ") << "it stays the chosen one, and is asked again";
}

TEST_F(CredentialsTest, TheChosenOneIsKept) {
  write(".tccli/default.credential", R"({"secretId":"AKIDtccli","secretKey":"key"})");
  const auto provider = credentials::standard({}, sources());
  EXPECT_THAT(provider->describe(), HasSubstr("environment"));
  EXPECT_EQ(outcome(provider), "AKIDtccli key ");
  EXPECT_EQ(provider->describe(), "~/.tccli/default.credential");
  environment_ = {{"TENCENTCLOUD_SECRET_ID", "AKIDenv"}, {"TENCENTCLOUD_SECRET_KEY", "key"}};
  EXPECT_EQ(outcome(provider), "AKIDtccli key ");
}

TEST_F(CredentialsTest, AnErrorOfTheChainNamesWhereItLooked) {
  const std::string message = error_of(credentials::standard({}, sources())).message;
  for (const char* place : {"environment", "~/.tencentcloud/credentials", "~/.tccli/default.credential", "CVM role"}) {
    EXPECT_THAT(message, HasSubstr(place));
  }
}

TEST_F(CredentialsTest, ManyThreadsGetTheSamePointer) {
  answer_role("AKIDrole", 1'700'003'600);
  const auto provider = credentials::standard({}, sources());
  std::vector<std::shared_ptr<const Credential>> got(8);
  std::vector<std::thread> threads;
  for (auto& place : got) threads.emplace_back([&provider, &place] { place = *provider->get(); });
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(got, testing::Each(got[0]));
  EXPECT_EQ(transport_->urls.size(), 2U);
}

// ----- regions

TEST_F(CredentialsTest, ProfileRegion) {
  EXPECT_EQ(profile_region("prod", sources()), std::nullopt);
  write(".tccli/prod.configure", R"({"_sys_param":{"region":"ap-shanghai","output":"json"},"cvm":{}})");
  EXPECT_EQ(profile_region("prod", sources()), "ap-shanghai");
  write(".tencentcloud/credentials", "[default]\nregion=ap-beijing\n[prod]\nsecret_id=x\nregion = ap-guangzhou\n");
  EXPECT_EQ(profile_region("prod", sources()), "ap-guangzhou");
  EXPECT_EQ(profile_region("", sources()), "ap-beijing");
  for (const char* odd : {"{}", R"({"_sys_param":[]})", R"({"_sys_param":{"region":1}})", "nonsense"}) {
    write(".tccli/other.configure", odd);
    EXPECT_EQ(profile_region("other", sources()), std::nullopt) << odd;
  }
  EXPECT_EQ(profile_region("../.tccli/prod", sources()), std::nullopt);
}

}  // namespace
}  // namespace cvm::test
