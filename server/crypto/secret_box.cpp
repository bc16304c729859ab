#include "crypto/secret_box.hpp"

#include <algorithm>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/openssl.hpp"
#include "crypto/private_file.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

// A sealed text is "v1.<key id>.<base64url of nonce, ciphertext and tag>".
constexpr std::string_view kVersion = "v1.";
constexpr std::size_t kKeyIdLength = 8;
constexpr std::size_t kNonceSize = 12;
constexpr std::size_t kTagSize = 16;

Error not_ours() {
    return make_error(ErrorCode::invalid, "The stored secret cannot be opened with this key file.");
}

// The id within `sealed`; empty when that is no sealed text.
std::string_view key_id_of(std::string_view sealed) {
    const bool well_formed = sealed.starts_with(kVersion) &&
                             sealed.size() > kVersion.size() + kKeyIdLength &&
                             sealed[kVersion.size() + kKeyIdLength] == '.';
    return well_formed ? sealed.substr(kVersion.size(), kKeyIdLength) : std::string_view{};
}

openssl::CipherContext new_context() {
    openssl::CipherContext context{EVP_CIPHER_CTX_new()};
    openssl::require(context != nullptr, "EVP_CIPHER_CTX_new");
    return context;
}

int size_of(ByteView bytes) {
    return static_cast<int>(bytes.size());
}

Bytes encrypt(ByteView key, ByteView plain, ByteView purpose) {
    const auto context = new_context();
    const auto nonce = random_bytes<kNonceSize>();
    Bytes out(kNonceSize + plain.size() + kTagSize);
    std::copy(nonce.begin(), nonce.end(), out.begin());
    int size = 0;
    openssl::require(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                                        nonce.data()) == 1,
                     "EVP_EncryptInit_ex");
    openssl::require(
        EVP_EncryptUpdate(context.get(), nullptr, &size, purpose.data(), size_of(purpose)) == 1,
        "EVP_EncryptUpdate");
    openssl::require(EVP_EncryptUpdate(context.get(), out.data() + kNonceSize, &size, plain.data(),
                                       size_of(plain)) == 1,
                     "EVP_EncryptUpdate");
    std::uint8_t* const tag = out.data() + kNonceSize + plain.size();
    openssl::require(EVP_EncryptFinal_ex(context.get(), tag, &size) == 1, "EVP_EncryptFinal_ex");
    openssl::require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagSize, tag) == 1,
                     "EVP_CTRL_GCM_GET_TAG");
    return out;
}

Result<std::string> decrypt(ByteView key, ByteView sealed, ByteView purpose) {
    if (sealed.size() < kNonceSize + kTagSize) {
        return not_ours();
    }
    const ByteView nonce = sealed.first(kNonceSize);
    const ByteView ciphertext = sealed.subspan(kNonceSize, sealed.size() - kNonceSize - kTagSize);
    Bytes tag(sealed.end() - kTagSize, sealed.end());
    Bytes plain(ciphertext.size());
    int size = 0;
    const auto context = new_context();
    openssl::require(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key.data(),
                                        nonce.data()) == 1,
                     "EVP_DecryptInit_ex");
    openssl::require(
        EVP_DecryptUpdate(context.get(), nullptr, &size, purpose.data(), size_of(purpose)) == 1,
        "EVP_DecryptUpdate");
    openssl::require(EVP_DecryptUpdate(context.get(), plain.data(), &size, ciphertext.data(),
                                       size_of(ciphertext)) == 1,
                     "EVP_DecryptUpdate");
    openssl::require(
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagSize, tag.data()) == 1,
        "EVP_CTRL_GCM_SET_TAG");
    if (EVP_DecryptFinal_ex(context.get(), plain.data() + plain.size(), &size) != 1) {
        return not_ours();
    }
    return std::string(text_of(plain));
}

}  // namespace

Result<SecretBox> SecretBox::from_key_file(const std::filesystem::path& path) {
    OHMSTEAD_TRY(auto content, read_private_file(path));
    if (!content) {
        content = hex_encode(random_bytes<32>()) + "\n";
        write_private_file(path, *content);
    }
    auto box = parse(*content);
    if (!box) {
        return make_error(ErrorCode::invalid,
                          path.string() + " is not a key file: " + box.error().detail);
    }
    return box;
}

Result<SecretBox> SecretBox::parse(std::string_view key_file) {
    std::vector<Key> keys;
    for (std::size_t number = 1; !key_file.empty(); ++number) {
        const std::size_t end = std::min(key_file.find('\n'), key_file.size());
        const std::string_view line = key_file.substr(0, end);
        key_file.remove_prefix(std::min(end + 1, key_file.size()));
        if (line.empty()) {
            continue;
        }
        const auto bytes = hex_decode(line);
        Key key;
        if (!bytes || bytes->size() != key.bytes.size()) {
            return make_error(ErrorCode::invalid,
                              "line " + std::to_string(number) + " is not 64 hexadecimal digits.");
        }
        std::copy(bytes->begin(), bytes->end(), key.bytes.begin());
        key.id = hex_encode(sha256(key.bytes)).substr(0, kKeyIdLength);
        keys.push_back(std::move(key));
    }
    if (keys.empty()) {
        return make_error(ErrorCode::invalid, "it is empty.");
    }
    return SecretBox{std::move(keys)};
}

std::string SecretBox::seal(std::string_view secret, std::string_view purpose) const {
    const Key& key = keys_.front();
    const Bytes sealed = encrypt(key.bytes, bytes_of(secret), bytes_of(purpose));
    return std::string(kVersion) + key.id + "." + base64url_encode(sealed);
}

Result<std::string> SecretBox::open(std::string_view sealed, std::string_view purpose) const {
    const std::string_view id = key_id_of(sealed);
    const auto key =
        std::find_if(keys_.begin(), keys_.end(), [id](const Key& each) { return each.id == id; });
    if (key == keys_.end()) {
        return not_ours();
    }
    const auto bytes = base64url_decode(sealed.substr(kVersion.size() + kKeyIdLength + 1));
    if (!bytes) {
        return not_ours();
    }
    return decrypt(key->bytes, *bytes, bytes_of(purpose));
}

}  // namespace ohmstead
