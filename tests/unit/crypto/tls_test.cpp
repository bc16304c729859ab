#include <fstream>
#include <memory>
#include <optional>
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <openssl/ssl.h>

#include "crypto/certificate.hpp"
#include "crypto/private_file.hpp"
#include "crypto/tls_server.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead {
namespace {

constexpr Instant kNow = instant_from_ms(1'767'225'600'000);  // 2026-01-01
const std::vector<std::string> kNames{"raspberrypi.local", "Ohmstead", "192.168.1.7", "::1"};

TEST(LocalCertificate, IsForItsNamesFor825Days) {
    const auto made = make_local_certificate(kNames, kNow);
    EXPECT_THAT(names_of_certificate(made.certificate_pem),
                testing::ElementsAre("raspberrypi.local", "ohmstead", "192.168.1.7", "::1"));
    EXPECT_EQ(made.not_after, kNow + std::chrono::days{825});
    EXPECT_THAT(made.fingerprint, testing::MatchesRegex("([0-9A-F]{2}:){31}[0-9A-F]{2}"));
    EXPECT_NE(made.fingerprint, make_local_certificate(kNames, kNow).fingerprint);
}

TEST(LocalCertificate, StaysTheSameFromStartToStart) {
    const test::TemporaryFolder folder;
    const auto first = local_certificate(folder.path(), kNames, kNow).value();
    const auto later = kNow + std::chrono::days{794};
    const auto second = local_certificate(folder.path(), kNames, later).value();
    EXPECT_EQ(first.fingerprint, second.fingerprint);
    EXPECT_EQ(first.key_pem, second.key_pem);
    struct stat about{};
    ASSERT_EQ(stat((folder / "tls-key.pem").c_str(), &about), 0);
    EXPECT_EQ(about.st_mode & 0777, 0600U);
}

TEST(LocalCertificate, IsRenewed30DaysBeforeItsEnd) {
    const test::TemporaryFolder folder;
    const auto first = local_certificate(folder.path(), kNames, kNow).value();
    const auto later = kNow + std::chrono::days{796};
    const auto second = local_certificate(folder.path(), kNames, later).value();
    EXPECT_NE(first.fingerprint, second.fingerprint);
    EXPECT_EQ(second.not_after, later + std::chrono::days{825});
}

TEST(LocalCertificate, IsMadeAnewForANewNameOnly) {
    const test::TemporaryFolder folder;
    const auto first = local_certificate(folder.path(), kNames, kNow).value();
    EXPECT_EQ(
        local_certificate(folder.path(), {"OHMSTEAD", "0:0:0:0:0:0:0:1"}, kNow).value().fingerprint,
        first.fingerprint);
    const auto moved = local_certificate(folder.path(), {"ohmstead", "192.168.1.8"}, kNow).value();
    EXPECT_NE(moved.fingerprint, first.fingerprint);
}

TEST(LocalCertificate, IsMadeAnewWhenThePairIsBrokenButNotWhenTheKeyIsExposed) {
    const test::TemporaryFolder folder;
    const auto first = local_certificate(folder.path(), kNames, kNow).value();
    write_private_file(folder / "tls-key.pem", make_local_certificate(kNames, kNow).key_pem);
    const auto second = local_certificate(folder.path(), kNames, kNow).value();
    EXPECT_NE(first.fingerprint, second.fingerprint);

    chmod((folder / "tls-key.pem").c_str(), 0644);
    const auto exposed = local_certificate(folder.path(), kNames, kNow);
    ASSERT_FALSE(exposed);
    EXPECT_EQ(exposed.error().code, ErrorCode::precondition);
}

TEST(OwnersCertificate, IsLoadedOrRefusedInPlainWords) {
    const test::TemporaryFolder folder;
    const auto made = make_local_certificate(kNames, kNow);
    const auto other = make_local_certificate(kNames, kNow);
    std::ofstream(folder / "cert.pem") << made.certificate_pem;
    write_private_file(folder / "key.pem", made.key_pem);
    write_private_file(folder / "other.pem", other.key_pem);

    EXPECT_EQ(load_certificate(folder / "cert.pem", folder / "key.pem", kNow).value().fingerprint,
              made.fingerprint);
    const auto detail = [&folder](const char* cert, const char* key, Instant now) {
        const auto loaded = load_certificate(folder / cert, folder / key, now);
        return loaded ? std::string("loaded") : loaded.error().detail;
    };
    EXPECT_THAT(detail("cert.pem", "other.pem", kNow), testing::HasSubstr("not a certificate and"));
    EXPECT_THAT(detail("key.pem", "key.pem", kNow), testing::HasSubstr("not a certificate and"));
    EXPECT_THAT(detail("none.pem", "key.pem", kNow), testing::HasSubstr("none.pem does not exist"));
    EXPECT_THAT(detail("cert.pem", "key.pem", kNow + std::chrono::days{826}),
                testing::HasSubstr("ended on 2028-04-05"));
}

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Connection = std::unique_ptr<SSL, decltype(&SSL_free)>;

Context server_context() {
    Context context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
    EXPECT_TRUE(configure_tls_server(context.get(), make_local_certificate(kNames, kNow)));
    return context;
}

// What a client with these limits agrees on with our server: "TLSv1.3 TLS_AES_128_GCM_SHA256", or
// nothing when they do not.
std::optional<std::string> agreed(int lowest, int highest, const char* suites,
                                  std::string_view alpn = "") {
    const Context server = server_context();
    const Context client{SSL_CTX_new(TLS_client_method()), &SSL_CTX_free};
    SSL_CTX_set_security_level(client.get(), 0);
    SSL_CTX_set_min_proto_version(client.get(), lowest);
    SSL_CTX_set_max_proto_version(client.get(), highest);
    EXPECT_EQ(SSL_CTX_set_cipher_list(client.get(), suites), 1);
    if (!alpn.empty()) {
        SSL_CTX_set_alpn_protos(client.get(), reinterpret_cast<const unsigned char*>(alpn.data()),
                                static_cast<unsigned int>(alpn.size()));
    }

    const Connection from{SSL_new(client.get()), &SSL_free};
    const Connection to{SSL_new(server.get()), &SSL_free};
    BIO* client_end = nullptr;
    BIO* server_end = nullptr;
    BIO_new_bio_pair(&client_end, 0, &server_end, 0);
    SSL_set_bio(from.get(), client_end, client_end);
    SSL_set_bio(to.get(), server_end, server_end);
    SSL_set_connect_state(from.get());
    SSL_set_accept_state(to.get());
    for (int i = 0; i < 20; ++i) {
        SSL_do_handshake(from.get());
        SSL_do_handshake(to.get());
    }
    if (SSL_is_init_finished(from.get()) == 0 || SSL_is_init_finished(to.get()) == 0) {
        return std::nullopt;
    }
    std::string text = std::string(SSL_get_version(from.get())) + " " + SSL_get_cipher(from.get());
    const unsigned char* chosen = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(from.get(), &chosen, &size);
    if (size > 0) {
        text += " " + std::string(reinterpret_cast<const char*>(chosen), size);
    }
    return text;
}

TEST(TlsServer, SpeaksOnly12And13) {
    EXPECT_EQ(agreed(TLS1_3_VERSION, TLS1_3_VERSION, "ALL"), "TLSv1.3 TLS_AES_128_GCM_SHA256");
    EXPECT_EQ(agreed(TLS1_2_VERSION, TLS1_2_VERSION, "ALL"),
              "TLSv1.2 ECDHE-ECDSA-AES128-GCM-SHA256");
    EXPECT_EQ(agreed(TLS1_VERSION, TLS1_1_VERSION, "ALL:@SECLEVEL=0"), std::nullopt);
    EXPECT_EQ(agreed(SSL3_VERSION, TLS1_VERSION, "ALL:@SECLEVEL=0"), std::nullopt);
}

TEST(TlsServer, RefusesWeakSuites) {
    for (const char* weak : {"AES128-SHA", "AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-SHA",
                             "ECDHE-ECDSA-AES256-SHA384", "NULL:eNULL:@SECLEVEL=0", "aNULL"}) {
        EXPECT_EQ(agreed(TLS1_2_VERSION, TLS1_2_VERSION, weak), std::nullopt) << weak;
    }
}

TEST(TlsServer, ChoosesHttp11WhenOffered) {
    using std::string_view_literals::operator""sv;
    EXPECT_THAT(agreed(TLS1_3_VERSION, TLS1_3_VERSION, "ALL", "\x02h2\x08http/1.1"sv).value(),
                testing::EndsWith(" http/1.1"));
    EXPECT_EQ(agreed(TLS1_3_VERSION, TLS1_3_VERSION, "ALL", "\x02h2"sv),
              "TLSv1.3 TLS_AES_128_GCM_SHA256");
}

TEST(TlsServer, RefusesAKeyOfAnotherCertificate) {
    const Context context{SSL_CTX_new(TLS_server_method()), &SSL_CTX_free};
    auto mixed = make_local_certificate(kNames, kNow);
    mixed.key_pem = make_local_certificate(kNames, kNow).key_pem;
    EXPECT_FALSE(configure_tls_server(context.get(), mixed));
    EXPECT_FALSE(configure_tls_server(
        context.get(),
        {.certificate_pem = "x", .key_pem = "y", .fingerprint = {}, .not_after = {}}));
}

}  // namespace
}  // namespace ohmstead
