#include <sys/stat.h>

#include "support/credential_world.hpp"

namespace cvm::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// ----- ~/.tencentcloud/credentials

TEST_F(CredentialsTest, IniFileWithSections) {
  write(".tencentcloud/credentials",
        "\xEF\xBB\xBF# a comment\r\n"
        "[default]\r\n"
        "secret_id = AKIDdefault\r\n"
        "secret_key=key=with=signs==\r\n"
        "; another\r\n"
        "\r\n"
        "[ prod ]\n"
        "secret_id\t=\t\"AKIDprod\"\n"
        "secret_key = 'key'\n"
        "token = token\n"
        "region = ap-guangzhou\n"
        "unknown = x");
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", sources())), "AKIDdefault key=with=signs== ");
  EXPECT_EQ(outcome(credentials::from_credentials_file("prod", sources())), "AKIDprod key token");
  EXPECT_EQ(outcome(credentials::from_credentials_file("other", sources())), "no-credential");
}

TEST_F(CredentialsTest, NoIniFileIsNoCredential) {
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", sources())), "no-credential");
  CredentialSources homeless = sources();
  homeless.home.clear();
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", homeless)), "no-credential");
  write(".tencentcloud/credentials", "[default]\nregion = ap-guangzhou\n");
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", sources())), "no-credential");
  write(".tencentcloud/credentials", "");
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", sources())), "no-credential");
}

struct FileFault {
  std::string text;
  std::string code;
  std::string says;
};

