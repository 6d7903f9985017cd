#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "ascii.hpp"
#include "cvm/tc3.hpp"
#include "message.hpp"
#include "sha256.hpp"
#include "signing_input.hpp"
#include "tc3_stages.hpp"
#include "text_buffer.hpp"

namespace cvm {
namespace {

/// What one day and service have in common, the key among it.
struct DayKey {
  std::int64_t day;
  std::string service;
  std::string credential_scope;
  TextBuffer authorization_head;
  HmacSha256 hmac;
};

// A run talks to five services. A caller who makes up services must not make this grow.
constexpr std::size_t most_day_keys = 8;

DayKey derive_day_key(const Credential& credential, std::int64_t timestamp, std::string_view service) {
  const std::string date = tc3::utc_date(timestamp);
  const tc3::Key key = tc3::signing_key(tc3::service_key(tc3::date_key(credential.secret_key.reveal(), date), service));
  DayKey made{timestamp / tc3::seconds_per_day,
              std::string(service),
              tc3::credential_scope(date, service),
              {},
              HmacSha256(view(key.reveal()))};
  tc3::append_authorization_head(made.authorization_head, credential.secret_id, made.credential_scope);
  return made;
}

void erase_headers(Headers& headers, std::string_view name) {
  std::erase_if(headers, [name](const Header& header) { return ascii::equal_ignoring_case(header.name, name); });
}

}  // namespace

/// The credential, its keys, and the buffers of the signature at hand.
struct Signer::State {
  explicit State(Credential the_credential) : credential(std::move(the_credential)) { keys.reserve(most_day_keys); }

  /// Goes through all stages; the buffers below hold their texts afterwards.
  std::optional<Error> run(const HttpRequest& request, const SignOptions& options);
  DayKey& key_for(std::int64_t timestamp, std::string_view service);
  void write_canonical_request(const HttpRequest& request);
  void append_added(Headers& headers, bool with_timestamp);

  Credential credential;
  std::vector<DayKey> keys{};
  std::size_t next_to_go = 0;
  Sha256 payload_sha256{};
  RepeatedSha256 request_sha256{};

  SigningInput input{};
  TextBuffer canonical_request{};
  std::size_t names_at = 0;  ///< where the names of the signed headers are in it
  std::size_t names_size = 0;
  DigestHex hashed_canonical_request{};
  TextBuffer string_to_sign{};
  DigestHex signature{};
  TextBuffer authorization{};
  const DayKey* key = nullptr;  ///< the one that signed
};

DayKey& Signer::State::key_for(std::int64_t timestamp, std::string_view service) {
  const std::int64_t day = timestamp / tc3::seconds_per_day;
  DayKey* same_service = nullptr;
  for (DayKey& kept : keys) {
    if (kept.service != service) continue;
    if (kept.day == day) return kept;
    same_service = &kept;
  }
  if (same_service != nullptr) return *same_service = derive_day_key(credential, timestamp, service);
  if (keys.size() < most_day_keys) return keys.emplace_back(derive_day_key(credential, timestamp, service));
  DayKey& replaced = keys[next_to_go];
  next_to_go = (next_to_go + 1) % most_day_keys;
  return replaced = derive_day_key(credential, timestamp, service);
}

void Signer::State::write_canonical_request(const HttpRequest& request) {
  const std::string_view payload = input.payload_is_unsigned ? std::string_view("UNSIGNED-PAYLOAD") : request.body;
  canonical_request.clear();
  canonical_request.append(request.method).append("\n/\n").append(input.canonical_query).append("\n");
  tc3::append_canonical_headers(canonical_request, input.signed_headers);
  canonical_request.append("\n");
  names_at = canonical_request.size();
  tc3::append_signed_header_names(canonical_request, input.signed_headers);
  names_size = canonical_request.size() - names_at;
  canonical_request.append("\n").append(view(to_hex(payload_sha256.of(payload))));
}

std::optional<Error> Signer::State::run(const HttpRequest& request, const SignOptions& options) {
  if (auto error = read_signing_input(request, options, credential.token.reveal(), input)) return error;
  write_canonical_request(request);
  hashed_canonical_request = to_hex(request_sha256.of(canonical_request.view()));
  DayKey& day_key = key_for(input.timestamp, options.service);
  key = &day_key;
  string_to_sign.clear();
  tc3::append_string_to_sign(string_to_sign, input.timestamp_text.view(), day_key.credential_scope,
                             view(hashed_canonical_request));
  signature = to_hex(day_key.hmac.of(string_to_sign.view()));

  authorization.clear();
  authorization.append(day_key.authorization_head.view());
  tc3::append_authorization_tail(authorization, canonical_request.view().substr(names_at, names_size), view(signature));
  return std::nullopt;
}

void Signer::State::append_added(Headers& headers, bool with_timestamp) {
  headers.push_back({"authorization", std::string(authorization.view())});
  if (with_timestamp) headers.push_back({"x-tc-timestamp", std::string(input.timestamp_text.view())});
  if (!credential.token.empty()) headers.push_back({"x-tc-token", std::string(credential.token.reveal())});
}

Result<Signer> Signer::create(Credential credential) {
  if (auto checked = validate(credential); !checked) return checked.error();
  return Signer(std::make_unique<State>(std::move(credential)));
}

Signer::Signer(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
Signer::Signer(Signer&&) noexcept = default;
Signer& Signer::operator=(Signer&&) noexcept = default;
Signer::~Signer() = default;

namespace {

Error moved_from() {
  return error_saying(ErrorCode::misuse, "Signer", {"this Signer was moved from: use the one that it was moved to"});
}

}  // namespace

Result<HttpRequest> Signer::sign(HttpRequest request, const SignOptions& options) {
  if (!state_) return moved_from();
  if (auto error = state_->run(request, options)) return *std::move(error);
  const SigningInput& input = state_->input;
  if (input.has_authorization) erase_headers(request.headers, "authorization");
  if (input.has_token && !state_->credential.token.empty()) erase_headers(request.headers, "x-tc-token");
  constexpr std::size_t most_added = 3;
  request.headers.reserve(request.headers.size() + most_added);
  state_->append_added(request.headers, !input.has_timestamp);
  return request;
}

Result<SignedStages> Signer::explain(const HttpRequest& request, const SignOptions& options) {
  if (!state_) return moved_from();
  if (auto error = state_->run(request, options)) return *std::move(error);
  SignedStages stages;
  stages.canonical_request = state_->canonical_request.view();
  stages.hashed_canonical_request = view(state_->hashed_canonical_request);
  stages.credential_scope = state_->key->credential_scope;
  stages.string_to_sign = state_->string_to_sign.view();
  stages.signature = view(state_->signature);
  stages.authorization = state_->authorization.view();
  state_->append_added(stages.added, true);
  return stages;
}

std::string_view Signer::secret_id() const noexcept {
  return state_ ? std::string_view(state_->credential.secret_id) : std::string_view{};
}

}  // namespace cvm
