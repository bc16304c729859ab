#include "reflect/decode.hpp"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/reflect/example.hpp"

namespace ohmstead::reflect {
namespace {

using test::Colour;
using test::Limits;
using test::Thing;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

constexpr std::string_view kGood = R"({"id":"abcdefghijklmnopqrst","name":"Ofen",
    "colour":"light_green","limits":{"max_watts":2000},"seen":"2026-03-01T10:00:00+01:00",
    "tags":["a"],"power":{"x":1.5},"series":[1,null,2.5],"scale":null,"register":true,"total":7})";

std::vector<std::string> faults_of(const Error& error) {
    std::vector<std::string> faults;
    for (const auto& field : error.fields) {
        faults.push_back(field.pointer + " " + field.code);
    }
    return faults;
}

std::vector<std::string> faults_of(std::string_view text) {
    const auto thing = decode_text<Thing>(text);
    return thing ? std::vector<std::string>{} : faults_of(thing.error());
}

TEST(Decode, ReadsEveryKind) {
    const auto thing = decode_text<Thing>(kGood).value();
    EXPECT_EQ(thing.id.value, "abcdefghijklmnopqrst");
    EXPECT_EQ(thing.colour, Colour::light_green);
    EXPECT_EQ(thing.limits.max_watts, 2000);
    EXPECT_FALSE(thing.note.has_value());
    EXPECT_EQ(thing.seen, parse_rfc3339("2026-03-01T09:00:00Z"));
    EXPECT_THAT(thing.tags, ElementsAre("a"));
    EXPECT_EQ(thing.power.at("x"), 1.5);
    EXPECT_THAT(thing.series, ElementsAre(1, std::nullopt, 2.5));
    EXPECT_TRUE(thing.scale.is_null());
    EXPECT_TRUE(thing.register_);
    EXPECT_EQ(thing.total, 7U);
}

TEST(Decode, ReportsEveryFaultAtOnceWithItsPointer) {
    EXPECT_THAT(
        faults_of(R"({"id":"x","name":"","colour":"blue","limits":{"max_watts":0,"a/b~":1},
                             "tags":["a",7],"extra":1,"total":-1,"series":"no"})"),
        UnorderedElementsAre("/id format", "/name min_length", "/colour enum",
                             "/limits/max_watts minimum", "/limits/a~1b~0 unknown", "/tags/1 type",
                             "/extra unknown", "/total minimum", "/series type"));
}

TEST(Decode, WantsRequiredFieldsAndNoOthers) {
    EXPECT_THAT(faults_of("{}"), UnorderedElementsAre("/id required", "/name required",
                                                      "/colour required", "/limits required"));
    EXPECT_THAT(faults_of("[]"), ElementsAre(" type"));
}

TEST(Decode, IgnoresUnknownFieldsWhenAsked) {
    const auto limits =
        decode_text<Limits>(R"({"max_watts":5,"later":{}})", {.ignore_unknown = true});
    EXPECT_EQ(limits->max_watts, 5);
}

TEST(Decode, TreatsAClosedFieldAsUnknown) {
    constexpr std::array<std::string_view, 1> closed{"max_amps"};
    const auto limits =
        decode_text<Limits>(R"({"max_watts":5,"max_amps":1})",
                            {.closed_fields = fields_named(*type_of<Limits>(), closed)});
    EXPECT_THAT(faults_of(limits.error()), ElementsAre("/max_amps unknown"));
}

TEST(Decode, CountsCodePointsNotBytes) {
    std::string text(kGood);
    text.replace(text.find("Ofen"), 4, "\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9\u00e9");
    EXPECT_THAT(faults_of(text), ElementsAre());
}

TEST(Decode, TakesIntegersInAnySpellingButNoFractions) {
    EXPECT_EQ(decode_text<Limits>(R"({"max_watts":1e3})")->max_watts, 1000);
    for (const auto* bad :
         {"1.5", "\"5\"", "99999999999", "18446744073709551615", "true", "null"}) {
        const auto text = std::string(R"({"max_watts":)") + bad + "}";
        EXPECT_FALSE(decode_text<Limits>(text)) << bad;
    }
}

TEST(Decode, TellsAnAbsentPatchFromNullAndFromAValue) {
    std::string text(kGood);
    const auto at = text.find(R"("scale":null,)");
    auto without = text;
    without.erase(at, 13);
    EXPECT_TRUE(decode_text<Thing>(without)->scale.is_absent());
    text.replace(at, 13, R"("scale":2,)");
    double scale = 1;
    EXPECT_TRUE(decode_text<Thing>(text)->scale.apply_to(scale));
    EXPECT_EQ(scale, 2);
}

