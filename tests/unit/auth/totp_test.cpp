#include "auth/totp.hpp"

#include <string>

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

const std::string kSecret = "12345678901234567890";

ByteView secret() {
    return bytes_of(kSecret);
}

Instant at_second(std::int64_t second) {
    return instant_from_ms(second * 1000);
}

TEST(Totp, MakesTheCodesOfRfc6238) {
    struct Vector {
        std::int64_t second;
        const char* code;
    };
    for (const Vector& vector :
         {Vector{59, "94287082"}, Vector{1'111'111'109, "07081804"},
          Vector{1'111'111'111, "14050471"}, Vector{1'234'567'890, "89005924"},
          Vector{2'000'000'000, "69279037"}, Vector{20'000'000'000, "65353130"}}) {
        EXPECT_EQ(totp_code(secret(), totp_step(at_second(vector.second)), 8), vector.code);
        EXPECT_EQ(totp_code(secret(), totp_step(at_second(vector.second))),
                  std::string(vector.code).substr(2));
    }
}

TEST(Totp, MakesTheCodesOfRfc4226) {
    const char* codes[] = {"755224", "287082", "359152", "969429", "338314",
                           "254676", "287922", "162583", "399871", "520489"};
    for (std::int64_t step = 0; step < 10; ++step) {
        EXPECT_EQ(totp_code(secret(), step), codes[step]);
    }
}

TEST(Totp, AllowsForClocksThatDifferByAStep) {
    const Instant now = at_second(1'234'567'890);
    const std::int64_t step = totp_step(now);
    for (const std::int64_t near : {step - 1, step, step + 1}) {
        EXPECT_EQ(totp_step_of(secret(), totp_code(secret(), near), now), near);
    }
    for (const std::int64_t far : {step - 2, step + 2, std::int64_t{0}}) {
        EXPECT_EQ(totp_step_of(secret(), totp_code(secret(), far), now), std::nullopt);
    }
}

TEST(Totp, AStepLasts30Seconds) {
    EXPECT_EQ(totp_step(at_second(29)), 0);
    EXPECT_EQ(totp_step(at_second(30)), 1);
    EXPECT_EQ(totp_step(at_second(59)), 1);
}

TEST(Totp, TakesNothingButTheSixDigits) {
    const Instant now = at_second(1'234'567'890);
    const std::string code = totp_code(secret(), totp_step(now));
    EXPECT_TRUE(totp_step_of(secret(), code.substr(0, 3) + " " + code.substr(3), now));
    EXPECT_TRUE(totp_step_of(secret(), "  " + code + " ", now));
    for (const std::string& wrong :
         {std::string(), code.substr(1), code + "0", "0" + code, "-" + code,
          code + std::string(1, '\0'), std::string(1'000'000, '0'), std::string("١٢٣٤٥٦")}) {
        EXPECT_EQ(totp_step_of(secret(), wrong, now), std::nullopt) << wrong.substr(0, 20);
    }
    for (std::size_t i = 0; i < code.size(); ++i) {
        std::string other = code;
        other[i] = other[i] == '9' ? '0' : static_cast<char>(other[i] + 1);
        EXPECT_EQ(totp_step_of(secret(), other, now), std::nullopt);
    }
}

TEST(Totp, WritesSecretsAsAppsReadThem) {
    // RFC 4648, section 10, without padding.
    EXPECT_EQ(base32_encode(bytes_of("")), "");
    EXPECT_EQ(base32_encode(bytes_of("f")), "MY");
    EXPECT_EQ(base32_encode(bytes_of("fo")), "MZXQ");
    EXPECT_EQ(base32_encode(bytes_of("foo")), "MZXW6");
    EXPECT_EQ(base32_encode(bytes_of("foob")), "MZXW6YQ");
    EXPECT_EQ(base32_encode(bytes_of("fooba")), "MZXW6YTB");
    EXPECT_EQ(base32_encode(bytes_of("foobar")), "MZXW6YTBOI");
    EXPECT_EQ(otpauth_uri(bytes_of("foobar"), "ann+b&c@example.org"),
              "otpauth://totp/Ohmstead:ann%2Bb%26c%40example.org?secret=MZXW6YTBOI"
              "&issuer=Ohmstead");
}

}  // namespace
}  // namespace ohmstead
