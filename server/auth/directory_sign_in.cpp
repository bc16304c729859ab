#include "auth/directory_sign_in.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "auth/return_path.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kProofSize = 32;
constexpr std::size_t kLongestShown = 200;

std::string new_secret() {
    return base64url_encode(random_bytes<kProofSize>());
}

bool is_secret(const std::optional<std::string>& text) {
    const auto bytes = text ? base64url_decode(*text) : std::nullopt;
    return bytes && bytes->size() == kProofSize;
}

std::string hash_of(std::string_view text) {
    return hex_encode(sha256(bytes_of(text)));
}

Error unknown_provider() {
    return make_error(ErrorCode::not_found, "There is no such way to sign in.");
}

Error not_begun() {
    return make_error(ErrorCode::unauthenticated,
                      "This sign-in did not begin in this browser, is too old, or was used "
                      "already. Begin again.");
}

}  // namespace

std::string shown_text(std::string_view text) {
    std::string shown;
    for (const char c : text.substr(0, kLongestShown)) {
        shown += c >= 0x20 && c < 0x7f ? c : ' ';
    }
    return shown;
}

Task<Result<BegunSignIn>> DirectorySignIn::begin(std::string provider,
                                                 std::optional<std::string> browser_secret,
                                                 std::string return_to, std::string redirect_uri) {
    Directory* const directory = directories_.find(provider);
    if (directory == nullptr) {
        co_return unknown_provider();
    }
    BegunSignIn begun{.url = {},
                      .browser_secret = is_secret(browser_secret) ? *browser_secret : new_secret()};
    const auto state = new_secret();
    OHMSTEAD_CO_TRY(begun.url, co_await client_.authorization_url(
                                   *directory, state, proof_of(begun.browser_secret, state),
                                   std::move(redirect_uri)));
    PendingSignIn pending{.browser_hash = hash_of(begun.browser_secret),
                          .state_hash = hash_of(state),
                          .provider = std::move(provider),
                          .return_to = safe_return_path(return_to),
                          .expires_at = clock_.now() + kGoodFor};
    OHMSTEAD_CO_TRY_VOID(co_await sign_ins_.put(std::move(pending)));
    co_return begun;
}

Task<Result<FinishedSignIn>> DirectorySignIn::finish(std::string provider,
                                                     std::optional<std::string> browser_secret,
                                                     SignInAnswer answer,
                                                     std::string redirect_uri) {
    Directory* const directory = directories_.find(provider);
    if (directory == nullptr) {
        co_return unknown_provider();
    }
    if (!is_secret(browser_secret) || answer.state.empty()) {
        co_return not_begun();
    }
    OHMSTEAD_CO_TRY(
        const auto pending,
        co_await sign_ins_.take(hash_of(*browser_secret), hash_of(answer.state), clock_.now()));
    // An answer for another directory than the one that was asked is a mix-up, or an attack.
    if (!pending || pending->provider != provider) {
        co_return not_begun();
    }
    OHMSTEAD_CO_TRY_VOID(co_await check_issuer(*directory, answer.issuer));
    if (!answer.error.empty() || answer.code.empty()) {
        log_.warning("{} did not sign somebody in: {} {}", directory->provider.name,
                     shown_text(answer.error), shown_text(answer.error_description));
        co_return make_error(
            ErrorCode::unauthenticated,
            fmt::format("{} did not sign you in. It says: {}", directory->provider.name,
                        shown_text(answer.error_description.empty() ? answer.error
                                                                    : answer.error_description)));
    }
    OHMSTEAD_CO_TRY(auto claims, co_await client_.redeem(*directory, std::move(answer.code),
                                                         proof_of(*browser_secret, answer.state),
                                                         std::move(redirect_uri)));
    OHMSTEAD_CO_TRY(const auto user,
                    co_await users_.sign_in(directory->provider, std::move(claims)));
    co_return FinishedSignIn{.user = user.id, .return_to = pending->return_to};
}

Task<Status> DirectorySignIn::check_issuer(Directory& directory, std::string issuer) {
    const auto& provider = directory.provider;
    if (issuer.empty()) {
        OHMSTEAD_CO_TRY(const auto metadata, co_await directory.documents.metadata());
        if (!metadata->names_issuer) {
            co_return Status{};
        }
    }
    const bool known = issuer == provider.issuer ||
                       std::any_of(provider.token_issuers.begin(), provider.token_issuers.end(),
                                   [&](const TokenIssuer& each) { return each.issuer == issuer; });
    co_return known ? Status{} : Status{not_begun()};
}

Task<std::string> DirectorySignIn::sign_out_url(User user, std::string then_to) {
    Directory* const directory =
        user.directory ? directories_.of_issuer(user.directory->issuer) : nullptr;
    if (directory == nullptr) {
        co_return std::string();
    }
    auto url =
        co_await client_.sign_out_url(*directory, user.directory->login_hint, std::move(then_to));
    co_return url;
}

// No coroutine itself: it hands on the store's.
Task<Status> DirectorySignIn::maintain() {
    directories_.maintain();
    return sign_ins_.erase_expired_before(clock_.now());
}

}  // namespace ohmstead
