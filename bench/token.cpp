// What refusing a bad token costs: CPU time per token, the worst of the ways to be bad that get
// furthest. Prints a JSON line.

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <fmt/core.h>

#include "auth/token_verifier.hpp"
#include "support/token_mint.hpp"

namespace {

using namespace ohmstead;
namespace json = boost::json;

constexpr std::int64_t kNow = 1'767'225'600;
constexpr int kTimes = 2'000;
constexpr double kBudgetUs = 300;

double cpu_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

json::object claims() {
    return {{"iss", "https://id.example"}, {"aud", "ohmstead"},  {"sub", "somebody"},
            {"exp", kNow + 3600},          {"iat", kNow},        {"scp", "access"},
            {"name", "Somebody"},          {"roles", {"Viewer"}}};
}

}  // namespace

int main() {
    const auto key = test::MintKey::rsa();
    const auto keys = read_jwk_set(test::jwk_set_of({test::with_id(key.jwk(), "one")})).value();
    const TokenRules rules{.use = TokenRules::Use::api,
                           .algorithm = SignatureAlgorithm::rs256,
                           .issuers = {{"https://id.example", ""}},
                           .audience = "ohmstead",
                           .nonce = {},
                           .scope = "access",
                           .roles_claim = "roles"};
    const json::object header{{"alg", "RS256"}, {"kid", "one"}};

    auto expired = claims();
    expired["exp"] = kNow - 3600;
    auto unscoped = claims();
    unscoped["scp"] = "other";
    auto large = expired;
    json::array groups;
    for (int i = 0; i < 200; ++i) {
        groups.emplace_back("11111111-2222-4333-8444-555566667777");
    }
    large["groups"] = std::move(groups);
    auto unsigned_one = test::mint(key, header, claims());
    unsigned_one.replace(unsigned_one.size() - 10, 1, unsigned_one.ends_with('A') ? "B" : "A");
    const std::vector<std::pair<std::string, std::string>> tokens{
        {"expired", test::mint(key, header, expired)},
        {"without the scope", test::mint(key, header, unscoped)},
        {"of 11 kB, expired", test::mint(key, header, large)},
        {"signed wrongly", unsigned_one},
        {"12 KiB of dots", std::string(kLongestToken, '.')},
        {"12 KiB of letters", std::string(kLongestToken, 'A')}};

    double worst = 0;
    std::string worst_name;
    for (const auto& [name, token] : tokens) {
        const double before = cpu_seconds();
        for (int i = 0; i < kTimes; ++i) {
            const auto read = read_token(token);
            if (read && verify_token(*read, rules, keys, instant_from_ms(kNow * 1000))) {
                std::fputs("a bad token passed\n", stderr);
                return 1;
            }
        }
        const double us = (cpu_seconds() - before) / kTimes * 1e6;
        fmt::print(stderr, "{}: {:.1f} us\n", name, us);
        if (us > worst) {
            worst = us;
            worst_name = name;
        }
    }
    fmt::print(
        "{{\"name\":\"CPU to refuse a bad token ({})\",\"value\":{:.1f},\"unit\":\"us\","
        "\"at_most\":{}}}\n",
        worst_name, worst, kBudgetUs);
    return worst <= kBudgetUs ? 0 : 1;
}
