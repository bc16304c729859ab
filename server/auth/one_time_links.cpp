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

Task<Status> OneTimeLinks::withdraw_all(OneTimeKind kind, std::string subject) {
    return store_.erase_all(kind, std::move(subject));
}

Task<Status> OneTimeLinks::maintain() {
    return store_.erase_expired_before(clock_.now());
}

}  // namespace ohmstead
