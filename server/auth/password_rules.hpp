#pragma once

#include <cstddef>
#include <string_view>

#include "base/result.hpp"

namespace ohmstead {

// Longer input is no password and not worth hashing.
inline constexpr std::size_t kLongestPasswordBytes = 512;

// Whether `password` is good enough for the account: 8 to 128 characters, any of them; not one of
// the common ones; and still so without the product's name, the person's name and their e-mail
// address in it. The exact bytes count: nothing is trimmed or normalised. invalid with a pointer to
// /password otherwise.
Status check_password(std::string_view password, std::string_view name, std::string_view email);

// Whether `password`, in any case, is one that many people use (of 8 characters and more).
bool is_common_password(std::string_view password);

}  // namespace ohmstead
