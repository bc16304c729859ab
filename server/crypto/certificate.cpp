#include "crypto/certificate.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <ctime>

#include <openssl/ec.h>
#include <openssl/pem.h>

#include "base/ascii.hpp"
#include "crypto/digest.hpp"
#include "crypto/openssl.hpp"
#include "crypto/private_file.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

constexpr auto kLifetime = std::chrono::days{825};
constexpr auto kRenewBefore = std::chrono::days{30};

// Empty for anything that is not 4 or 16 bytes long.
std::string address_text(const ASN1_OCTET_STRING* address) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int size = ASN1_STRING_length(address);
    if (size == 4 || size == 16) {
        inet_ntop(size == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(address), text.data(),
                  text.size());
    }
    return text.data();
}

openssl::GeneralName general_name(const std::string& name) {
    openssl::GeneralName entry{GENERAL_NAME_new()};
    openssl::require(entry != nullptr, "GENERAL_NAME_new");
    if (ASN1_OCTET_STRING* address = a2i_IPADDRESS(name.c_str())) {
        GENERAL_NAME_set0_value(entry.get(), GEN_IPADD, address);
        return entry;
    }
    ASN1_IA5STRING* const host = ASN1_IA5STRING_new();
    openssl::require(host != nullptr, "ASN1_IA5STRING_new");
    GENERAL_NAME_set0_value(entry.get(), GEN_DNS, host);
    const std::string lower = lower_case(name);
    openssl::require(ASN1_STRING_set(host, lower.data(), static_cast<int>(lower.size())) == 1,
                     "ASN1_STRING_set");
    return entry;
}

std::vector<std::string> names_of(const X509* certificate) {
    const openssl::GeneralNames entries{static_cast<GENERAL_NAMES*>(
        X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr))};
    std::vector<std::string> names;
    for (int i = 0; entries && i < sk_GENERAL_NAME_num(entries.get()); ++i) {
        const GENERAL_NAME* const entry = sk_GENERAL_NAME_value(entries.get(), i);
        if (entry->type == GEN_IPADD) {
            names.push_back(address_text(entry->d.iPAddress));
        } else if (entry->type == GEN_DNS) {
            const ASN1_IA5STRING* const host = entry->d.dNSName;
            names.emplace_back(reinterpret_cast<const char*>(ASN1_STRING_get0_data(host)),
                               static_cast<std::size_t>(ASN1_STRING_length(host)));
        }
    }
    return names;
}

// One spelling per name, so that they can be compared.
std::string canonical_name(const std::string& name) {
    const openssl::GeneralName entry = general_name(name);
    return entry->type == GEN_IPADD ? address_text(entry->d.iPAddress) : lower_case(name);
}

void set_names(X509* certificate, const std::vector<std::string>& names) {
    const openssl::GeneralNames entries{GENERAL_NAMES_new()};
    openssl::require(entries != nullptr, "GENERAL_NAMES_new");
    for (const std::string& name : names) {
        openssl::GeneralName entry = general_name(name);
        openssl::require(sk_GENERAL_NAME_push(entries.get(), entry.get()) > 0,
                         "sk_GENERAL_NAME_push");
        static_cast<void>(entry.release());
    }
    openssl::require(X509_add1_ext_i2d(certificate, NID_subject_alt_name, entries.get(), 0, 0) == 1,
                     "subjectAltName");
}

void set_extension(X509* certificate, int kind, const char* value) {
    X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    openssl::require(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1, value);
    X509_EXTENSION_free(extension);
}

void set_serial_number(X509* certificate) {
    auto bytes = random_bytes<16>();
    bytes[0] = static_cast<std::uint8_t>((bytes[0] & 0x7f) | 0x40);  // positive, and never shorter
    BIGNUM* const number = BN_bin2bn(bytes.data(), static_cast<int>(bytes.size()), nullptr);
    openssl::require(number != nullptr &&
                         BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nullptr,
                     "BN_to_ASN1_INTEGER");
    BN_free(number);
}

void set_validity(X509* certificate, Instant now) {
    const auto seconds = std::chrono::floor<Seconds>(now).time_since_epoch().count();
    openssl::require(ASN1_TIME_adj(X509_getm_notBefore(certificate), seconds, -1, 0) != nullptr &&
                         ASN1_TIME_adj(X509_getm_notAfter(certificate), seconds,
                                       static_cast<int>(kLifetime.count()), 0) != nullptr,
                     "ASN1_TIME_adj");
}

Instant end_of(const X509* certificate) {
    std::tm utc{};
    openssl::require(ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &utc) == 1,
                     "ASN1_TIME_to_tm");
    return Instant{Seconds{timegm(&utc)}};
}

std::string fingerprint_of(const X509* certificate) {
    Sha256Digest digest{};
    unsigned int size = 0;
    openssl::require(X509_digest(certificate, EVP_sha256(), digest.data(), &size) == 1,
                     "X509_digest");
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const std::uint8_t byte : digest) {
        text += text.empty() ? "" : ":";
        text += kDigits[byte >> 4];
        text += kDigits[byte & 0x0f];
    }
    return text;
}

