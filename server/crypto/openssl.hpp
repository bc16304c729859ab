#pragma once

#include <memory>
#include <string_view>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

namespace ohmstead::openssl {

// Owners of OpenSSL's objects, for this room's sources alone.
template <class T, void (*Free)(T*)>
struct Deleter {
    void operator()(T* object) const { Free(object); }
};
struct BioDeleter {
    void operator()(BIO* bio) const { BIO_free(bio); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;
using Certificate = std::unique_ptr<X509, Deleter<X509, X509_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Deleter<EVP_CIPHER_CTX, EVP_CIPHER_CTX_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, Deleter<GENERAL_NAMES, GENERAL_NAMES_free>>;
using GeneralName = std::unique_ptr<GENERAL_NAME, Deleter<GENERAL_NAME, GENERAL_NAME_free>>;
using PrivateKey = std::unique_ptr<EVP_PKEY, Deleter<EVP_PKEY, EVP_PKEY_free>>;

// Throws std::runtime_error with what OpenSSL says, and empties its queue of errors.
[[noreturn]] void fail(std::string_view operation);

// For calls that only fail when memory or the library does.
inline void require(bool ok, std::string_view operation) {
    if (!ok) {
        fail(operation);
    }
}

// The next PEM certificate or key in `bio`; null when there is none. Keys that ask for a pass
// phrase count as none: there is nobody to ask.
Certificate read_certificate(BIO* bio);
PrivateKey read_private_key(BIO* bio);

// A BIO that reads `text`, which must outlive it.
Bio reader_of(std::string_view text);

}  // namespace ohmstead::openssl
