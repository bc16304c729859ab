#include "auth/token_verifier.hpp"

#include <chrono>
#include <functional>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "unit/auth/token_fixture.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;
using namespace test;
using testing::HasSubstr;

class TokenVerifier : public testing::Test {
protected:
    JwkSet keys_ = keys_of(
        jwk_set_of({with_id(rsa_key().jwk(), "rsa-1"), with_id(other_rsa_key().jwk(), "rsa-2"),
                    with_id(ec_key().jwk(), "ec-1")}));
    TokenRules rules_ = entra_api_rules();

    std::string good() { return mint(rsa_key(), rs256_header(), entra_access_claims()); }
    std::string judge(const std::string& token) { return test::judge(token, rules_, keys_); }
    bool passes(const std::string& token) { return judge(token).empty(); }

    // The good token with other claims.
    std::string with(const std::function<void(json::object&)>& change) {
        auto claims = entra_access_claims();
        change(claims);
        return mint(rsa_key(), rs256_header(), claims);
    }
    std::string with(std::string_view name, json::value value) {
        return with([&](json::object& claims) { claims[name] = std::move(value); });
    }
    std::string without(std::string_view name) {
        return with([&](json::object& claims) { claims.erase(name); });
    }
    // The good token with another header.
    std::string headed(std::string_view name, json::value value) {
        auto header = rs256_header();
        header[name] = std::move(value);
        return mint(rsa_key(), header, entra_access_claims());
    }
    // The good claims' text with something put in front of the rest.
    static std::string claims_text(std::string_view first = "") {
        auto text = json::serialize(entra_access_claims());
        return text.insert(1, first);
    }
    std::string with_text(std::string_view claims) {
        return mint(rsa_key(), std::string_view(json::serialize(rs256_header())), claims);
    }
    std::string with_header_text(std::string_view header) {
        return mint(rsa_key(), header, std::string_view(claims_text()));
    }
    TokenRules es256_rules() const {
        auto rules = rules_;
        rules.algorithm = SignatureAlgorithm::es256;
        return rules;
    }
    static std::string es256_token() {
        return mint(ec_key(), json::object{{"alg", "ES256"}, {"kid", "ec-1"}},
                    entra_access_claims());
    }
};

std::string signed_part(const std::string& token) {
    return token.substr(0, token.rfind('.'));
}

std::string with_signature(const std::string& token, const Bytes& signature) {
    return signed_part(token) + "." + base64url_encode(signature);
}

Bytes signature_of(const std::string& token) {
    return base64url_decode(token.substr(token.rfind('.') + 1)).value();
}

TEST_F(TokenVerifier, TellsWhoseATokenOfEntraIs) {
    const auto read = read_token(good()).value();
    const auto claims = verify_token(read, rules_, keys_, kTokenNow).value();
    EXPECT_EQ(claims.issuer, kEntraIssuer);
    EXPECT_EQ(claims.subject, kOid);
    EXPECT_EQ(claims.name, "Ann");
    EXPECT_THAT(claims.roles, testing::ElementsAre("Viewer"));
    EXPECT_EQ(claims.expires_at, kTokenNow + std::chrono::hours{1});
}

// RFC 7515, appendix A.2.
TEST_F(TokenVerifier, ChecksTheSignatureOfTheStandardsExample) {
    const std::string key =
        R"({"keys":[{"kty":"RSA","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ","e":"AQAB"}]})";
    const std::string token =
        "eyJhbGciOiJSUzI1NiJ9"
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
        "nVlfQ"
        ".cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_"
        "O8W2Fp5"
        "jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_"
        "nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1"
        "L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-"
        "eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYE"
        "UipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    auto rules = rules_;
    rules.issuers = {{"joe", ""}};
    // Only its claims are in the way then.
    EXPECT_EQ(test::judge(token, rules, keys_of(key)), "is for another audience");
}

