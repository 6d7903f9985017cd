// What a signature costs: `sign_bench [ROUNDS]`, or one variant alone for a counter of instructions; see README.md.

#include <chrono>
#include <cstdint>
#include <functional>
#include <iomanip>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cvm/request.hpp"
#include "cvm/tc3.hpp"
#include "naive_signer.hpp"
#include "rounds.hpp"
#include "step_counter.hpp"

namespace cvm::bench {
namespace {

constexpr std::int64_t timestamp = 1'700'000'000;
constexpr std::string_view secret_id = "AKIDEXAMPLEEXAMPLEEXAMPLEEXAMPLE0000";
constexpr std::string_view secret_key = "EXAMPLEKEYEXAMPLEKEYEXAMPLEKEY00";

std::string image_ids(std::size_t count) {
  std::string text = R"({"ImageIds":[)";
  for (std::size_t i = 0; i < count; ++i) {
    text += (i == 0 ? "\"img-" : ",\"img-") + std::to_string(10'000'000 + i) + '"';
  }
  return text + "]}";
}

/// Everything that the variants of one size work on.
class Case {
 public:
  explicit Case(std::size_t ids)
      : call_{.action = "DeleteImages", .region = "ap-guangzhou", .params = image_ids(ids)},
        unsigned_(built()),
        signer_(made_signer()),
        naive_{.secret_id = std::string(secret_id),
               .secret_key = std::string(secret_key),
               .service = unsigned_.service,
               .host = std::string(find_header(unsigned_.http.headers, "host").value_or("")),
               .content_type = std::string(find_header(unsigned_.http.headers, "content-type").value_or("")),
               .body = unsigned_.http.body,
               .timestamp = timestamp} {}

  std::string build_and_sign() { return sign(built().http); }
  std::string sign_only() { return sign(unsigned_.http); }
  std::string naive() { return naive_authorization(naive_); }

 private:
  [[nodiscard]] UnsignedRequest built() const {
    auto request = build_request(call_, {});
    require(bool{request}, "the request was refused");
    return std::move(*request);
  }

  static Signer made_signer() {
    auto signer = Signer::create({.secret_id = std::string(secret_id), .secret_key = Secret(secret_key)});
    require(bool{signer}, "the credential was refused");
    return std::move(*signer);
  }

  std::string sign(HttpRequest request) {
    auto made = signer_.sign(std::move(request), options_);
    require(bool{made}, "the request was not signed");
    for (Header& header : made->headers) {
      if (header.name == "authorization") return std::move(header.value);
    }
    return {};
  }

  Call call_;
  UnsignedRequest unsigned_;
  Signer signer_;
  NaiveRequest naive_;
  SignOptions options_{.service = "cvm", .timestamp = timestamp};
};

struct Variant {
  std::string name;
  std::function<std::string()> run;
  std::size_t naive;  ///< which variant it is compared with
};

std::vector<Variant> make_variants(Case& one, Case& hundred) {
  constexpr std::size_t naive_one = 2;
  constexpr std::size_t naive_hundred = 5;
  return {{"build+sign-1", [&one] { return one.build_and_sign(); }, naive_one},
          {"sign-1", [&one] { return one.sign_only(); }, naive_one},
          {"naive-1", [&one] { return one.naive(); }, naive_one},
          {"build+sign-100", [&hundred] { return hundred.build_and_sign(); }, naive_hundred},
          {"sign-100", [&hundred] { return hundred.sign_only(); }, naive_hundred},
          {"naive-100", [&hundred] { return hundred.naive(); }, naive_hundred}};
}

/// Keeps the compiler from leaving the work out.
std::size_t bytes_made = 0;

void run_times(const Variant& variant, std::size_t times) {
  for (std::size_t i = 0; i < times; ++i) bytes_made += variant.run().size();
}

double nanoseconds_each(const Variant& variant, std::size_t times) {
  const auto before = std::chrono::steady_clock::now();
  run_times(variant, times);
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - before;
  return taken.count() / static_cast<double>(times);
}

void compare(const std::vector<Variant>& variants, std::size_t rounds) {
  constexpr std::size_t calls_per_round = 300;
  std::vector<std::vector<double>> figures(variants.size());
  interleave(rounds, variants.size(),
             [&](std::size_t i) { figures[i].push_back(nanoseconds_each(variants[i], calls_per_round)); });
  std::cout << rounds << " rounds of " << calls_per_round << " calls\n"
            << std::left << std::setw(16) << "variant"
            << "ns per call, median [min-max], times faster than naive\n"
            << std::fixed;
  for (std::size_t i = 0; i < variants.size(); ++i) {
    const Spread spread = spread_of(figures[i]);
    const double naive = spread_of(figures[variants[i].naive]).median;
    std::cout << std::setw(16) << variants[i].name << std::setprecision(0) << spread.median << " [" << spread.least
              << "-" << spread.most << "], " << std::setprecision(2) << naive / spread.median << '\n';
  }
}

const Variant& variant_named(const std::vector<Variant>& variants, const std::string& name) {
  for (const Variant& variant : variants) {
    if (variant.name == name) return variant;
  }
  require(false, "there is no variant " + name);
  return variants.front();
}

/// The first call has derived the key and grown the buffers before the counting begins.
void print_steps(const Variant& variant) {
  const std::uint64_t one = count_steps([&] { run_times(variant, 1); });
  const std::uint64_t three = count_steps([&] { run_times(variant, 3); });
  require(one > 0 && three > one, "the processor cannot be stepped here");
  std::cout << (three - one) / 2 << '\n';
}

int run(const std::vector<std::string>& arguments) {
  Case one(1);
  Case hundred(100);
  const std::vector<Variant> variants = make_variants(one, hundred);
  for (const Variant& variant : variants) {
    require(variant.run() == variants[variant.naive].run(), variant.name + " signs otherwise than the naive way");
  }
  const std::string mode = arguments.empty() ? "101" : arguments.front();
  if (mode == "--list" && arguments.size() == 1) {
    for (const Variant& variant : variants) std::cout << variant.name << '\n';
  } else if (mode == "--once" && arguments.size() == 3) {
    run_times(variant_named(variants, arguments[1]), count_from(arguments[2]));
  } else if (mode == "--steps" && arguments.size() == 2) {
    print_steps(variant_named(variants, arguments[1]));
  } else {
    require(arguments.size() <= 1, "usage: sign_bench [ROUNDS] | --list | --once VARIANT N | --steps VARIANT");
    compare(variants, count_from(mode));
  }
  return bytes_made == 1 ? 1 : 0;
}

}  // namespace
}  // namespace cvm::bench

int main(int count, char** arguments) { return cvm::bench::run({arguments + 1, arguments + count}); }
