#include "auth/one_time_links.hpp"

#include <utility>

#include "auth/secret_hash.hpp"

namespace ohmstead {

Task<Result<std::string>> OneTimeLinks::issue(OneTimeKind kind, std::string subject,
                                              std::string detail, Milliseconds lifetime) {
    std::string token = make_secret();
    const Instant now = clock_.now();
    OneTimeSecret secret{.secret_hash = hash_of_secret(token),
                         .kind = kind,
                         .subject = std::move(subject),
                         .detail = std::move(detail),
                         .created_at = now,
                         .expires_at = now + lifetime};
    OHMSTEAD_CO_TRY_VOID(co_await store_.put(std::move(secret)));
    co_return token;
}

Task<Result<std::optional<OneTimeSecret>>> OneTimeLinks::look(OneTimeKind kind, std::string token) {
    return store_.find(kind, hash_of_secret(token), clock_.now());
}

Task<Result<std::optional<OneTimeSecret>>> OneTimeLinks::take(OneTimeKind kind, std::string token) {
    return store_.take(kind, hash_of_secret(token), clock_.now());
}

Task<Result<std::vector<IssuedLink>>> OneTimeLinks::list(OneTimeKind kind, std::string subject) {
    OHMSTEAD_CO_TRY(const auto secrets,
                    co_await store_.list(kind, std::move(subject), clock_.now()));
    std::vector<IssuedLink> links;
    for (const OneTimeSecret& secret : secrets) {
        links.push_back({.id = public_id_of(secret.secret_hash),
                         .detail = secret.detail,
                         .created_at = secret.created_at,
                         .expires_at = secret.expires_at});
    }
    co_return links;
}

Task<Status> OneTimeLinks::withdraw(OneTimeKind kind, std::string subject, std::string id) {
    OHMSTEAD_CO_TRY(const auto secrets,
                    co_await store_.list(kind, std::move(subject), clock_.now()));
    for (const OneTimeSecret& secret : secrets) {
        if (public_id_of(secret.secret_hash) == id) {
            auto erased = co_await store_.erase(kind, secret.secret_hash);
            co_return erased;
        }
    }
    co_return make_error(ErrorCode::not_found, "There is no such link.");
}

Task<Status> OneTimeLinks::withdraw_all(OneTimeKind kind, std::string subject) {
    return store_.erase_all(kind, std::move(subject));
}

Task<Status> OneTimeLinks::maintain() {
    return store_.erase_expired_before(clock_.now());
}

}  // namespace ohmstead