TEST_F(TokenVerifier, Jwt01RefusesEveryChangedSignature) {
    const auto token = good();
    ASSERT_EQ(judge(token), "");
    auto signature = signature_of(token);
    for (std::size_t i = 0; i < signature.size(); ++i) {
        signature[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
        EXPECT_EQ(judge(with_signature(token, signature)), "is not signed by its issuer") << i;
        signature[i] ^= static_cast<std::uint8_t>(1U << (i % 8));
    }
    EXPECT_EQ(judge(token), "");
}

TEST_F(TokenVerifier, Jwt02RefusesAlgorithmNone) {
    for (const char* alg : {R"("none")", R"("None")", R"("nOnE")", R"("")", "null", "256",
                            R"(["RS256"])", "true", "{}"}) {
        const auto header = R"({"kid":"rsa-1","alg":)" + std::string(alg) + "}";
        EXPECT_FALSE(passes(with_header_text(header))) << alg;
        // And without a signature, as such tokens come.
        const auto bare = signed_part(with_header_text(header)) + ".";
        EXPECT_FALSE(passes(bare)) << alg;
    }
    EXPECT_FALSE(passes(with_header_text(R"({"kid":"rsa-1"})")));
}

TEST_F(TokenVerifier, Jwt03HasNoSymmetricPath) {
    const auto text = signed_part(
        mint(rsa_key(), json::object{{"alg", "HS256"}, {"kid", "rsa-1"}}, entra_access_claims()));
    const auto jwk = rsa_key().jwk();
    const std::vector<Bytes> secrets{
        [] {
            const auto pem = rsa_key().public_pem();
            return Bytes(pem.begin(), pem.end());
        }(),
        rsa_key().public_der(),
        [&] {
            const auto serialized = json::serialize(jwk);
            return Bytes(serialized.begin(), serialized.end());
        }(),
        base64url_decode(std::string_view(jwk.at("n").get_string())).value(),
    };
    for (const auto& secret : secrets) {
        const auto mac = hmac_sha256(secret, bytes_of(text));
        EXPECT_EQ(judge(text + "." + base64url_encode(mac)), "is signed by another algorithm");
    }
    // A symmetric key in a set is none.
    const auto set = keys_of(R"({"keys":[{"kty":"oct","kid":"rsa-1","k":"AAAA"}]})");
    EXPECT_TRUE(set.keys.empty());
}

TEST_F(TokenVerifier, Jwt04TheAlgorithmIsFixedByConfiguration) {
    for (const char* alg : {"PS256", "RS384", "RS512"}) {
        const auto text = signed_part(
            mint(rsa_key(), json::object{{"alg", alg}, {"kid", "rsa-1"}}, entra_access_claims()));
        const auto token = text + "." + base64url_encode(rsa_key().sign_as(alg, text));
        EXPECT_EQ(judge(token), "is signed by another algorithm") << alg;
    }
}

TEST_F(TokenVerifier, Jwt05TheKeyIsOfTheAlgorithmsKind) {
    // ES256 with the id of an RSA key, and the other way round.
    const auto es_with_rsa =
        mint(ec_key(), json::object{{"alg", "ES256"}, {"kid", "rsa-1"}}, entra_access_claims());
    EXPECT_EQ(test::judge(es_with_rsa, es256_rules(), keys_), "no key of its issuer fits");
    EXPECT_EQ(judge(es_with_rsa), "is signed by another algorithm");
    EXPECT_EQ(judge(headed("kid", "ec-1")), "no key of its issuer fits");
    const auto set = keys_of(
        R"({"keys":[{"kty":"OKP","crv":"Ed25519","kid":"rsa-1","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}]})");
    EXPECT_TRUE(set.keys.empty());
    // Where ES256 is configured, it works.
    EXPECT_EQ(test::judge(es256_token(), es256_rules(), keys_), "");
    EXPECT_EQ(test::judge(good(), es256_rules(), keys_), "is signed by another algorithm");
}

TEST_F(TokenVerifier, Jwt06AnUnknownKeyIsToldFromOtherFaults) {
    const auto token = read_token(headed("kid", "unknown")).value();
    const auto verified = verify_token(token, rules_, keys_, kTokenNow);
    ASSERT_FALSE(verified);
    EXPECT_TRUE(verified.error().unknown_key);
    const auto bad = read_token(with("aud", "other")).value();
    EXPECT_FALSE(verify_token(bad, rules_, keys_, kTokenNow).error().unknown_key);
}

