#include "auth/second_factors.hpp"

#include <utility>

#include "auth/secret_hash.hpp"
#include "auth/totp.hpp"
#include "base/ascii.hpp"
#include "base/ids.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

// What RFC 4226 recommends: as long as the digest.
constexpr std::size_t kTotpSecretSize = 20;
constexpr std::size_t kRecoveryCodes = 10;
constexpr std::size_t kRecoveryLength = 16;  // 80 bits
constexpr std::size_t kLongestCode = 64;

std::string purpose_of(const UserId& user) {
    return "second_factor/" + user.value;
}

// In groups of four, as people copy it.
std::string make_recovery_code() {
    const std::string random = make_random_id();
    std::string code;
    for (std::size_t i = 0; i < kRecoveryLength; ++i) {
        if (i > 0 && i % 4 == 0) {
            code += '-';
        }
        code += random[i];
    }
    return code;
}

// However it is written.
std::string hash_of_recovery_code(std::string_view code) {
    std::string packed;
    for (const char c : lower_case(code)) {
        if (c != '-' && c != ' ') {
            packed += c;
        }
    }
    return hash_of_secret(packed);
}

}  // namespace

SecondFactors::SecondFactors(SecondFactorStore& store, std::optional<SecretBox> box,
                             const Clock& clock, Log log, ThrottleLimits limits)
    : store_(store), box_(std::move(box)), clock_(clock), log_(log), throttle_(limits) {}

Task<Result<SecondFactorState>> SecondFactors::state(UserId user) {
    OHMSTEAD_CO_TRY(const auto factor, co_await store_.find(std::move(user)));
    if (!factor || !factor->confirmed) {
        co_return SecondFactorState{};
    }
    co_return SecondFactorState{.on = true, .recovery_codes_left = factor->recovery_hashes.size()};
}

Task<Result<Enrolment>> SecondFactors::begin(User user) {
    if (!box_) {
        co_return make_error(ErrorCode::conflict,
                             "This server has no key for it: all servers of a fleet need the same "
                             "secrets.key in their data folders.");
    }
    OHMSTEAD_CO_TRY(const auto known, co_await store_.find(user.id));
    if (known && known->confirmed) {
        co_return make_error(ErrorCode::conflict, "Two-step sign-in is on already.");
    }
    const auto secret = random_bytes<kTotpSecretSize>();
    const std::string text(secret.begin(), secret.end());
    SecondFactor factor{.sealed_secret = box_->seal(text, purpose_of(user.id)),
                        .confirmed = false,
                        .recovery_hashes = {}};
    OHMSTEAD_CO_TRY_VOID(co_await store_.put(user.id, std::move(factor)));
    co_return Enrolment{.secret = base32_encode(secret), .uri = otpauth_uri(secret, user.email)};
}

Task<Result<std::optional<std::vector<std::string>>>> SecondFactors::confirm(
    UserId user, std::string code, boost::asio::ip::address from) {
    OHMSTEAD_CO_TRY_VOID(admit(user, from));
    OHMSTEAD_CO_TRY(auto factor, co_await store_.find(user));
    if (!factor || factor->confirmed) {
        co_return make_error(ErrorCode::conflict,
                             "Two-step sign-in is on already, or was not begun.");
    }
    OHMSTEAD_CO_TRY(const auto secret, open(user, *factor));
    const auto step = totp_step_of(bytes_of(secret), code.substr(0, kLongestCode), clock_.now());
    if (!step) {
        co_return std::optional<std::vector<std::string>>{};
    }
    throttle_.succeeded(user.value, from);
    everywhere_.succeeded(user.value, {});
    std::vector<std::string> codes;
    factor->confirmed = true;
    factor->last_step = *step;
    for (std::size_t i = 0; i < kRecoveryCodes; ++i) {
        codes.push_back(make_recovery_code());
        factor->recovery_hashes.push_back(hash_of_recovery_code(codes.back()));
    }
    OHMSTEAD_CO_TRY_VOID(co_await store_.put(user, std::move(*factor)));
    log_.info("two-step sign-in turned on, user={}", user.value);
    co_return std::optional(std::move(codes));
}

Task<Result<bool>> SecondFactors::use(UserId user, std::string code,
                                      boost::asio::ip::address from) {
    OHMSTEAD_CO_TRY_VOID(admit(user, from));
    OHMSTEAD_CO_TRY(const bool used, co_await use_now(user, std::move(code)));
    if (used) {
        throttle_.succeeded(user.value, from);
        everywhere_.succeeded(user.value, {});
    } else {
        log_.warning("wrong code of the second step, user={} from={}", user.value,
                     from.to_string());
    }
    co_return used;
}

Task<Result<bool>> SecondFactors::use_now(UserId user, std::string code) {
    OHMSTEAD_CO_TRY(const auto factor, co_await store_.find(user));
    if (!factor || !factor->confirmed || code.size() > kLongestCode) {
        co_return false;
    }
    OHMSTEAD_CO_TRY(const auto secret, open(user, *factor));
    if (const auto step = totp_step_of(bytes_of(secret), code, clock_.now())) {
        co_return co_await store_.use_step(std::move(user), *step);
    }
    OHMSTEAD_CO_TRY(const bool recovered,
                    co_await store_.use_recovery_code(user, hash_of_recovery_code(code)));
    if (recovered) {
        log_.warning("recovery code used, user={}", user.value);
    }
    co_return recovered;
}

Task<Status> SecondFactors::turn_off(UserId user) {
    OHMSTEAD_CO_TRY_VOID(co_await store_.erase(user));
    log_.warning("two-step sign-in turned off, user={}", user.value);
    co_return Status{};
}

Status SecondFactors::admit(const UserId& user, const boost::asio::ip::address& from) {
    auto wait = throttle_.refuse(user.value, from, clock_.now());
    if (!wait) {
        wait = everywhere_.refuse(user.value, {}, clock_.now());
    }
    if (!wait) {
        return {};
    }
    log_.warning("second step throttled, from={}", from.to_string());
    return too_many_tries(*wait);
}

Result<std::string> SecondFactors::open(const UserId& user, const SecondFactor& factor) const {
    if (!box_) {
        return make_error(ErrorCode::unavailable,
                          "The second step cannot be checked: this server has no secrets.key.");
    }
    auto secret = box_->open(factor.sealed_secret, purpose_of(user));
    if (!secret) {
        log_.error("the second factor cannot be opened, user={}: is secrets.key another one?",
                   user.value);
        return make_error(ErrorCode::unavailable,
                          "The second step cannot be checked: the server's secrets.key is not the "
                          "one it was made with.");
    }
    return secret;
}

}  // namespace ohmstead
