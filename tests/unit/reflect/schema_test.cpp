#include "reflect/schema.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "unit/reflect/example.hpp"

namespace ohmstead::reflect {
namespace {

namespace json = boost::json;

TEST(Schema, DescribesWhatIsRead) {
    SchemaBuilder builder;
    EXPECT_EQ(json::value(builder.schema_of(*type_of<test::Limits>(), Direction::in)),
              json::parse(R"({"$ref":"#/components/schemas/Limits"})"));
    EXPECT_EQ(json::value(builder.components()), json::parse(R"({"Limits":{"type":"object",
        "properties":{"max_watts":{"type":"integer","minimum":1,"maximum":20000},
                      "max_amps":{"type":"number"}},
        "required":["max_watts"],"additionalProperties":false}})"));
}

TEST(Schema, NamesTheReadSideApartWhenAStructIsWrittenToo) {
    SchemaBuilder builder;
    builder.expect_output(*type_of<test::Thing>());
    builder.schema_of(*type_of<test::Thing>(), Direction::out);
    builder.schema_of(*type_of<test::Thing>(), Direction::in);
    const auto all = builder.components();
    ASSERT_EQ(all.size(), 4U);
    const auto& written = all.at("Thing").as_object();
    const auto& read = all.at("ThingInput").as_object();
    EXPECT_EQ(read.at("properties").at("limits").at("$ref"), "#/components/schemas/LimitsInput");
    EXPECT_EQ(written.at("properties").at("seen"),
              json::parse(R"({"type":["string","null"],"format":"date-time"})"));
    EXPECT_EQ(written.at("properties").at("series"),
              json::parse(R"({"type":"array","items":{"type":["number","null"]}})"));
    EXPECT_EQ(written.at("properties").at("name"), json::parse(R"({"type":"string","minLength":1,
        "maxLength":8,"description":"Shown on the page"})"));
    EXPECT_EQ(written.at("required").as_array().size(), 10U);  // all but note and scale
    EXPECT_EQ(read.at("required"), json::parse(R"(["id","name","colour","limits"])"));
}

TEST(Schema, LeavesClosedFieldsOut) {
    SchemaBuilder builder;
    builder.schema_of(*type_of<test::Limits>(), Direction::in, 1);
    EXPECT_FALSE(
        builder.components().at("Limits").at("properties").as_object().contains("max_watts"));
}

struct Holder {
    std::optional<RawJson> anything;
};
BOOST_DESCRIBE_STRUCT(Holder, (), (anything))

TEST(Schema, AnythingMayBeNullAnyway) {
    SchemaBuilder builder;
    const json::value schema = builder.schema_of(*type_of<Holder>(), Direction::in);
    EXPECT_EQ(schema.at("properties").at("anything"), json::parse("{}"));
}

struct Impostor {
    static constexpr std::string_view kSchemaName = "Limits";
};
BOOST_DESCRIBE_STRUCT(Impostor, (), ())

TEST(Schema, RefusesTwoStructsUnderOneName) {
    SchemaBuilder builder;
    builder.schema_of(*type_of<test::Limits>(), Direction::out);
    EXPECT_THROW(builder.schema_of(*type_of<Impostor>(), Direction::out), std::logic_error);
}

}  // namespace
}  // namespace ohmstead::reflect
