#include "auth/setup_token.hpp"

#include "crypto/encoding.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

constexpr auto kLifetime = std::chrono::hours{24};

}  // namespace

std::string SetupToken::issue() {
    std::string token = base64url_encode(random_bytes<32>());
    digest_ = sha256(bytes_of(token));
    expires_at_ = clock_.now() + kLifetime;
    return token;
}

bool SetupToken::accepts(std::string_view token) const {
    return digest_ && clock_.now() < expires_at_ &&
           equal_in_constant_time(sha256(bytes_of(token)), *digest_);
}

}  // namespace ohmstead
