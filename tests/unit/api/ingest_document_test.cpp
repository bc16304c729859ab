#include <algorithm>
#include <string>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include "http/openapi.hpp"
#include "ingest/ingest_request.hpp"
#include "reflect/decode.hpp"
#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

namespace json = boost::json;

const std::string kChannel = "aaaaaaaaaaaaaaaaaaaa";

std::string repeated(const std::string& text, std::size_t times) {
    std::string all;
    for (std::size_t i = 0; i < times; ++i) {
        all += (i == 0 ? "" : ",") + text;
    }
    return all;
}

std::string item(const std::string& id, std::size_t readings) {
    return R"({"id":")" + id + R"(","kind":"readings","channel":")" + kChannel +
           R"(","measure":"counter","t":[)" + repeated("1764072000000", readings) + R"(],"v":[)" +
           repeated("1.5", readings) + "]}";
}

std::string batch(const std::string& items, int protocol = 1) {
    return R"({"protocol":)" + std::to_string(protocol) + R"(,"items":[)" + items + "]}";
}

bool fits_description(const std::string& body) {
    ingest::IngestBatch target;
    const auto value = reflect::parse_json(body);
    return value &&
           reflect::decode_into(&target, *reflect::type_of<ingest::IngestBatch>(), *value, {});
}

bool is_taken(const std::string& body) {
    const auto request = ingest::parse_ingest_request(body);
    return request && std::ranges::none_of(request->items,
                                           [](const auto& each) { return each.fault.has_value(); });
}

class IngestDocument : public ApiTest {};

TEST_F(IngestDocument, DescribesTheBatchAndItsAnswer) {
    const auto document =
        json::parse(http::openapi_document(routes, {.title = "T", .version = "1"}));
    const auto& operation = document.at("paths").at("/api/v1/ingest").at("post");
    EXPECT_EQ(operation.at("requestBody").at("content").at("application/json").at("schema"),
              json::parse(R"({"$ref":"#/components/schemas/IngestBatch"})"));
    EXPECT_EQ(operation.at("responses").at("200").at("content").at("application/json").at("schema"),
              json::parse(R"({"$ref":"#/components/schemas/IngestAnswer"})"));
    const auto& schemas = document.at("components").at("schemas").as_object();
    EXPECT_EQ(schemas.at("IngestReadings").at("required"),
              json::parse(R"(["id","kind","channel","measure","t","v"])"));
    EXPECT_EQ(schemas.at("IngestBatch").at("required"), json::parse(R"(["protocol","items"])"));
    EXPECT_EQ(schemas.at("IngestBatch")
                  .at("properties")
                  .at("items")
                  .at("items")
                  .at("oneOf")
                  .as_array()
                  .size(),
              5U);
    EXPECT_EQ(operation.at("parameters").at(0).at("name"), "Content-Encoding");
    EXPECT_TRUE(schemas.contains("IngestResult"));
}

TEST_F(IngestDocument, TheParserTakesAndRefusesWhatTheDescriptionSays) {
    const auto reference = item("r1", 2);
    const auto without = [&](const std::string& part) {
        auto text = reference;
        return text.erase(text.find(part), part.size());
    };
    const auto with = [&](const std::string& part, const std::string& other) {
        auto text = reference;
        return text.replace(text.find(part), part.size(), other);
    };
    const std::string block = R"({"id":"b","kind":"blocks","channel":")" + kChannel +
                              R"(","day":"2025-11-25","revision":{"epoch":1,"sequence":1},)" +
                              R"("data":"AAAA"})";
    const struct {
        std::string body;
        bool good;
    } cases[]{
        {batch(reference), true},
        {batch(with("1764072000000", R"("2025-11-25T13:00:01.5+01:00")")), true},
        {batch(reference, 2), false},
        {batch(""), true},
        {batch(repeated(item("r", 1), ingest::kMostIngestItems)), true},
        {batch(repeated(item("r", 1), ingest::kMostIngestItems + 1)), false},
        {batch(item("r", ingest::kMostReadingsPerItem)), true},
        {batch(item("r", ingest::kMostReadingsPerItem + 1)), false},
        {batch(item("r", 0)), false},
        {batch(item(std::string(ingest::kLongestIngestId, 'r'), 1)), true},
        {batch(item(std::string(ingest::kLongestIngestId + 1, 'r'), 1)), false},
        {batch(item("", 1)), false},
        {batch(without(R"("id":"r1",)")), false},
        {batch(without(R"("kind":"readings",)")), false},
        {batch(without(R"("measure":"counter",)")), false},
        {batch(with("readings", "events")), false},
        {batch(with("counter", "warmth")), false},
        {batch(with("1.5", R"("1.5")")), false},
        {batch(block), true},
        {batch(reference + "," + block), true},
        {batch(R"({"id":"b","kind":"blocks"})"), false},
    };
    for (const auto& [body, good] : cases) {
        EXPECT_EQ(fits_description(body), good) << body.substr(0, 200);
        EXPECT_EQ(is_taken(body), good) << body.substr(0, 200);
    }
}

}  // namespace
}  // namespace ohmstead::test
