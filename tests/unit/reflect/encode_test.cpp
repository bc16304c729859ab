#include "reflect/encode.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "reflect/decode.hpp"
#include "reflect/number_text.hpp"
#include "unit/reflect/example.hpp"

namespace ohmstead::reflect {
namespace {

TEST(NumberText, IsPlainShortAndRounded) {
    EXPECT_EQ(number_text(6000), "6000");
    EXPECT_EQ(number_text(1e15), "1000000000000000");
    EXPECT_EQ(number_text(1e21), "1000000000000000000000");
    EXPECT_EQ(number_text(0.1 + 0.2), "0.3");
    EXPECT_EQ(number_text(-0.0), "0");
    EXPECT_EQ(number_text(-1.25), "-1.25");
    EXPECT_EQ(number_text(12.345678901), "12.345679");
    EXPECT_EQ(number_text(0.000001), "0.000001");
    EXPECT_EQ(number_text(0.0000004), "0");
    EXPECT_EQ(number_text(812.04, 1), "812");
    EXPECT_EQ(number_text(812.05, 1), "812.1");
    EXPECT_EQ(number_text(9'999'999'999.123), "9999999999.123");
    EXPECT_EQ(number_text(-1e308).size(), 310U);
    EXPECT_EQ(number_text(std::nan("")), "null");
    EXPECT_EQ(number_text(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonString, EscapesAndRepairs) {
    std::string out;
    append_json_string(out, "a\"b\\c\n\r\t\x01\x7f \u00e4\U0001F600 \xff\xc3(");
    EXPECT_EQ(out, "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\u007f \u00e4\U0001F600 \uFFFD\uFFFD(\"");
}

TEST(Rfc3339Text, EqualsTheFormatOfBase) {
    for (const std::int64_t ms : {0LL, 1LL, 1'772'359'200'250LL, 1'772'359'200'000LL,
                                  253'402'300'799'999LL, 951'782'400'000LL}) {
        std::string out;
        append_rfc3339(out, instant_from_ms(ms));
        EXPECT_EQ(out, format_rfc3339(instant_from_ms(ms)));
    }
}

TEST(Encode, WritesEveryKind) {
    test::Thing thing;
    thing.id = HomeId{"abcdefghijklmnopqrst"};
    thing.name = "Ofen";
    thing.limits = {.max_watts = 2000, .max_amps = 9.99};
    thing.tags = {"a", "b"};
    thing.power = {{"x", 6000.0}, {"y", std::nan("")}};
    thing.series = {1.0, std::nullopt};
    EXPECT_EQ(encode(thing),
              R"({"id":"abcdefghijklmnopqrst","name":"Ofen","colour":"red",)"
              R"("limits":{"max_watts":2000,"max_amps":10},"seen":null,"tags":["a","b"],)"
              R"("power":{"x":6000,"y":null},"series":[1,null],"register":false,"total":0})");
}

TEST(Encode, RoundTrips) {
    test::Thing thing;
    thing.id = HomeId::make();
    thing.name = "\"\\\u00e4";
    thing.colour = test::Colour::default_;
    thing.limits.max_watts = 5;
    thing.note = "n";
    thing.seen = instant_from_ms(1'772'359'200'250);
    thing.scale = 0.25;
    const auto text = encode(thing);
    EXPECT_EQ(encode(decode_text<test::Thing>(text).value()), text);
}

TEST(Encode, WritesEmptyContainersAndObjects) {
    EXPECT_EQ(encode(std::vector<double>{}), "[]");
    EXPECT_EQ(encode(std::map<std::string, double>{}), "{}");
    EXPECT_EQ(encode(std::vector<std::vector<double>>{{}, {1, 2}}), "[[],[1,2]]");
    EXPECT_EQ(encode(RawJson{"[1]"}), "[1]");
}

TEST(Enumerators, AreFoundByTheirWireNames) {
    EXPECT_EQ(name_of_enumerator(test::Colour::default_), "default");
    EXPECT_EQ(enumerator_named<test::Colour>("light_green"), test::Colour::light_green);
    EXPECT_FALSE(enumerator_named<test::Colour>("green"));
}

}  // namespace
}  // namespace ohmstead::reflect
