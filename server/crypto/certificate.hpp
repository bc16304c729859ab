#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"

namespace ohmstead {

// A certificate (PEM, with its chain) and its private key.
struct TlsCertificate {
    std::string certificate_pem;
    std::string key_pem;
    std::string fingerprint;  // SHA-256 of the first certificate: "AB:CD:…", as browsers show it
    Instant not_after{};
};

// A new self-signed EC P-256 certificate for `names` (host names and IP addresses; at least one),
// valid from a day before `now`, because clocks differ, to 825 days after it.
TlsCertificate make_local_certificate(const std::vector<std::string>& names, Instant now);

// The certificate this server made for itself, from `directory` (tls-certificate.pem and, mode
// 0600, tls-key.pem). It is made anew when there is none, when it ends within 30 days, or when it
// lacks one of `names`. precondition when others may read the key.
Result<TlsCertificate> local_certificate(const std::filesystem::path& directory,
                                         const std::vector<std::string>& names, Instant now);

// A certificate the owner provides. invalid, in words for the owner, when a file cannot be read,
// the two do not belong together, or the certificate has ended.
Result<TlsCertificate> load_certificate(const std::filesystem::path& certificate_file,
                                        const std::filesystem::path& key_file, Instant now);

// The names a certificate is for, as given to make_local_certificate.
std::vector<std::string> names_of_certificate(const std::string& certificate_pem);

}  // namespace ohmstead
