#pragma once

#include <array>
#include <string>

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace ohmstead::test {

// A self-signed certificate for one host name, and the server context that shows it.
class SelfSignedCertificate {
public:
    explicit SelfSignedCertificate(const std::string& name) {
        EVP_PKEY* key = EVP_EC_gen("P-256");
        X509* certificate = X509_new();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
        X509_set_pubkey(certificate, key);
        const auto* bytes = reinterpret_cast<const unsigned char*>("test");
        X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC, bytes,
                                   -1, -1, 0);
        X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
        const std::string alternative = "DNS:" + name;
        X509_EXTENSION* extension =
            X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
        X509_sign(certificate, key, EVP_sha256());
        std::array<unsigned char, 32> digest{};
        unsigned int size = 0;
        X509_digest(certificate, EVP_sha256(), digest.data(), &size);
        for (const auto byte : digest) {
            fingerprint += fmt::format("{}{:02X}", fingerprint.empty() ? "" : ":", byte);
        }
        BIO* text = BIO_new(BIO_s_mem());
        PEM_write_bio_X509(text, certificate);
        char* data = nullptr;
        const auto length = BIO_get_mem_data(text, &data);
        pem.assign(data, static_cast<std::size_t>(length));
        BIO_free(text);
        SSL_CTX_use_certificate(context.native_handle(), certificate);
        SSL_CTX_use_PrivateKey(context.native_handle(), key);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }

    std::string fingerprint;
    std::string pem;
    boost::asio::ssl::context context{boost::asio::ssl::context::tls_server};
};

}  // namespace ohmstead::test