std::string written_by(int (*write)(BIO*, void*), void* object) {
    const openssl::Bio bio{BIO_new(BIO_s_mem())};
    openssl::require(bio != nullptr && write(bio.get(), object) == 1, "PEM_write_bio");
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string pem_of(X509* certificate) {
    return written_by(
        [](BIO* bio, void* object) { return PEM_write_bio_X509(bio, static_cast<X509*>(object)); },
        certificate);
}

std::string pem_of(EVP_PKEY* key) {
    return written_by(
        [](BIO* bio, void* object) {
            return PEM_write_bio_PKCS8PrivateKey(bio, static_cast<EVP_PKEY*>(object), nullptr,
                                                 nullptr, 0, nullptr, nullptr);
        },
        key);
}

// The pair, when both can be read and belong together.
std::optional<TlsCertificate> pair_of(std::string certificate_pem, std::string key_pem) {
    const auto certificates = openssl::reader_of(certificate_pem);
    const auto certificate = openssl::read_certificate(certificates.get());
    const auto keys = openssl::reader_of(key_pem);
    const auto key = openssl::read_private_key(keys.get());
    if (!certificate || !key || X509_check_private_key(certificate.get(), key.get()) != 1) {
        return std::nullopt;
    }
    return TlsCertificate{.certificate_pem = std::move(certificate_pem),
                          .key_pem = std::move(key_pem),
                          .fingerprint = fingerprint_of(certificate.get()),
                          .not_after = end_of(certificate.get())};
}

bool covers(const TlsCertificate& certificate, const std::vector<std::string>& wanted) {
    const auto names = names_of_certificate(certificate.certificate_pem);
    return std::all_of(wanted.begin(), wanted.end(), [&names](const std::string& name) {
        return std::find(names.begin(), names.end(), canonical_name(name)) != names.end();
    });
}

}  // namespace

TlsCertificate make_local_certificate(const std::vector<std::string>& names, Instant now) {
    const openssl::PrivateKey key{EVP_EC_gen("P-256")};
    openssl::require(key != nullptr, "EVP_EC_gen");
    const openssl::Certificate certificate{X509_new()};
    openssl::require(certificate != nullptr, "X509_new");
    openssl::require(X509_set_version(certificate.get(), X509_VERSION_3) == 1, "X509_set_version");
    set_serial_number(certificate.get());
    set_validity(certificate.get(), now);

    constexpr std::string_view kName = "Ohmstead";
    X509_NAME* const subject = X509_get_subject_name(certificate.get());
    openssl::require(
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytes_of(kName).data(),
                                   static_cast<int>(kName.size()), -1, 0) == 1 &&
            X509_set_issuer_name(certificate.get(), subject) == 1,
        "X509_NAME_add_entry_by_txt");
    set_extension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    set_extension(certificate.get(), NID_key_usage, "critical,digitalSignature");
    set_extension(certificate.get(), NID_ext_key_usage, "serverAuth");
    set_names(certificate.get(), names);
    openssl::require(X509_set_pubkey(certificate.get(), key.get()) == 1 &&
                         X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0,
                     "X509_sign");
    return {.certificate_pem = pem_of(certificate.get()),
            .key_pem = pem_of(key.get()),
            .fingerprint = fingerprint_of(certificate.get()),
            .not_after = end_of(certificate.get())};
}

Result<TlsCertificate> local_certificate(const std::filesystem::path& directory,
                                         const std::vector<std::string>& names, Instant now) {
    const auto certificate_file = directory / "tls-certificate.pem";
    const auto key_file = directory / "tls-key.pem";
    OHMSTEAD_TRY(auto certificate_pem, read_private_file(certificate_file));
    OHMSTEAD_TRY(auto key_pem, read_private_file(key_file));
    if (certificate_pem && key_pem) {
        auto kept = pair_of(std::move(*certificate_pem), std::move(*key_pem));
        if (kept && kept->not_after - now > kRenewBefore && covers(*kept, names)) {
            return std::move(*kept);
        }
    }
    TlsCertificate made = make_local_certificate(names, now);
    // A crash between the two leaves a pair that does not match, which is made anew.
    write_private_file(key_file, made.key_pem);
    write_private_file(certificate_file, made.certificate_pem);
    return made;
}

Result<TlsCertificate> load_certificate(const std::filesystem::path& certificate_file,
                                        const std::filesystem::path& key_file, Instant now) {
    OHMSTEAD_TRY(auto key_pem, read_private_file(key_file, FileAudience::user_and_group));
    OHMSTEAD_TRY(auto certificate_pem, read_private_file(certificate_file, FileAudience::everyone));
    if (!certificate_pem || !key_pem) {
        return make_error(
            ErrorCode::invalid,
            (certificate_pem ? key_file : certificate_file).string() + " does not exist.");
    }
    auto pair = pair_of(std::move(*certificate_pem), std::move(*key_pem));
    if (!pair) {
        return make_error(ErrorCode::invalid, certificate_file.string() + " and " +
                                                  key_file.string() +
                                                  " are not a certificate and its private key, "
                                                  "both in PEM without a pass phrase.");
    }
    if (pair->not_after <= now) {
        return make_error(ErrorCode::invalid, certificate_file.string() + " ended on " +
                                                  format_rfc3339(pair->not_after) + ".");
    }
    return std::move(*pair);
}

std::vector<std::string> names_of_certificate(const std::string& certificate_pem) {
    const auto reader = openssl::reader_of(certificate_pem);
    const auto certificate = openssl::read_certificate(reader.get());
    return certificate ? names_of(certificate.get()) : std::vector<std::string>{};
}

}  // namespace ohmstead
