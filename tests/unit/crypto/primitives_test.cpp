#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "crypto/bytes.hpp"
#include "crypto/digest.hpp"
#include "crypto/encoding.hpp"
#include "crypto/password_hash.hpp"
#include "crypto/random.hpp"

namespace ohmstead {
namespace {

std::string base64url(std::string_view text) {
    return base64url_encode(bytes_of(text));
}

TEST(Random, NeverRepeatsASessionSecret) {
    std::set<std::array<std::uint8_t, 32>> seen;
    for (int i = 0; i < 100'000; ++i) {
        EXPECT_TRUE(seen.insert(random_bytes<32>()).second);
    }
}

TEST(Digest, MatchesTheStandardsExamples) {
    EXPECT_EQ(hex_encode(sha256(bytes_of("abc"))),
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(hex_encode(sha256({})),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(hex_encode(hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
}

TEST(Digest, AnEmptyKeyIsAKeyOfItsOwn) {
    const auto keyed = hmac_sha256(bytes_of("key"), bytes_of("message"));
    const auto empty = hmac_sha256({}, bytes_of("message"));
    EXPECT_NE(keyed, empty);
    EXPECT_EQ(empty, hmac_sha256(bytes_of(""), bytes_of("message")));
}

TEST(ConstantTimeCompare, ComparesContentAndLength) {
    EXPECT_TRUE(equal_in_constant_time(bytes_of("secret"), bytes_of("secret")));
    EXPECT_FALSE(equal_in_constant_time(bytes_of("secret"), bytes_of("secreT")));
    EXPECT_FALSE(equal_in_constant_time(bytes_of("secret"), bytes_of("secre")));
    EXPECT_TRUE(equal_in_constant_time({}, {}));
}

TEST(Hex, RoundTripsAndRefusesOtherSpellings) {
    const Bytes bytes{0x00, 0x7f, 0x80, 0xff};
    EXPECT_EQ(hex_encode(bytes), "007f80ff");
    EXPECT_EQ(hex_decode("007f80ff"), bytes);
    EXPECT_EQ(hex_decode("007F80FF"), std::nullopt);
    EXPECT_EQ(hex_decode("007"), std::nullopt);
    EXPECT_EQ(hex_decode("0g"), std::nullopt);
}

TEST(Base64, MatchesTheStandardsExamples) {
    const auto base64 = [](std::string_view text) { return base64_encode(bytes_of(text)); };
    EXPECT_EQ(base64(""), "");
    EXPECT_EQ(base64("f"), "Zg==");
    EXPECT_EQ(base64("fo"), "Zm8=");
    EXPECT_EQ(base64("foo"), "Zm9v");
    EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64("\xfb\xff\xfe"), "+//+");
}

TEST(Base64, RoundTripsAndRefusesOtherSpellings) {
    for (std::size_t size = 0; size < 70; ++size) {
        Bytes bytes(size);
        fill_random(bytes);
        EXPECT_EQ(base64_decode(base64_encode(bytes)), bytes);
    }
    for (const auto* text : {"Zg", "Zg=", "Zg===", "Zh==", "Z===", "====", "-__-", "Zm9v\n",
                             "Zm9v====", "Zg==Zg==", "Zm8=Zm8="}) {
        EXPECT_EQ(base64_decode(text), std::nullopt) << text;
    }
}

TEST(Base64Url, MatchesTheStandardsExamples) {
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(base64url("f"), "Zg");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("foo"), "Zm9v");
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
}

TEST(Base64Url, RoundTripsEveryLength) {
    Bytes bytes;
    for (std::size_t size = 0; size < 70; ++size) {
        EXPECT_EQ(base64url_decode(base64url_encode(bytes)), bytes);
        bytes.push_back(static_cast<std::uint8_t>(size * 37 + 11));
    }
}

TEST(Base64Url, OneValueHasOneSpelling) {
    EXPECT_EQ(base64url_decode("Zg=="), std::nullopt);
    EXPECT_EQ(base64url_decode("Zh"), std::nullopt);  // stray bits
    EXPECT_EQ(base64url_decode("Z"), std::nullopt);
    EXPECT_EQ(base64url_decode("+//+"), std::nullopt);
    EXPECT_EQ(base64url_decode("Zm9v\n"), std::nullopt);
    EXPECT_EQ(base64url_decode(std::string_view("Zm9\0", 4)), std::nullopt);
}

constexpr PasswordCost kCheap{.memory_kib = 64, .passes = 1, .lanes = 1};

TEST(PasswordHash, VerifiesWhatItMadeAndNothingElse) {
    const std::string phc = hash_password("correct horse", kCheap);
    EXPECT_THAT(phc, testing::StartsWith("$argon2id$v=19$m=64,t=1,p=1$"));
    EXPECT_TRUE(verify_password(phc, "correct horse"));
    EXPECT_FALSE(verify_password(phc, "correct horsf"));
    EXPECT_FALSE(verify_password(phc, "correct horse "));
    EXPECT_FALSE(verify_password(phc, ""));
    EXPECT_NE(phc, hash_password("correct horse", kCheap)) << "every hash has its own salt";
}

TEST(PasswordHash, ComparesExactBytes) {
    const std::string with_nul("pass\0word", 9);
    const std::string phc = hash_password(with_nul, kCheap);
    EXPECT_TRUE(verify_password(phc, with_nul));
    EXPECT_FALSE(verify_password(phc, "pass"));
    const std::string composed = hash_password("caf\xc3\xa9 au lait", kCheap);
    EXPECT_FALSE(verify_password(composed, "cafe\xcc\x81 au lait"));
}

TEST(PasswordHash, ReadsTheReferenceImplementationsHash) {
    constexpr auto kReference =
        "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
    EXPECT_TRUE(verify_password(kReference, "password"));
    EXPECT_TRUE(needs_rehash(kReference));
}

TEST(PasswordHash, AsksForANewHashWhenTheCostChanged) {
    const std::string phc = hash_password("correct horse", kCheap);
    EXPECT_FALSE(needs_rehash(phc, kCheap));
    EXPECT_TRUE(needs_rehash(phc));
    EXPECT_FALSE(needs_rehash(hash_password("correct horse")));
}

TEST(PasswordHash, AnythingButAHashVerifiesNothing) {
    for (const char* phc : {"", "plain", "$argon2id$", "$2b$10$abcdefghijklmnopqrstuv",
                            "$argon2i$v=19$m=65536,t=2,p=1$c29tc2FsdA$AAAA"}) {
        EXPECT_FALSE(verify_password(phc, "plain")) << phc;
    }
}

TEST(PercentEncoding, WritesEveryByteThatIsNotUnreserved) {
    EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
    EXPECT_EQ(percent_encode("a b+c/d:e@f%"), "a%20b%2Bc%2Fd%3Ae%40f%25");
    EXPECT_EQ(percent_encode("Ω"), "%CE%A9");
}

}  // namespace
}  // namespace ohmstead
