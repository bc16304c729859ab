#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "crypto/bytes.hpp"

namespace ohmstead {

// Seals secrets that must be stored, such as a home's Home Assistant token, with AES-256-GCM. The
// keys live in a file of their own, away from the database that holds what they seal.
//
// A key file has one key per line (64 hex digits), newest first: the first seals, all open. To
// rotate, put a new line on top; the old one may go once everything has been sealed again.
// Immutable, thread-safe.
class SecretBox {
public:
    // Reads the key file, and makes one with a fresh key when there is none. precondition when
    // others may read the file, invalid when it is not a key file.
    static Result<SecretBox> from_key_file(const std::filesystem::path& path);

    // `purpose` says what the secret is for and whose ("home_assistant_token/<home>"); it is bound
    // to the sealed text, so that one home's secret cannot be opened as another's.
    std::string seal(std::string_view secret, std::string_view purpose) const;
    // invalid when the text was not sealed with one of the keys for this purpose.
    Result<std::string> open(std::string_view sealed, std::string_view purpose) const;

private:
    struct Key {
        std::array<std::uint8_t, 32> bytes{};
        std::string id;  // first 8 hex digits of its digest, written into what it seals
    };
    explicit SecretBox(std::vector<Key> keys) : keys_(std::move(keys)) {}
    static Result<SecretBox> parse(std::string_view key_file);

    std::vector<Key> keys_;
};

}  // namespace ohmstead
