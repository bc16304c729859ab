#include "crypto/password_hash.hpp"

#include <new>
#include <stdexcept>

#include <argon2.h>

#include "crypto/random.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kSaltSize = 16;
constexpr std::size_t kHashSize = 32;

// Everything of a PHC string before the salt.
std::string head_of(const PasswordCost& cost) {
    return "$argon2id$v=" + std::to_string(ARGON2_VERSION_13) +
           "$m=" + std::to_string(cost.memory_kib) + ",t=" + std::to_string(cost.passes) +
           ",p=" + std::to_string(cost.lanes) + "$";
}

// Argon2 reports a lack of memory as one of many codes; everything else is a bug of ours.
[[noreturn]] void fail(int code) {
    if (code == ARGON2_MEMORY_ALLOCATION_ERROR) {
        throw std::bad_alloc();
    }
    throw std::runtime_error(std::string("argon2: ") + argon2_error_message(code));
}

}  // namespace

std::string hash_password(std::string_view password, const PasswordCost& cost) {
    const auto salt = random_bytes<kSaltSize>();
    std::string phc(argon2_encodedlen(cost.passes, cost.memory_kib, cost.lanes, kSaltSize,
                                      kHashSize, Argon2_id),
                    '\0');
    const int code = argon2id_hash_encoded(cost.passes, cost.memory_kib, cost.lanes,
                                           password.data(), password.size(), salt.data(),
                                           salt.size(), kHashSize, phc.data(), phc.size());
    if (code != ARGON2_OK) {
        fail(code);
    }
    phc.resize(phc.find('\0'));
    return phc;
}

bool verify_password(std::string_view phc, std::string_view password) {
    const int code = argon2id_verify(std::string(phc).c_str(), password.data(), password.size());
    if (code == ARGON2_MEMORY_ALLOCATION_ERROR) {
        fail(code);
    }
    return code == ARGON2_OK;
}

bool needs_rehash(std::string_view phc, const PasswordCost& cost) {
    return !phc.starts_with(head_of(cost));
}

}  // namespace ohmstead
