// SHA-256 and HMAC-SHA256 as node:crypto computes them, for every way in which a text can end in a block.

#include "sha256.hpp"

#include <gtest/gtest.h>

#include <string>

namespace cvm {
namespace {

constexpr std::size_t most = 300;

std::string text_of(std::size_t size) {
  std::string text(size, 'a');
  for (std::size_t i = 0; i < size; ++i) text[i] = static_cast<char>('a' + i % 23);
  return text;
}

TEST(Sha256, EveryWayGivesTheSameDigest) {
  Sha256 whole;
  Sha256 parts;
  RepeatedSha256 repeated;
  for (std::size_t size = 0; size < most; ++size) {
    const std::string text = text_of(size);
    const Digest digest = whole.of(text);
    parts.update(text.substr(0, size / 3));
    parts.update(text.substr(size / 3));
    EXPECT_EQ(parts.finish(), digest) << size;
    EXPECT_EQ(repeated.of(text), digest) << size;
    EXPECT_EQ(repeated.of(text), digest) << size;
  }
}

TEST(Sha256, IsThatOfNodeCrypto) {
  // const c = require('crypto'); let all = ''; for (let n = 0; n < 300; n++) { const t = text_of(n); all +=
  // c.createHash('sha256').update(t).digest('hex') + c.createHmac('sha256', 'TC3' +
  // 'k'.repeat(n)).update(t).digest('hex') }
  Sha256 sha256;
  std::string all;
  for (std::size_t size = 0; size < most; ++size) {
    const std::string text = text_of(size);
    HmacSha256 hmac("TC3", std::string(size, 'k'));
    const Digest once = hmac.of(text);
    EXPECT_EQ(hmac.of(text), once) << size;
    all.append(view(to_hex(sha256.of(text)))).append(view(to_hex(once)));
  }
  EXPECT_EQ(std::string(view(to_hex(sha256.of(all)))),
            "f57c614d6341af716f2a78991b96cfeee5109bbcdfd9ca5e66b3286e9e2010d6");
}

TEST(Sha256, AFirstBlockThatChangesIsHashedAgain) {
  RepeatedSha256 repeated;
  Sha256 sha256;
  for (const char first : {'a', 'b', 'a'}) {
    const std::string text = std::string(70, first) + "rest";
    EXPECT_EQ(repeated.of(text), sha256.of(text));
  }
}

}  // namespace
}  // namespace cvm
