#pragma once

#include <string>
#include <string_view>

namespace ohmstead {

// A new secret for links and keys: 256 random bits as 43 characters that need no escaping.
std::string make_secret();

// What is stored of a secret: hex SHA-256. Good for secrets that cannot be guessed; passwords need
// more.
std::string hash_of_secret(std::string_view secret);

// Names what is stored under the hash of a secret, in a list or an address. Has the form of an id,
// and tells neither hash nor secret.
std::string public_id_of(std::string_view secret_hash);

}  // namespace ohmstead
