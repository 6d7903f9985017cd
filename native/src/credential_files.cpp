#include <algorithm>
#include <utility>

#include "credential_json.hpp"
#include "credential_source.hpp"

namespace cvm {
namespace credentials {
namespace {

// ---------------------------------------------------------------------------------------------------------------------
// ~/.tencentcloud/credentials

const std::string ini_path = ".tencentcloud/credentials";

bool is_blank(char c) noexcept { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view text) noexcept {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// Go's and Node's readers take the quotes off, so files with them are about.
std::string_view unquoted(std::string_view text) noexcept {
  const bool quoted = text.size() >= 2 && text.front() == text.back() && (text.front() == '"' || text.front() == '\'');
  return quoted ? text.substr(1, text.size() - 2) : text;
}

struct Entry {
  std::string_view key;  ///< views into the file's text
  std::string_view value;
};

/// One section of an INI file. Only this section's faults are told: the others may belong to other tools.
class Section {
 public:
  /// Nothing when the file has no such section.
  static Result<std::optional<Section>> find(std::string_view text, std::string_view name);

  [[nodiscard]] std::string_view value(std::string_view key) const noexcept {
    const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == key; });
    return found == entries_.end() ? std::string_view() : found->value;
  }

 private:
  Result<void> add(std::string_view line, std::size_t line_number);
  std::vector<Entry> entries_;
};

std::string at_line(std::size_t line_number) {
  return "~/" + ini_path + ", line " + std::to_string(line_number) + ": ";
}

Result<void> Section::add(std::string_view line, std::size_t line_number) {
  const std::size_t equals = line.find('=');
  if (equals == std::string_view::npos) return unavailable("~/" + ini_path, at_line(line_number) + "no '=' in it");
  const Entry entry{trimmed(line.substr(0, equals)), unquoted(trimmed(line.substr(equals + 1)))};
  if (std::any_of(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.key == entry.key; })) {
    return unavailable("~/" + ini_path, at_line(line_number) + std::string(entry.key) + " is there a second time");
  }
  entries_.push_back(entry);
  return {};
}

Result<std::optional<Section>> Section::find(std::string_view text, std::string_view name) {
  std::optional<Section> section;
  bool inside = false;
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (std::size_t line_number = 1; !text.empty(); ++line_number) {
    const std::string_view line = trimmed(text.substr(0, text.find('\n')));
    text.remove_prefix(
        std::min(text.size(), text.find('\n') == std::string_view::npos ? text.size() : text.find('\n') + 1));
    if (line.empty() || line.front() == '#' || line.front() == ';') continue;
    if (line.front() == '[') {
      inside = line.back() == ']' && trimmed(line.substr(1, line.size() - 2)) == name;
      if (!inside) continue;
      if (section) return unavailable("~/" + ini_path, at_line(line_number) + "the section is there a second time");
      section.emplace();
    } else if (inside) {
      if (auto added = section->add(line, line_number); !added) return added.error();
    }
  }
  return section;
}

class IniProvider final : public CachingProvider {
 public:
  IniProvider(std::string profile, CredentialSources sources)
      : CachingProvider(std::move(sources)), profile_(std::move(profile)) {}
  [[nodiscard]] std::string describe() const override { return "profile " + profile_ + " in ~/" + ini_path; }

 private:
  Result<Credential> load() override {
    auto text = world().home_file(ini_path);
    if (!text) return text.error();
    if (!*text) return none("~/" + ini_path, "there is no file ~/" + ini_path);
    auto credential = read(**text);
    wipe(**text);
    return credential;
  }

  [[nodiscard]] Result<Credential> read(std::string_view text) const {
    auto section = Section::find(text, profile_);
    if (!section) return section.error();
    if (!*section) return none("~/" + ini_path, "~/" + ini_path + " has no section [" + profile_ + "]");
    RawCredential raw;
    raw.secret_id = (*section)->value("secret_id");
    raw.secret_key = (*section)->value("secret_key");
    raw.token = (*section)->value("token");
    if (raw.secret_id.empty() && raw.secret_key.empty()) {
      return none("~/" + ini_path, describe() + ": it has no secret_id and no secret_key");
    }
    // No key holds a blank; a comment behind a value would become a part of it.
    if (raw.secret_key.find_first_of(" \t") != std::string::npos && trimmed(raw.secret_key) == raw.secret_key) {
      return make_error(ErrorCode::invalid_credential, "secret_key",
                        describe() + ", secret_key: it has a blank in it; put a comment on a line of its own");
    }
    return checked(raw, {"secret_id", "secret_key", "token"}, describe());
  }

