#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace ohmstead {

// What one hash costs. The defaults are OWASP's smallest set for argon2id; on a Raspberry Pi 4 it
// takes about a tenth of a second and 19 MiB.
struct PasswordCost {
    std::uint32_t memory_kib = 19 * 1024;
    std::uint32_t passes = 2;
    std::uint32_t lanes = 1;
};

// argon2id with a fresh salt, as a PHC string ("$argon2id$v=19$m=19456,t=2,p=1$…"). Any bytes are
// a password. Slow on purpose: never called on the I/O thread.
std::string hash_password(std::string_view password, const PasswordCost& cost = {});

// Whether `password` made `phc`; false for anything that is not an argon2id PHC string.
bool verify_password(std::string_view phc, std::string_view password);

// Whether `phc` was made at another cost and should be made anew at the next sign-in.
bool needs_rehash(std::string_view phc, const PasswordCost& cost = {});

}  // namespace ohmstead