TEST_F(TokenVerifier, Jwt07WithoutAKeyIdExactlyOneKeyMustFit) {
    auto header = rs256_header();
    header.erase("kid");
    const auto token = mint(rsa_key(), header, entra_access_claims());
    EXPECT_EQ(judge(token), "names no key, and several fit");
    const auto one =
        keys_of(jwk_set_of({with_id(rsa_key().jwk(), "rsa-1"), with_id(ec_key().jwk(), "ec-1")}));
    EXPECT_EQ(test::judge(token, rules_, one), "");
}

TEST_F(TokenVerifier, Jwt08KeyIdsAreOnlyCompared) {
    for (const json::value& kid :
         json::array{"../../etc/passwd", "' OR 1=1 --", std::string("a\0b", 3),
                     std::string(10'240, 'k'), json::object{{"kid", "rsa-1"}}, 7, nullptr, ""}) {
        EXPECT_FALSE(passes(headed("kid", kid))) << json::serialize(kid).substr(0, 40);
    }
}

TEST_F(TokenVerifier, Jwt10KeysThatTheTokenPointsToAreNotFetched) {
    for (const char* name : {"jku", "x5u"}) {
        EXPECT_EQ(judge(headed(name, "https://127.0.0.1:1/keys")),
                  "wants to say how it is checked");
    }
}

TEST_F(TokenVerifier, Jwt11KeysThatTheTokenBringsAreNotUsed) {
    const auto key = MintKey::rsa();
    auto header = rs256_header();
    header["jwk"] = key.jwk();
    EXPECT_EQ(judge(mint(key, header, entra_access_claims())), "wants to say how it is checked");
    EXPECT_EQ(judge(headed("x5c", json::array{"MIIB"})), "wants to say how it is checked");
}

TEST_F(TokenVerifier, Jwt12RefusesEveryCrit) {
    EXPECT_FALSE(passes(headed("crit", json::array{"exp"})));
    EXPECT_FALSE(passes(headed("crit", json::array{})));
    EXPECT_FALSE(passes(headed("crit", "exp")));
    EXPECT_FALSE(passes(headed("b64", true)));
    auto header = rs256_header();
    header["crit"] = json::array{"b64"};
    header["b64"] = false;
    EXPECT_FALSE(passes(mint(rsa_key(), header, entra_access_claims())));
}

TEST_F(TokenVerifier, Jwt13KeysForOtherUsesDoNotCount) {
    for (const auto& [name, value] : std::initializer_list<std::pair<const char*, json::value>>{
             {"use", "enc"},
             {"use", 1},
             {"key_ops", json::array{"encrypt"}},
             {"key_ops", json::array{"verify", "encrypt"}},
             {"key_ops", json::array{}},
             {"alg", "RSA-OAEP"},
             {"alg", "PS256"}}) {
        auto jwk = with_id(rsa_key().jwk(), "rsa-1");
        jwk[name] = value;
        EXPECT_EQ(test::judge(good(), rules_, keys_of(jwk_set_of({jwk}))),
                  "no key of its issuer fits")
            << name;
    }
    auto jwk = with_id(rsa_key().jwk(), "rsa-1");
    jwk["use"] = "sig";
    jwk["key_ops"] = json::array{"verify"};
    jwk["alg"] = "RS256";
    EXPECT_EQ(test::judge(good(), rules_, keys_of(jwk_set_of({jwk}))), "");
}

TEST_F(TokenVerifier, Jwt14Base64urlHasOneSpelling) {
    const auto token = good();
    const auto first = token.find('.');
    const auto second = token.rfind('.');
    for (const std::string& stray :
         std::vector<std::string>{"=", " ", "\n", "+", "/", "\r\n", std::string(1, '\0')}) {
        for (const auto place : {first, second, token.size(), std::size_t{0}, first + 1}) {
            auto changed = token;
            changed.insert(place, stray);
            EXPECT_FALSE(passes(changed)) << stray << " at " << place;
        }
    }
    // 256 bytes leave four unused bits in the last character of the signature.
    auto changed = token;
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    ASSERT_EQ((token.size() - second - 1) % 4, 2U);
    changed.back() = kAlphabet[kAlphabet.find(changed.back()) | 1];
    EXPECT_EQ(judge(changed), "has a signature that cannot be read");
}

TEST_F(TokenVerifier, Jwt15RefusesTheJsonSerialization) {
    const auto token = good();
    const auto first = token.find('.');
    const auto second = token.rfind('.');
    const json::object flattened{{"protected", token.substr(0, first)},
                                 {"payload", token.substr(first + 1, second - first - 1)},
                                 {"signature", token.substr(second + 1)}};
    EXPECT_FALSE(passes(json::serialize(flattened)));
    EXPECT_FALSE(passes(json::serialize(json::object{{"payload", flattened.at("payload")},
                                                     {"signatures", json::array{flattened}}})));
    EXPECT_FALSE(passes(json::serialize(flattened) + token));
    EXPECT_FALSE(passes(R"({"x":")" + token + R"("})"));
}

TEST_F(TokenVerifier, Jwt16TakesExactlyThreeParts) {
    const auto token = good();
    const auto first = token.find('.');
    const auto second = token.rfind('.');
    const auto header = token.substr(0, first);
    const auto payload = token.substr(first + 1, second - first - 1);
    const auto signature = token.substr(second + 1);
    for (const std::string& odd :
         {header, header + "." + payload, token + "." + signature, token + ".a.b", token + ".",
          "." + token, " " + token, token + " ", "." + payload + "." + signature,
          header + ".." + signature, header + "." + payload + ".", std::string(".."),
          std::string("..."), std::string()}) {
        EXPECT_FALSE(passes(odd)) << odd.substr(0, 20);
    }
}

TEST_F(TokenVerifier, Jwt17RefusesEncryptedTokensBeforeUnpacking) {
    const auto encrypted = [](std::string_view header) {
        return base64url_encode(bytes_of(header)) + ".AAAA.AAAA.AAAA.AAAA";
    };
    EXPECT_EQ(judge(encrypted(R"({"alg":"RSA-OAEP","enc":"A256GCM"})")), "has not three parts");
    EXPECT_EQ(judge(encrypted(R"({"alg":"dir","enc":"A256GCM","zip":"DEF"})")),
              "has not three parts");
    EXPECT_EQ(judge(encrypted(R"({"alg":"PBES2-HS256+A128KW","enc":"A128GCM","p2c":2147483648})")),
              "has not three parts");
    EXPECT_FALSE(passes(headed("zip", "DEF")));
    EXPECT_FALSE(passes(headed("enc", "A256GCM")));
}

TEST_F(TokenVerifier, Jwt18RefusesDegenerateEcdsaSignatures) {
    const auto token = es256_token();
    ASSERT_EQ(test::judge(token, es256_rules(), keys_), "");
    const Bytes zero(32, 0);
    Bytes one(32, 0);
    one.back() = 1;
    const Bytes n =
        hex_decode("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551").value();
    Bytes n_less_one = n;
    n_less_one.back() -= 1;
    const Bytes greatest(32, 0xff);
    for (const Bytes& r : {zero, one, n_less_one, n, greatest}) {
        for (const Bytes& s : {zero, one, n_less_one, n, greatest}) {
            Bytes signature = r;
            signature.insert(signature.end(), s.begin(), s.end());
            EXPECT_EQ(test::judge(with_signature(token, signature), es256_rules(), keys_),
                      "is not signed by its issuer");
        }
    }
}

TEST_F(TokenVerifier, Jwt19AnEcdsaSignatureHasOneLength) {
    const auto token = es256_token();
    const auto good_one = signature_of(token);
    for (const std::size_t size : {0U, 1U, 63U, 65U, 66U, 128U, 1'024U, 8'000U, 16'384U, 65'536U}) {
        Bytes signature(size, 1);
        EXPECT_NE(test::judge(with_signature(token, signature), es256_rules(), keys_), "") << size;
    }
    // The right one with leading zeros to each half.
    Bytes padded{0};
    padded.insert(padded.end(), good_one.begin(), good_one.begin() + 32);
    padded.push_back(0);
    padded.insert(padded.end(), good_one.begin() + 32, good_one.end());
    ASSERT_EQ(padded.size(), 66U);
    EXPECT_EQ(test::judge(with_signature(token, padded), es256_rules(), keys_),
              "is not signed by its issuer");
}

TEST_F(TokenVerifier, Jwt20AnRsaSignatureHasOneForm) {
    const auto token = good();
    const auto signature = signature_of(token);
    Bytes longer = signature;
    longer.insert(longer.begin(), 0);
    Bytes shorter(signature.begin() + 1, signature.end());
    Bytes followed = signature;
    followed.push_back(0);
    // Another hash, and another padding, than the header says.
    const auto text = signed_part(token);
    for (const Bytes& odd : {longer, shorter, followed, Bytes(256, 0), Bytes(256, 0xff), Bytes{1},
                             rsa_key().sign_as("RS384", text), rsa_key().sign_as("PS256", text),
                             other_rsa_key().sign(text)}) {
        EXPECT_EQ(judge(with_signature(token, odd)), "is not signed by its issuer") << odd.size();
    }
}

TEST_F(TokenVerifier, Jwt23HeadersAreReadOneWay) {
    const std::string rest = R"("typ":"JWT","kid":"rsa-1"})";
    for (const std::string& header :
         {R"({"alg":"none","alg":"RS256",)" + rest, R"({"alg":"RS256","alg":"none",)" + rest,
          R"({"alg":"RS256\u0000",)" + rest, R"({"alg":"RS256",)" + rest + "x",
          R"({"alg":"RS256",)" + rest + std::string(1, '\0'),
          "\xef\xbb\xbf{\"alg\":\"RS256\"," + rest,
          R"({"alg":"RS256","a":)" + std::string(4'000, '[') + std::string(4'000, ']') + "," + rest,
          std::string(100'000, '['), std::string("[]"), std::string("\"RS256\""), std::string()}) {
        EXPECT_FALSE(passes(with_header_text(header))) << header.substr(0, 40);
    }
}

TEST_F(TokenVerifier, Jwt25ExpiryIsADateThatHasNotPassed) {
    EXPECT_FALSE(passes(without("exp")));
    EXPECT_FALSE(passes(with("exp", kTokenNowS - 61)));
    EXPECT_TRUE(passes(with("exp", kTokenNowS - 59)));
    EXPECT_FALSE(passes(with("exp", 0)));
    EXPECT_FALSE(passes(with("exp", -1)));
    EXPECT_FALSE(passes(with("exp", "1900000000")));
    EXPECT_FALSE(passes(with("exp", nullptr)));
    EXPECT_TRUE(passes(with("exp", static_cast<double>(kTokenNowS) + 0.5)));
    EXPECT_FALSE(passes(with("exp", static_cast<double>(kTokenNowS) - 60.5)));
    EXPECT_TRUE(passes(with("exp", 2'208'988'800)));  // 2040
    EXPECT_TRUE(passes(with("exp", 253'402'300'799)));
    // Beyond the year 9999 it is no date.
    EXPECT_FALSE(passes(with("exp", std::int64_t{1} << 53)));
    EXPECT_FALSE(passes(with("exp", std::uint64_t{1} << 63)));
    auto text = json::serialize(entra_access_claims());
    const auto exp = "\"exp\":" + std::to_string(kTokenNowS + 3600);
    text.replace(text.find(exp), exp.size(), "\"exp\":1e400");
    EXPECT_FALSE(passes(with_text(text)));
}

TEST_F(TokenVerifier, Jwt26NotBeforeHolds) {
    EXPECT_FALSE(passes(with("nbf", kTokenNowS + 61)));
    EXPECT_TRUE(passes(with("nbf", kTokenNowS + 59)));
    EXPECT_FALSE(passes(with("nbf", "1")));
    EXPECT_FALSE(passes(with("nbf", nullptr)));
    EXPECT_TRUE(passes(without("nbf")));
}

TEST_F(TokenVerifier, Jwt27IssuedInTheFutureOrNeverIsRefused) {
    EXPECT_FALSE(passes(with("iat", kTokenNowS + 61)));
    EXPECT_TRUE(passes(with("iat", kTokenNowS + 59)));
    EXPECT_FALSE(passes(without("iat")));
    EXPECT_FALSE(passes(with("iat", "1")));
}

TEST_F(TokenVerifier, Jwt28AClockThatJumpsExtendsNothingBeyondTheJump) {
    const auto token = with("exp", kTokenNowS + 300);
    const auto at = [&](std::int64_t seconds) {
        return test::judge(token, rules_, keys_, kTokenNow + Seconds{seconds});
    };
    EXPECT_EQ(at(300), "");
    EXPECT_EQ(at(361), "expired");
    EXPECT_EQ(at(361 - 600), "");  // set back by ten minutes: that much longer
    EXPECT_EQ(at(961 - 600), "expired");
    EXPECT_EQ(at(900), "expired");  // set forward
}

TEST_F(TokenVerifier, Jwt29ClaimsAreReadOneWay) {
    for (const char* first : {R"("sub":"victim",)", R"("aud":"other",)", R"("exp":1,)",
                              R"("roles":["Admin"],)", R"("tid":"x",)", R"("oid":"x",)"}) {
        EXPECT_EQ(judge(with_text(claims_text(first))), "has claims that cannot be read") << first;
    }
}

TEST_F(TokenVerifier, Jwt30TheAudienceIsExact) {
    const std::string us{kClient};
    EXPECT_TRUE(passes(with("aud", json::array{"other", us})));
    EXPECT_TRUE(passes(with("aud", json::array{us})));
    for (const json::value& aud :
         json::array{"other", "", nullptr, json::array{}, json::array{"other"}, json::array{us, 7},
                     json::object{{us, us}}, 7, us + "x", "x" + us, us.substr(1), us + " " + us,
                     "api://" + us, "2C2C2C2C-AAAA-4BBB-8CCC-DDDD00001111"}) {
        EXPECT_EQ(judge(with("aud", aud)), "is for another audience") << json::serialize(aud);
    }
    EXPECT_FALSE(passes(without("aud")));
}

TEST_F(TokenVerifier, Jwt31TheIssuerIsExact) {
    const std::string issuer{kEntraIssuer};
    for (const json::value& iss :
         json::array{"https://evil.example", "", nullptr, issuer + "/", "HTTPS" + issuer.substr(5),
                     "https://sts.windows.net/" + std::string(kTenant) + "/",
                     "https://login.microsoftonline.com/common/v2.0",
                     "https://login.microsoftonline.com/{tenantid}/v2.0", issuer + ".evil.example",
                     issuer.substr(0, issuer.size() - 1), json::array{issuer}, 1}) {
        EXPECT_EQ(judge(with("iss", iss)), "is of another issuer") << json::serialize(iss);
    }
    EXPECT_FALSE(passes(without("iss")));
}

TEST_F(TokenVerifier, Jwt32TheTenantIsOnTheListAndTheIssuers) {
    const std::string other = "99999999-1111-4222-8333-444455556666";
    const std::string other_issuer = "https://login.microsoftonline.com/" + other + "/v2.0";
    EXPECT_FALSE(passes(without("tid")));
    for (const json::value& tid :
         json::array{other, "9188040d-6c67-4c5b-b112-36a304b66dad", "", nullptr,
                     "7B0C1A52-1111-4222-8333-444455556666", json::array{kTenant}}) {
        EXPECT_EQ(judge(with("tid", tid)), "is of another tenant") << json::serialize(tid);
    }
    // Of two tenants on the list, each only with its own issuer.
    rules_.issuers.push_back({other_issuer, other});
    EXPECT_FALSE(passes(with("tid", json::string(other))));
    EXPECT_TRUE(passes(with([&](json::object& claims) {
        claims["iss"] = other_issuer;
        claims["tid"] = other;
    })));
}

TEST_F(TokenVerifier, AKeyChecksOnlyTokensOfTheIssuerThatItIsFor) {
    const auto judged_with = [&](std::string_view issuer) {
        auto jwk = with_id(rsa_key().jwk(), "rsa-1");
        jwk["issuer"] = issuer;
        return test::judge(good(), rules_, keys_of(jwk_set_of({jwk})));
    };
    EXPECT_EQ(judged_with("https://login.microsoftonline.com/{tenantid}/v2.0"), "");
    EXPECT_EQ(judged_with(kEntraIssuer), "");
    EXPECT_EQ(judged_with("https://login.microsoftonline.com/"
                          "9188040d-6c67-4c5b-b112-36a304b66dad/v2.0"),
              "no key of its issuer fits");
}

TEST_F(TokenVerifier, Jwt33EachKindOfTokenIsTakenForItsUseAlone) {
    const auto id_token = mint(rsa_key(), rs256_header(), entra_id_claims());
    EXPECT_EQ(test::judge(id_token, entra_sign_in_rules(), keys_), "");
    EXPECT_EQ(judge(id_token), "is an ID token");
    auto without_nonce = entra_id_claims();
    without_nonce.erase("nonce");
    EXPECT_EQ(judge(mint(rsa_key(), rs256_header(), without_nonce)),
              "has not the scope of this server");

    EXPECT_EQ(test::judge(good(), entra_sign_in_rules(), keys_), "is for another sign-in");
    EXPECT_EQ(test::judge(with("nonce", "the-nonce"), entra_sign_in_rules(), keys_),
              "is an access token");
    for (const char* type : {"logout+jwt", "at+jwt", "application/at+jwt", "secevent+jwt"}) {
        auto header = rs256_header();
        header["typ"] = type;
        EXPECT_FALSE(
            test::judge(mint(rsa_key(), header, entra_id_claims()), entra_sign_in_rules(), keys_)
                .empty())
            << type;
    }
    EXPECT_FALSE(passes(headed("typ", "logout+jwt")));
    EXPECT_FALSE(passes(headed("typ", 1)));
    EXPECT_TRUE(passes(headed("typ", "at+jwt")));
    EXPECT_TRUE(passes(headed("typ", "application/AT+JWT")));
    // A refresh token is no JWT at all.
    EXPECT_FALSE(passes("0.AXYAabcdefghijklmnopqrstuvwxyz-0123456789"));
    // A program's own token.
    EXPECT_EQ(judge(with("idtyp", "app")), "is of no person");
    EXPECT_EQ(judge(without("scp")), "has not the scope of this server");
    EXPECT_EQ(judge(with("ver", "1.0")).substr(0, 21), "is not of version 2.0");
}

TEST_F(TokenVerifier, Jwt34SubjectsScopesAndRolesAreOfTheirTypes) {
    EXPECT_FALSE(passes(without("sub")));
    EXPECT_FALSE(passes(without("oid")));
    for (const char* name : {"sub", "oid"}) {
        for (const json::value& value : json::array{"", nullptr, 7, std::string(10'240, 's'),
                                                    std::string("a\0b", 3), json::array{"a"}}) {
            EXPECT_FALSE(passes(with(name, value))) << name << json::serialize(value).substr(0, 20);
        }
    }
    EXPECT_TRUE(passes(with("scp", "openid access profile")));
    for (const json::value& scp : json::array{json::array{"access"}, json::object{{"access", true}},
                                              "Access", "access2", "openid", "", 1}) {
        EXPECT_FALSE(passes(with("scp", scp))) << json::serialize(scp);
    }
    for (const json::value& roles :
         json::array{"Admin", json::object{{"Admin", true}}, json::array{7}, 7, nullptr}) {
        EXPECT_FALSE(passes(with("roles", roles))) << json::serialize(roles);
    }
    EXPECT_TRUE(passes(without("roles")));
}

TEST_F(TokenVerifier, Jwt35GroupsAreOfNoConcern) {
    EXPECT_TRUE(passes(with([](json::object& claims) {
        claims["_claim_names"] = json::object{{"groups", "src1"}};
        claims["_claim_sources"] =
            json::object{{"src1", json::object{{"endpoint", "https://127.0.0.1:1/"}}}};
    })));
    const auto full = with([](json::object& claims) {
        json::array groups;
        for (int i = 0; i < 200; ++i) {
            groups.push_back(json::string(kOid));
        }
        claims["groups"] = std::move(groups);
    });
    EXPECT_GT(full.size(), 10'000U);
    EXPECT_TRUE(passes(full));
}

TEST_F(TokenVerifier, Jwt36WhatIsTooLongIsNotReadAtAll) {
    EXPECT_EQ(judge(std::string(kLongestToken, '.')), "has not three parts");
    EXPECT_EQ(judge(std::string(kLongestToken + 1, 'a')), "is too long");
    EXPECT_EQ(judge(std::string(1 << 20, '.')), "is too long");
    EXPECT_EQ(judge(std::string(kLongestToken - 4, 'a') + ".a.a"),
              "has a header that cannot be read");
}

TEST_F(TokenVerifier, Jwt37ClaimsAreOneStrictJsonObject) {
    for (const std::string& claims :
         {std::string("not json"), std::string("[]"), "[" + claims_text() + "]",
          "\xef\xbb\xbf" + claims_text(), claims_text("\"x\":\"\xff\","),
          claims_text(R"("x":"\ud800",)"), claims_text() + "x", claims_text() + claims_text(),
          claims_text("\"x\":" + std::string(3'000, '[') + std::string(3'000, ']') + ","),
          std::string(), std::string("null"), claims_text(R"("x":NaN,)")}) {
        EXPECT_EQ(judge(with_text(claims)), "has claims that cannot be read")
            << claims.substr(0, 40);
    }
}

TEST_F(TokenVerifier, Oidc10TheNonceIsTheSignInsOwn) {
    const auto judged = [&](const std::function<void(json::object&)>& change) {
        auto claims = entra_id_claims();
        change(claims);
        return test::judge(mint(rsa_key(), rs256_header(), claims), entra_sign_in_rules(), keys_);
    };
    EXPECT_EQ(judged([](json::object&) {}), "");
    EXPECT_EQ(judged([](json::object& claims) { claims["nonce"] = "another"; }),
              "is for another sign-in");
    EXPECT_EQ(judged([](json::object& claims) { claims.erase("nonce"); }),
              "is for another sign-in");
    EXPECT_EQ(judged([](json::object& claims) { claims["nonce"] = 7; }), "is for another sign-in");
    auto rules = entra_sign_in_rules();
    rules.nonce.clear();
    EXPECT_NE(test::judge(mint(rsa_key(), rs256_header(), entra_id_claims()), rules, keys_), "");
}

TEST_F(TokenVerifier, Oidc25TheAuthorizedPartyIsUs) {
    const json::string us(kClient);
    const auto judged = [&](json::value aud, json::value azp) {
        auto claims = entra_id_claims();
        claims["aud"] = std::move(aud);
        if (!azp.is_null()) {
            claims["azp"] = std::move(azp);
        }
        return test::judge(mint(rsa_key(), rs256_header(), claims), entra_sign_in_rules(), keys_);
    };
    EXPECT_EQ(judged(json::array{us}, nullptr), "");
    EXPECT_EQ(judged(json::array{us, "other"}, us), "");
    EXPECT_EQ(judged(us, us), "");
    EXPECT_EQ(judged(json::array{us, "other"}, nullptr), "was given to another client");
    EXPECT_EQ(judged(json::array{us, "other"}, "other"), "was given to another client");
    EXPECT_EQ(judged(us, "other"), "was given to another client");
    EXPECT_EQ(judged(us, 7), "was given to another client");
}

TEST_F(TokenVerifier, Oidc33OnlyAWellFormedAddressIsShown) {
    const auto email_of = [&](json::value email) {
        const auto token = read_token(with("email", std::move(email))).value();
        return verify_token(token, rules_, keys_, kTokenNow).value().email;
    };
    EXPECT_EQ(email_of("ann@example.org"), "ann@example.org");
    EXPECT_EQ(email_of("a@b@c"), "");
    EXPECT_EQ(email_of(json::string(std::string(300, 'a') + "@example.org")), "");
    EXPECT_EQ(email_of(7), "");
    EXPECT_EQ(email_of(nullptr), "");
}

}  // namespace
}  // namespace ohmstead