  const std::string profile_;
};

// ---------------------------------------------------------------------------------------------------------------------
// ~/.tccli

/// The name becomes a part of a file's name.
bool is_plain_name(std::string_view profile) noexcept {
  return !profile.empty() && profile.front() != '.' &&
         profile.find_first_of(std::string_view("/\\\0", 3)) == profile.npos;
}

std::string tccli_path(const std::string& profile, std::string_view extension) {
  return ".tccli/" + profile + "." + std::string(extension);
}

/// Unix seconds; 0 when the file says nothing or null. Nothing when it is no such number.
std::optional<std::int64_t> expiry(const boost::json::object& object) {
  const boost::json::value* member = object.if_contains("expiresAt");
  if (member == nullptr || member->is_null()) return 0;
  boost::json::error_code fault;
  const auto seconds = member->to_number<std::int64_t>(fault);
  if (fault || seconds < 0) return std::nullopt;
  return seconds;
}

class TccliProvider final : public CachingProvider {
 public:
  TccliProvider(std::string profile, CredentialSources sources)
      : CachingProvider(std::move(sources)), profile_(std::move(profile)), path_(tccli_path(profile_, "credential")) {}
  [[nodiscard]] std::string describe() const override { return "~/" + path_; }

 private:
  Result<Credential> load() override {
    if (!is_plain_name(profile_)) return unavailable("profile", "a profile of tccli has a name without slashes");
    auto text = world().home_file(path_);
    if (!text) return text.error();
    if (!*text) return none(describe(), "there is no file " + describe());
    auto credential = read(**text);
    wipe(**text);
    return credential;
  }

  [[nodiscard]] Result<Credential> read(std::string_view text) const {
    const SecretJson json(text);
    if (json.object() == nullptr) return unavailable(describe(), describe() + " is not a JSON object");
    for (const char* key : {"secretId", "secretKey", "token"}) {
      const auto* member = json.object()->if_contains(key);
      if (member != nullptr && !member->is_string() && !member->is_null()) {
        return unavailable(key, describe() + ": " + key + " is not a text");
      }
    }
    RawCredential raw;
    raw.secret_id = json.text("secretId").value_or("");
    raw.secret_key = json.text("secretKey").value_or("");
    raw.token = json.text("token").value_or("");
    const auto expires_at = expiry(*json.object());
    if (!expires_at) return unavailable("expiresAt", describe() + ": expiresAt is not a number of Unix seconds");
    raw.expires_at = *expires_at;
    if (raw.secret_id.empty() && raw.secret_key.empty()) return without_keys(json);
    return checked(raw, {"secretId", "secretKey", "token"}, describe());
  }

  /// A profile that names another source is not passed over silently: it would end with another account's key.
  [[nodiscard]] Error without_keys(const SecretJson& json) const {
    if (json.text("type").value_or("default") == "default") {
      return none(describe(), describe() + " has no secretId and no secretKey");
    }
    return unavailable("type", describe() + ": it holds no keys, and only tccli can fetch keys of this type");
  }

  const std::string profile_;
  const std::string path_;
};

}  // namespace

CredentialProviderPtr from_credentials_file(std::string profile, CredentialSources sources) {
  return std::make_shared<IniProvider>(std::move(profile), std::move(sources));
}

CredentialProviderPtr from_tccli(std::string profile, CredentialSources sources) {
  return std::make_shared<TccliProvider>(std::move(profile), std::move(sources));
}

namespace {

std::string ini_region(const World& world, const std::string& profile) {
  auto text = world.home_file(ini_path);
  if (!text || !*text) return {};
  auto section = Section::find(**text, profile);
  std::string region;
  if (section && *section) region = (*section)->value("region");
  wipe(**text);
  return region;
}

std::string tccli_region(const World& world, const std::string& profile) {
  if (!is_plain_name(profile)) return {};
  auto text = world.home_file(tccli_path(profile, "configure"));
  if (!text || !*text) return {};
  const SecretJson json(**text);
  const auto* parameters = json.object() != nullptr ? json.object()->if_contains("_sys_param") : nullptr;
  const auto* region =
      parameters != nullptr && parameters->is_object() ? parameters->get_object().if_contains("region") : nullptr;
  return region != nullptr && region->is_string() ? std::string(region->get_string()) : std::string();
}

}  // namespace
}  // namespace credentials

std::optional<std::string> profile_region(const std::string& profile, const CredentialSources& sources) {
  const credentials::World world(sources);
  const std::string name = profile.empty() ? "default" : profile;
  for (const auto& look : {credentials::ini_region, credentials::tccli_region}) {
    if (std::string region = look(world, name); !region.empty()) return region;
  }
  return std::nullopt;
}

}  // namespace cvm
