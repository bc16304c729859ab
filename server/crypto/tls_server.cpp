#include "crypto/tls_server.hpp"

#include <array>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include "crypto/openssl.hpp"

namespace ohmstead {
namespace {

// TLS 1.2 only with forward secrecy and authenticated encryption; 1.3 has nothing else.
constexpr const char* kTls12Suites =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
    "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384";
constexpr const char* kTls13Suites =
    "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:TLS_AES_256_GCM_SHA384";
constexpr std::array<unsigned char, 9> kHttp11{8, 'h', 't', 't', 'p', '/', '1', '.', '1'};

int choose_http11(SSL*, const unsigned char** chosen, unsigned char* chosen_size,
                  const unsigned char* offered, unsigned int offered_size, void*) {
    unsigned char* match = nullptr;
    const int found = SSL_select_next_proto(&match, chosen_size, kHttp11.data(), kHttp11.size(),
                                            offered, offered_size);
    *chosen = match;
    return found == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

Error refused() {
    ERR_clear_error();
    return make_error(ErrorCode::invalid,
                      "OpenSSL refuses the TLS certificate or its key (weak or mismatched).");
}

}  // namespace

Status configure_tls_server(SSL_CTX* context, const TlsCertificate& certificate) {
    openssl::require(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
                         SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION) == 1,
                     "SSL_CTX_set_min_proto_version");
    openssl::require(SSL_CTX_set_cipher_list(context, kTls12Suites) == 1 &&
                         SSL_CTX_set_ciphersuites(context, kTls13Suites) == 1,
                     "SSL_CTX_set_cipher_list");
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                     SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_alpn_select_cb(context, choose_http11, nullptr);

    const auto certificates = openssl::reader_of(certificate.certificate_pem);
    const auto own = openssl::read_certificate(certificates.get());
    const auto keys = openssl::reader_of(certificate.key_pem);
    const auto key = openssl::read_private_key(keys.get());
    if (!own || !key || SSL_CTX_use_certificate(context, own.get()) != 1 ||
        SSL_CTX_use_PrivateKey(context, key.get()) != 1 ||
        SSL_CTX_check_private_key(context) != 1) {
        return refused();
    }
    SSL_CTX_clear_chain_certs(context);
    while (const auto next = openssl::read_certificate(certificates.get())) {
        if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) {
            return refused();
        }
    }
    return {};
}

}  // namespace ohmstead
