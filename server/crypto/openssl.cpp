#include "crypto/openssl.hpp"

#include <array>
#include <stdexcept>
#include <string>

#include <openssl/err.h>
#include <openssl/pem.h>

namespace ohmstead::openssl {
namespace {

int no_pass_phrase(char*, int, int, void*) {
    return -1;
}

}  // namespace

void fail(std::string_view operation) {
    std::array<char, 256> text{};
    ERR_error_string_n(ERR_get_error(), text.data(), text.size());
    ERR_clear_error();
    throw std::runtime_error(std::string(operation) + ": " + text.data());
}

Certificate read_certificate(BIO* bio) {
    Certificate certificate{PEM_read_bio_X509(bio, nullptr, no_pass_phrase, nullptr)};
    ERR_clear_error();
    return certificate;
}

PrivateKey read_private_key(BIO* bio) {
    PrivateKey key{PEM_read_bio_PrivateKey(bio, nullptr, no_pass_phrase, nullptr)};
    ERR_clear_error();
    return key;
}

Bio reader_of(std::string_view text) {
    Bio bio{BIO_new_mem_buf(text.data(), static_cast<int>(text.size()))};
    require(bio != nullptr, "BIO_new_mem_buf");
    return bio;
}

}  // namespace ohmstead::openssl
