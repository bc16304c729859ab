#include "auth/password_rules.hpp"

#include <gtest/gtest.h>

#include "auth/text_rules.hpp"

namespace ohmstead {
namespace {

// "ok", or the code of what is wrong.
std::string verdict(std::string_view password) {
    const Status checked = check_password(password, "Ann Li-Berger", "ann.lee@example.org");
    if (checked) {
        return "ok";
    }
    EXPECT_EQ(checked.error().code, ErrorCode::invalid);
    EXPECT_EQ(checked.error().fields.at(0).pointer, "/password");
    return checked.error().fields.at(0).code;
}

TEST(PasswordRules, AU_01_TakeEightTo128CharactersOfAnyKind) {
    EXPECT_EQ(verdict("xk7_fQz"), "min_length");
    EXPECT_EQ(verdict("xk7_fQz2"), "ok");
    EXPECT_EQ(verdict(std::string(128, 'x') + "y"), "max_length");
    EXPECT_EQ(verdict(std::string(64, 'x') + std::string(64, 'y')), "ok");
    EXPECT_EQ(verdict(std::string(1'000'000, 'x')), "max_length");
    EXPECT_EQ(verdict("  many words with blanks  "), "ok");
    EXPECT_EQ(verdict(std::string_view("nul\0inside", 10)), "ok");
}

TEST(PasswordRules, CountCharactersNotBytes) {
    const std::string plug = "\xf0\x9f\x94\x8c";  // one character of four bytes
    std::string password;
    for (int i = 0; i < 7; ++i) {
        password += plug;
    }
    EXPECT_EQ(verdict(password), "min_length");
    EXPECT_EQ(verdict(password + plug), "ok");
    for (int i = 7; i < 128; ++i) {
        password += plug;
    }
    EXPECT_EQ(verdict(password), "ok");
}

TEST(PasswordRules, AU_02_RefuseCommonOnesInAnyCase) {
    for (const char* common : {"password", "PassWord", "12345678", "qwertyuiop", "iloveyou1",
                               "homeassistant", "changeme123", "raspberrypi"}) {
        EXPECT_EQ(verdict(common), "common") << common;
    }
}

TEST(PasswordRules, AU_02_RefuseTheProductsAndThePersonsName) {
    for (const char* obvious :
         {"ohmstead", "Ohmstead1!", "ann.lee@example.org", "Ann Li-Berger", "li-berger7",
          "ann.lee2026", "ohmsteadohmstead", "ohmstead12345678", "AnnPassword"}) {
        EXPECT_EQ(verdict(obvious), "obvious") << obvious;
    }
    EXPECT_EQ(verdict("correct ohmstead battery staple"), "ok");
}

TEST(TextRules, KnowAnEmailAddressWhenTheySeeOne) {
    EXPECT_TRUE(is_email("ann@example.org"));
    EXPECT_TRUE(is_email("a@b"));
    EXPECT_TRUE(is_email("j\xc3\xbcrgen+home@example.org"));
    for (const char* text : {"", "ann", "@", "ann@", "@example.org", "a@b@c", "a b@c", "a@b\n"}) {
        EXPECT_FALSE(is_email(text)) << text;
    }
    EXPECT_FALSE(is_email(std::string(250, 'a') + "@b.example"));
}

TEST(TextRules, KnowANameThatCanBeShown) {
    EXPECT_TRUE(is_person_name("Ann"));
    EXPECT_TRUE(is_person_name("<b>Ann</b>")) << "markup is shown as text";
    EXPECT_FALSE(is_person_name(""));
    EXPECT_FALSE(is_person_name("   "));
    EXPECT_FALSE(is_person_name("Ann\n"));
    EXPECT_FALSE(is_person_name(std::string(101, 'a')));
}

}  // namespace
}  // namespace ohmstead
