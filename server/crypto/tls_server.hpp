#pragma once

#include <openssl/types.h>

#include "base/result.hpp"
#include "crypto/certificate.hpp"

namespace ohmstead {

// Makes `context` a server's: TLS 1.2 and 1.3 only, forward-secret AEAD suites, no compression, no
// renegotiation, HTTP/1.1 by ALPN, and `certificate`. invalid when OpenSSL refuses the certificate.
// The caller owns the context (an asio context's native handle).
Status configure_tls_server(SSL_CTX* context, const TlsCertificate& certificate);

}  // namespace ohmstead