TEST(Decode, LimitsHowManyFaultsItLists) {
    std::string text = "{";
    for (int i = 0; i < 1000; ++i) {
        text += "\"k" + std::to_string(i) + "\":1,";
    }
    text.back() = '}';
    EXPECT_EQ(decode_text<Thing>(text).error().fields.size(), 100U);
}

TEST(ParseJson, RefusesWhatIsNotStrictJson) {
    const std::string deep(100'000, '[');
    const std::string digits(10'000, '9');
    for (const std::string& bad : std::vector<std::string>{"",
                                                           " ",
                                                           "{",
                                                           "[1,]",
                                                           "{\"a\":1,}",
                                                           "nul",
                                                           "01",
                                                           "1 2",
                                                           "[1e400]",
                                                           "[-1e400]",
                                                           "{\"a\":1,\"a\":2}",
                                                           "{\"a\":{\"b\":1,\"b\":1}}",
                                                           "\xEF\xBB\xBF{}",
                                                           "\"\xff\"",
                                                           "\"\xed\xa0\x80\"",
                                                           "NaN",
                                                           "Infinity",
                                                           "+1",
                                                           "'a'",
                                                           "// x\n1",
                                                           "[\"\\ud800\"]",
                                                           deep,
                                                           digits,
                                                           std::string("1\0", 2)}) {
        const auto parsed = parse_json(bad);
        ASSERT_FALSE(parsed) << bad.substr(0, 40);
        EXPECT_EQ(parsed.error().code, ErrorCode::malformed);
    }
}

TEST(ParseJson, AcceptsStrictJson) {
    for (const auto* good :
         {"1", "[]", "{}", " {\"a\":[1,2.5,-3e-7,null,true,\"\\u00e4\\ud83d\\ude00\"]} ",
          "[{\"a\":1},{\"a\":2}]", "-0", "1e-320"}) {
        EXPECT_TRUE(parse_json(good)) << good;
    }
}

struct Query {
    HomeId home;
    Instant from{};
    std::vector<std::string> channels;
    std::optional<Colour> colour;
    int points = 300;
    std::optional<bool> raw;
};
BOOST_DESCRIBE_STRUCT(Query, (), (home, from, channels, colour, points, raw))
constexpr FieldRule kQueryRules[]{
    {.field = "channels", .max_length = 3, .has_default = true},
    {.field = "points", .minimum = 1, .maximum = 10'000, .has_default = true}};
constexpr std::span<const FieldRule> rules_for(const Query*) {
    return kQueryRules;
}

std::vector<std::string> query_faults(std::vector<Parameter> parameters) {
    Query query;
    const auto status = decode_parameters(&query, *type_of<Query>(), parameters, kAllFields);
    return status ? std::vector<std::string>{} : faults_of(status.error());
}

TEST(DecodeParameters, ReadsScalarsAndLists) {
    Query query;
    const std::vector<Parameter> parameters{{"home", "abcdefghijklmnopqrst"},
                                            {"from", "2026-03-01T00:00:00Z"},
                                            {"channels", "a,b"},
                                            {"colour", "default"},
                                            {"raw", "true"}};
    ASSERT_TRUE(decode_parameters(&query, *type_of<Query>(), parameters, kAllFields));
    EXPECT_THAT(query.channels, ElementsAre("a", "b"));
    EXPECT_EQ(query.colour, Colour::default_);
    EXPECT_EQ(query.points, 300);
    EXPECT_EQ(query.raw, true);
}

TEST(DecodeParameters, NamesEveryFault) {
    EXPECT_THAT(query_faults({{"from", "2026-03-01"},
                              {"from", "2026-03-01T00:00:00Z"},
                              {"channels", "a,,b"},
                              {"points", "0x10"},
                              {"nope", "1"},
                              {"raw", "yes"}}),
                UnorderedElementsAre("from format", "from duplicate", "channels min_length",
                                     "points type", "nope unknown", "raw type", "home required"));
    EXPECT_THAT(query_faults({{"home", "abcdefghijklmnopqrst"},
                              {"from", "2026-03-01T00:00:00Z"},
                              {"channels", "a,b,c,d"},
                              {"points", "10001"},
                              {"colour", "\xff"}}),
                UnorderedElementsAre("channels max_length", "points maximum", "colour encoding"));
}

TEST(DecodeParameters, FillsOnlyOpenFields) {
    Query query;
    const std::vector<Parameter> parameters{{"home", "abcdefghijklmnopqrst"}};
    constexpr std::array<std::string_view, 1> path{"home"};
    const auto in_path = fields_named(*type_of<Query>(), path);
    EXPECT_TRUE(decode_parameters(&query, *type_of<Query>(), parameters, in_path));
    EXPECT_FALSE(decode_parameters(&query, *type_of<Query>(), parameters, ~in_path));
}

}  // namespace
}  // namespace ohmstead::reflect