TEST_F(CredentialsTest, FileFaultsNameFileAndKey) {
  const std::vector<FileFault> faults{
      {"[default]\nsecret_id = AKIDa\n", "credential-unavailable", "secret_key"},
      {"[default]\nsecret_key = MARKER\n", "credential-unavailable", "secret_id"},
      {"[default]\nsecret_id = AKIDa\nsecret_key = MARKER\nMARKER\n", "credential-unavailable", "line 4"},
      {"[default]\nsecret_id = AKIDa\nsecret_id = MARKER\n", "credential-unavailable", "line 3: secret_id"},
      {"[default]\nsecret_id = AKIDa\n[default]\nsecret_key = MARKER\n", "credential-unavailable", "line 3"},
      {"[default]\nsecret_id = AKIDa\nsecret_key = \" MARKER\"\n", "invalid-credential", "secret_key"},
      {"[default]\nsecret_id = AKIDa\nsecret_key = MARKER # comment\n", "invalid-credential", "secret_key"},
      {"[default]\nsecret_id = AKID/MARKER\nsecret_key = MARKER\n", "invalid-credential", "secret_id"},
      {"[default]\nsecret_id = AKIDa\nsecret_key = k\ntoken = 'MARKER '\n", "invalid-credential", "token"},
      {std::string(70'000, '#'), "credential-unavailable", "64 KiB"},
  };
  for (const FileFault& fault : faults) {
    write(".tencentcloud/credentials", fault.text);
    const auto provider = credentials::from_credentials_file("default", sources());
    EXPECT_EQ(outcome(provider), fault.code) << fault.text;
    EXPECT_THAT(error_of(provider).message, HasSubstr(fault.says));
    EXPECT_THAT(error_of(provider).message, HasSubstr(".tencentcloud/credentials"));
    EXPECT_THAT(error_of(provider).message, Not(HasSubstr(home_.string())));
  }
}

TEST_F(CredentialsTest, FaultsOfOtherSectionsAreNobodysBusiness) {
  write(".tencentcloud/credentials", "stray\n[broken\nx\n[other]\n???\n[default]\nsecret_id=AKIDa\nsecret_key=key\n");
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", sources())), "AKIDa key ");
}

TEST_F(CredentialsTest, AFolderOrAnUnreadableFileIsUnavailable) {
  std::filesystem::create_directories(home_ / ".tencentcloud/credentials");
  EXPECT_EQ(outcome(credentials::from_credentials_file("default", sources())), "credential-unavailable");
  if (geteuid() == 0) return;  // root reads everything
  write(".tccli/default.credential", "{}");
  chmod((home_ / ".tccli/default.credential").c_str(), 0);
  EXPECT_EQ(outcome(credentials::from_tccli("default", sources())), "credential-unavailable");
}

// ----- ~/.tccli

TEST_F(CredentialsTest, TccliFile) {
  write(".tccli/prod.credential", R"({"secretId":"AKIDtccli","secretKey":"key","token":null,"x":[1]})");
  EXPECT_EQ(outcome(credentials::from_tccli("prod", sources())), "AKIDtccli key ");
  EXPECT_EQ(outcome(credentials::from_tccli("default", sources())), "no-credential");
  for (const char* none : {"{}", R"({"secretId":"","secretKey":""})", R"({"type":"default"})"}) {
    write(".tccli/default.credential", none);
    EXPECT_EQ(outcome(credentials::from_tccli("default", sources())), "no-credential") << none;
  }
}

TEST_F(CredentialsTest, TccliFaultsNameFileAndKey) {
  const std::vector<FileFault> faults{
      {R"({"secretId":"AKIDa","secretKey":"MARKER)", "credential-unavailable", "JSON"},
      {R"(["MARKER"])", "credential-unavailable", "JSON"},
      {"", "credential-unavailable", "JSON"},
      {std::string(30'000, '['), "credential-unavailable", "JSON"},
      {R"({"secretId":"AKIDa"})", "credential-unavailable", "secretKey"},
      {R"({"secretKey":"MARKER"})", "credential-unavailable", "secretId"},
      {R"({"secretId":"AKIDa","secretKey":["MARKER"]})", "credential-unavailable", "secretKey"},
      {R"({"secretId":"AKIDa","secretKey":"MARKER "})", "invalid-credential", "secretKey"},
      {R"({"secretId":"AKIDa","secretKey":"k","token":"\nMARKER"})", "invalid-credential", "token"},
      {R"({"secretId":"AKIDa","secretKey":"k","expiresAt":"MARKER"})", "credential-unavailable", "expiresAt"},
      {R"({"secretId":"AKIDa","secretKey":"k","expiresAt":-1})", "credential-unavailable", "expiresAt"},
      {R"({"type":"sso"})", "credential-unavailable", "type"},
  };
  for (const FileFault& fault : faults) {
    write(".tccli/default.credential", fault.text);
    const auto provider = credentials::from_tccli("default", sources());
    EXPECT_EQ(outcome(provider), fault.code) << fault.text;
    EXPECT_THAT(error_of(provider).message, HasSubstr(fault.says));
    EXPECT_THAT(error_of(provider).message, HasSubstr("~/.tccli/default.credential"));
  }
}

TEST_F(CredentialsTest, AProfileCannotLeaveTheFolder) {
  write("secret.credential", R"({"secretId":"AKIDa","secretKey":"key"})");
  const std::vector<std::string> profiles{"../secret", "", ".", "a/b", std::string("a\0b", 3)};
  for (const std::string& profile : profiles) {
    EXPECT_THAT(outcome(credentials::from_tccli(profile, sources())), Not(HasSubstr("AKID"))) << profile;
  }
}

TEST_F(CredentialsTest, TccliFileIsReadAgainBeforeItExpires) {
  const auto text = [](const std::string& id, std::int64_t expires) {
    return R"({"secretId":")" + id + R"(","secretKey":"key","expiresAt":)" + std::to_string(expires) + "}";
  };
  write(".tccli/default.credential", text("AKIDone", 1'700'001'000));
  const auto provider = credentials::from_tccli("default", sources());
  const auto first = *provider->get();
  write(".tccli/default.credential", text("AKIDtwo", 1'700'009'000));
  clock_ = 1'700'000'699;
  EXPECT_EQ(*provider->get(), first);
  clock_ = 1'700'000'700;
  EXPECT_EQ(outcome(provider), "AKIDtwo key ");
  clock_ = 1'700'009'000;
  EXPECT_EQ(outcome(provider), "credential-unavailable");
  EXPECT_THAT(error_of(provider).message, HasSubstr("expired"));
}

}  // namespace
}  // namespace cvm::test
