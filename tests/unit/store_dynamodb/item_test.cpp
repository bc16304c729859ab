#include "store_dynamodb/item.hpp"

#include <boost/json/parse.hpp>
#include <gtest/gtest.h>

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

TEST(DynamoItem, ValuesHaveDynamoDbsTypes) {
    EXPECT_EQ(string_value("a\"b"), json::parse(R"({"S":"a\"b"})"));
    EXPECT_EQ(number_value(INT64_MIN), json::parse(R"({"N":"-9223372036854775808"})"));
    EXPECT_EQ(bytes_value(Bytes{0xfb, 0xff, 0xfe, 0x00}), json::parse(R"({"B":"+//+AA=="})"));
    EXPECT_EQ(bool_value(true), json::parse(R"({"BOOL":true})"));
    EXPECT_EQ(string_set_value({"a", "b"}), json::parse(R"({"SS":["a","b"]})"));
    EXPECT_EQ(list_value({string_value("a")}), json::parse(R"({"L":[{"S":"a"}]})"));
    EXPECT_EQ(map_value({{"k", number_value(1)}}), json::parse(R"({"M":{"k":{"N":"1"}}})"));
}

TEST(DynamoItem, WhatWasWrittenIsRead) {
    const Item item{{"s", string_value("text")},
                    {"n", number_value(INT64_MAX)},
                    {"b", bytes_value(Bytes{1, 2})},
                    {"f", bool_value(false)},
                    {"x", string_set_value({"a", "b"})},
                    {"l", list_value({number_value(1)})},
                    {"m", map_value({{"k", string_value("")}})}};
    EXPECT_EQ(read_string(item, "s").value(), "text");
    EXPECT_EQ(read_number(item, "n").value(), INT64_MAX);
    EXPECT_EQ(read_bytes(item, "b").value(), (Bytes{1, 2}));
    EXPECT_EQ(read_bool(item, "f").value(), false);
    EXPECT_EQ(read_string_set(item, "x").value(), (std::vector<std::string>{"a", "b"}));
    EXPECT_EQ(read_list(item, "l").value()->size(), 1U);
    EXPECT_EQ(read_string(*read_map(item, "m").value(), "k").value(), "");
    EXPECT_TRUE(has(item, "s"));
    EXPECT_FALSE(has(item, "absent"));
}

TEST(DynamoItem, AnythingElseIsADamagedItem) {
    for (const auto* attribute :
         {R"(null)",
          R"(5)",
          R"("x")",
          R"([])",
          R"({})",
          R"({"NULL":true})",
          R"({"S":5})",
          R"({"N":5})",
          R"({"N":""})",
          R"({"N":"x"})",
          R"({"N":"1.5"})",
          R"({"N":"1 "})",
          R"({"N":"9223372036854775808"})",
          R"({"B":"?"})",
          R"({"B":5})",
          R"({"BOOL":"true"})",
          R"({"SS":"a"})",
          R"({"SS":[5]})",
          R"({"L":{}})",
          R"({"M":[]})",
          R"({"S":"a","N":"1","B":"","BOOL":true,"SS":[],"L":[],"M":{}})"}) {
        Item item;
        item.emplace("a", json::parse(attribute));
        for (const auto& name : {"a", "absent"}) {
            EXPECT_EQ(read_string(item, name).error().code, ErrorCode::internal) << attribute;
            EXPECT_EQ(read_number(item, name).error().code, ErrorCode::internal) << attribute;
            EXPECT_EQ(read_bytes(item, name).error().code, ErrorCode::internal) << attribute;
            EXPECT_EQ(read_bool(item, name).error().code, ErrorCode::internal) << attribute;
            EXPECT_EQ(read_string_set(item, name).error().code, ErrorCode::internal) << attribute;
            EXPECT_EQ(read_list(item, name).error().code, ErrorCode::internal) << attribute;
            EXPECT_EQ(read_map(item, name).error().code, ErrorCode::internal) << attribute;
        }
    }
}

}  // namespace
}  // namespace ohmstead::dynamodb
