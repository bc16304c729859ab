#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

#include "reflect/decode.hpp"
#include "reflect/encode.hpp"
#include "reflect/schema.hpp"
#include "unit/reflect/example.hpp"

namespace ohmstead::reflect {
namespace {

using test::Circle;
using test::Drawing;
using test::Square;

TEST(Choice, IsReadAndWrittenByItsKind) {
    const std::string text =
        R"({"shapes":[{"kind":"square","side":2},{"kind":"circle","radius":1.5}]})";
    const auto drawing = decode_text<Drawing>(text);
    ASSERT_TRUE(drawing);
    ASSERT_EQ(drawing->shapes.size(), 2U);
    EXPECT_EQ(std::get<Square>(drawing->shapes[0]).side, 2);
    EXPECT_EQ(std::get<Circle>(drawing->shapes[1]).radius, 1.5);
    EXPECT_EQ(encode(*drawing), text);
}

TEST(Choice, NamesEveryFault) {
    const auto drawing = decode_text<Drawing>(
        R"({"shapes":[{"kind":"cube"},{},7,{"kind":7},{"kind":"square","side":0,"radius":1}]})");
    ASSERT_FALSE(drawing);
    std::vector<std::string> faults;
    for (const auto& field : drawing.error().fields) {
        faults.push_back(field.pointer + " " + field.code);
    }
    EXPECT_EQ(faults,
              (std::vector<std::string>{"/shapes/0/kind enum", "/shapes/1/kind required",
                                        "/shapes/2 type", "/shapes/3/kind enum",
                                        "/shapes/4/side minimum", "/shapes/4/radius unknown"}));
}

TEST(Choice, IsOneOfItsSchemas) {
    SchemaBuilder builder;
    EXPECT_EQ(boost::json::value(builder.schema_of(*type_of<Drawing>(), Direction::in))
                  .at("properties")
                  .at("shapes")
                  .at("items"),
              boost::json::parse(R"({"oneOf":[{"$ref":"#/components/schemas/Circle"},
                                              {"$ref":"#/components/schemas/Square"}]})"));
    EXPECT_TRUE(builder.components().contains("Square"));
}

}  // namespace
}  // namespace ohmstead::reflect
