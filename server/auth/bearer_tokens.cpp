#include "auth/bearer_tokens.hpp"

#include <utility>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"

namespace ohmstead {
namespace {

// Whoever is flooded with bad tokens is told so once a minute.
constexpr Milliseconds kLogEvery = std::chrono::minutes{1};

}  // namespace

Task<Result<IdentityPtr>> BearerTokens::find(std::string token) {
    if (token.size() > kLongestToken) {
        co_return refuse("is too long");
    }
    std::string key = "token:" + hex_encode(sha256(bytes_of(token)));
    auto read = read_token(token);
    if (!read) {
        co_return refuse(read.error().reason);
    }
    Directory* const directory = directories_.of_issuer(read->issuer());
    if (directory == nullptr || directory->provider.api_audience.empty()) {
        co_return refuse("is of no issuer whose tokens are taken");
    }
    std::string_view reason;
    auto claims = co_await directory->check(std::move(*read), directory->provider.api_rules(),
                                            clock_.now(), reason);
    if (!claims) {
        if (claims.error().code != ErrorCode::unauthenticated) {
            co_return std::move(claims).error();
        }
        if (sessions_.is_admitted(key)) {
            OHMSTEAD_CO_TRY_VOID(co_await sessions_.end(key));
        }
        co_return refuse(reason);
    }
    if (sessions_.is_admitted(key)) {
        co_return co_await sessions_.current(std::move(key));
    }
    OHMSTEAD_CO_TRY(const auto user, co_await users_.find(claims->issuer, claims->subject));
    if (!user) {
        co_return refuse("is of nobody who has signed in here and still may");
    }
    auto identity =
        co_await sessions_.admit(std::move(key), user->id, claims->expires_at + kTokenLeeway);
    co_return identity;
}

Error BearerTokens::refuse(std::string_view reason) {
    const auto now = clock_.now();
    if (reason != logged_ || now - logged_at_ >= kLogEvery) {
        log_.warning("a token on the API was refused: it {}", reason);
        logged_ = reason;
        logged_at_ = now;
    }
    return make_error(ErrorCode::unauthenticated, "This token is not valid, or no longer so.");
}

}  // namespace ohmstead
