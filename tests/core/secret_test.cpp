#include "cvm/secret.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

#include "heap_watch.hpp"

namespace {

constexpr std::size_t most_watched = 256;
std::atomic<std::size_t> allocation_count{0};
const void* watched = nullptr;
std::size_t watched_size = 0;
bool watched_was_freed = false;
char watched_bytes[most_watched];

void* allocate(std::size_t size) {
  ++allocation_count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}

void release(void* memory) noexcept {
  if (memory != nullptr && memory == watched) {
    std::memcpy(watched_bytes, memory, watched_size);
    watched_was_freed = true;
    watched = nullptr;
  }
  std::free(memory);
}

}  // namespace

void* operator new(std::size_t size) { return allocate(size); }
void* operator new[](std::size_t size) { return allocate(size); }
void operator delete(void* memory) noexcept { release(memory); }
void operator delete[](void* memory) noexcept { release(memory); }
void operator delete(void* memory, std::size_t) noexcept { release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { release(memory); }

namespace cvm_test {

std::size_t allocations() noexcept { return allocation_count; }

FreedBytes::FreedBytes(const void* address, std::size_t size) {
  watched = address;
  watched_size = std::min(size, most_watched);
  watched_was_freed = false;
}
FreedBytes::~FreedBytes() { watched = nullptr; }
bool FreedBytes::freed() const { return watched_was_freed; }
std::string FreedBytes::bytes() const { return {watched_bytes, watched_size}; }

}  // namespace cvm_test

namespace {

using cvm::Credential;
using cvm::ErrorCode;
using cvm::Secret;
using cvm_test::FreedBytes;
using testing::HasSubstr;
using testing::Not;

constexpr std::string_view key_text = "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE";

template <class T, class = void>
struct printable : std::false_type {};
template <class T>
struct printable<T, std::void_t<decltype(std::declval<std::ostream&>() << std::declval<const T&>())>> : std::true_type {
};

static_assert(printable<std::string>::value);
static_assert(!printable<Secret>::value);
static_assert(!printable<Credential>::value);
static_assert(!std::is_copy_constructible_v<Secret> && !std::is_copy_assignable_v<Secret>);
static_assert(std::is_nothrow_move_constructible_v<Secret> && std::is_nothrow_move_assignable_v<Secret>);
static_assert(!std::is_convertible_v<Secret, std::string> && !std::is_convertible_v<Secret, std::string_view>);
static_assert(!std::is_convertible_v<std::string_view, Secret>);
static_assert(!std::is_copy_constructible_v<Credential>);

TEST(Secret, HoldsItsBytes) {
  const Secret secret(key_text);
  EXPECT_EQ(secret.reveal(), key_text);
  EXPECT_FALSE(secret.empty());
  EXPECT_TRUE(Secret().empty());
  EXPECT_EQ(Secret().reveal(), "");
  EXPECT_TRUE(Secret("").empty());
  const std::string with_nul("a\0b", 3);
  EXPECT_EQ(Secret(with_nul).reveal(), with_nul);
}

TEST(Secret, MovingTakesTheBytesAlong) {
  Secret first(key_text);
  Secret second(std::move(first));
  EXPECT_TRUE(first.empty());  // NOLINT: what is left is part of the interface
  EXPECT_EQ(first.reveal(), "");
  EXPECT_EQ(second.reveal(), key_text);
  Secret third("older");
  third = std::move(second);
  EXPECT_EQ(third.reveal(), key_text);
  EXPECT_TRUE(second.empty());  // NOLINT
  Secret& itself = third;
  third = std::move(itself);
  EXPECT_EQ(third.reveal(), key_text);
}

TEST(Secret, CloneIsACopyOfItsOwn) {
  Secret first(key_text);
  const Secret copy = first.clone();
  EXPECT_NE(copy.reveal().data(), first.reveal().data());
  first = Secret();
  EXPECT_EQ(copy.reveal(), key_text);
  EXPECT_TRUE(first.clone().empty());
}

TEST(Secret, MemoryIsWipedBeforeItIsFreed) {
  const std::string zeros(key_text.size(), '\0');
  {
    auto* secret = new Secret(key_text);
    const FreedBytes watch(secret->reveal().data(), key_text.size());
    delete secret;
    ASSERT_TRUE(watch.freed());
    EXPECT_EQ(watch.bytes(), zeros);
  }
  {
    Secret secret(key_text);
    const FreedBytes watch(secret.reveal().data(), key_text.size());
    secret = Secret("newer");
    ASSERT_TRUE(watch.freed());
    EXPECT_EQ(watch.bytes(), zeros);
  }
}

TEST(Secret, MovedFromHoldsNothingToWipe) {
  Secret first(key_text);
  const FreedBytes watch(first.reveal().data(), key_text.size());
  {
    const Secret second(std::move(first));
    EXPECT_FALSE(watch.freed());
    EXPECT_EQ(second.reveal(), key_text);
  }
  ASSERT_TRUE(watch.freed());
  EXPECT_EQ(watch.bytes(), std::string(key_text.size(), '\0'));
}

TEST(Wipe, OverwritesTheWholeBufferAndClears) {
  std::string text(key_text);
  text += key_text;
  const char* const buffer = text.data();
  const std::size_t filled = text.size();
  text.resize(3);  // the rest of the key is still in the buffer
  cvm::wipe(text);
  EXPECT_TRUE(text.empty());
  ASSERT_EQ(text.data(), buffer);
  text.resize(filled);  // within the capacity
  EXPECT_EQ(text, std::string(filled, '\0'));
}

TEST(Wipe, BufferHoldsZerosWhenItIsFreed) {
  auto* text = new std::string(key_text);
  const FreedBytes watch(text->data(), key_text.size());
  cvm::wipe(*text);
  delete text;
  ASSERT_TRUE(watch.freed());
  EXPECT_EQ(watch.bytes(), std::string(key_text.size(), '\0'));
}

Credential credential(std::string_view id, std::string_view key, std::string_view token = {}) {
  return {.secret_id = std::string(id), .secret_key = Secret(key), .token = Secret(token)};
}

TEST(Credential, CloneCopiesEveryMember) {
  Credential original = credential("AKIDEXAMPLE", key_text, "a-token");
  original.expires_at = 1700000000;
  const Credential copy = original.clone();
  EXPECT_EQ(copy.secret_id, "AKIDEXAMPLE");
  EXPECT_EQ(copy.secret_key.reveal(), key_text);
  EXPECT_EQ(copy.token.reveal(), "a-token");
  EXPECT_EQ(copy.expires_at, 1700000000);
  EXPECT_EQ(original.secret_key.reveal(), key_text);
}

TEST(ValidateCredential, AcceptsWhatTheDocumentsShow) {
  EXPECT_TRUE(validate(credential("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", key_text)));
  EXPECT_TRUE(validate(credential("AKID********************************", "********************************")));
  EXPECT_TRUE(validate(credential("AKID-temporary_id", "Q9z24VucjF4xQQN1PEsH3e/+Example=", "token/AAAA+BBBB==")));
  EXPECT_TRUE(validate(credential("AKID", key_text, "a token with blanks, !\"#$%&'()*+,-./09:;<=>?@AZ[\\]^_`az{|}~")));
  EXPECT_TRUE(validate(credential("A", "k ey")));  // length and blanks inside are the service's business
}

struct BadCredential {
  std::string name;
  std::string id;
  std::string key;
  std::string token;
  std::string where;
  std::string says;
};

void PrintTo(const BadCredential& bad, std::ostream* out) { *out << bad.name; }

class RefusedCredential : public testing::TestWithParam<BadCredential> {};

TEST_P(RefusedCredential, NamesWhatIsWrongAndNeverTheValue) {
  const BadCredential& bad = GetParam();
  const auto result = validate(credential(bad.id, bad.key, bad.token));
  ASSERT_FALSE(result);
  const cvm::Error& error = result.error();
  EXPECT_EQ(error.code, ErrorCode::invalid_credential);
  EXPECT_EQ(error.where, bad.where);
  EXPECT_THAT(error.message, HasSubstr(bad.where));
  EXPECT_THAT(error.message, HasSubstr(bad.says));
  for (const std::string& value : {bad.id, bad.key, bad.token}) {
    if (value.size() <= 3) continue;
    EXPECT_THAT(describe(error), Not(HasSubstr(value.substr(1, value.size() - 2))));
  }
}

const std::string id = "AKIDEXAMPLE0000";
const std::string key = "ExampleSecretKey0000";
using std::string_literals::operator""s;

INSTANTIATE_TEST_SUITE_P(
    All, RefusedCredential,
    testing::Values(
        BadCredential{"empty_id", "", key, "", "SecretId", "is empty"},
        BadCredential{"empty_key", id, "", "", "SecretKey", "is empty"},
        BadCredential{"blank_before_id", " " + id, key, "", "SecretId", "white space"},
        BadCredential{"blank_after_id", id + " ", key, "", "SecretId", "white space"},
        BadCredential{"only_blanks_id", "   ", key, "", "SecretId", "white space"},
        BadCredential{"line_feed_after_id", id + "\n", key, "", "SecretId", "white space"},
        BadCredential{"blank_in_id", "AKID EXAMPLE", key, "", "SecretId", "a blank"},
        BadCredential{"comma_in_id", "AKID,EXAMPLE", key, "", "SecretId", "a comma"},
        BadCredential{"slash_in_id", "AKID/EXAMPLE", key, "", "SecretId", "a slash"},
        BadCredential{"tab_in_id", "AKID\tEXAMPLE", key, "", "SecretId", "control character"},
        BadCredential{"nul_in_id", "AKID\0EXAMPLE"s, key, "", "SecretId", "control character"},
        BadCredential{"delete_in_id", "AKID\x7f"s + "EXAMPLE", key, "", "SecretId", "control character"},
        BadCredential{"no_break_space_in_id", "AKID\xC2\xA0"s + "EXAMPLE", key, "", "SecretId", "beyond ASCII"},
        BadCredential{"blank_before_key", id, " " + key, "", "SecretKey", "white space"},
        BadCredential{"carriage_return_after_key", id, key + "\r", "", "SecretKey", "white space"},
        BadCredential{"line_feed_in_key", id, "Example\nSecretKey", "", "SecretKey", "control character"},
        BadCredential{"nul_in_key", id, "Example\0SecretKey"s, "", "SecretKey", "control character"},
        BadCredential{"tab_after_token", id, key, "a-session-token\t", "token", "white space"},
        BadCredential{"line_feed_in_token", id, key, "a-session\ntoken", "token", "control character"},
        BadCredential{"letter_beyond_ascii_in_token", id, key, "a-sessi\xC3\xB6n-token", "token", "beyond ASCII"},
        BadCredential{"byte_beyond_ascii_in_token", id, key, "a-session\xFFtoken", "token", "beyond ASCII"}),
    [](const auto& tested) { return tested.param.name; });

TEST(Masked, ShowsFourAndThreeCharacters) {
  EXPECT_EQ(cvm::masked("AKIDz8krbsJ5yKBZQpn74WFkmLPx33f9"),
            "AKID\xE2\x80\xA6"
            "3f9");
  EXPECT_EQ(cvm::masked("AKIDabcdefg3f9"),
            "AKID\xE2\x80\xA6"
            "3f9");
}

TEST(Masked, ShowsNothingOfAShortOne) {
  EXPECT_EQ(cvm::masked("AKIDabcdef3f9"), "\xE2\x80\xA6");
  EXPECT_EQ(cvm::masked("AKID"), "\xE2\x80\xA6");
  EXPECT_EQ(cvm::masked(""), "\xE2\x80\xA6");
}

}  // namespace
