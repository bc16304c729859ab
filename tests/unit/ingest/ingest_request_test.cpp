#include "ingest/ingest_request.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmstead::ingest {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string batch_of(const std::string& items) {
    return R"({"protocol":1,"items":[)" + items + "]}";
}

std::string item_with(const std::string& times, const std::string& values) {
    return R"({"id":"r1","kind":"readings","channel":"c","measure":"counter","t":)" + times +
           R"(,"v":)" + values + "}";
}

IngestItem only_item(const std::string& item) {
    auto parsed = parse_ingest_request(batch_of(item));
    EXPECT_TRUE(parsed) << item;
    EXPECT_EQ(parsed->items.size(), 1U);
    return std::move(parsed->items.front());
}

std::string fault_of(const std::string& item) {
    const auto parsed = only_item(item);
    return parsed.fault ? parsed.fault->code : "none";
}

ErrorCode refusal(const std::string& body) {
    const auto parsed = parse_ingest_request(body);
    EXPECT_FALSE(parsed) << body;
    return parsed ? ErrorCode::internal : parsed.error().code;
}

TEST(IngestRequest, TakesMillisecondsAndRfc3339) {
    const auto item =
        only_item(item_with(R"([1764072000000, "2025-11-25T13:00:01.5+01:00"])", "[1.25, -3]"));
    EXPECT_FALSE(item.fault);
    EXPECT_EQ(item.id, "r1");
    EXPECT_EQ(item.channel.value, "c");
    EXPECT_EQ(item.measure, Measure::counter);
    EXPECT_THAT(item.times,
                ElementsAre(instant_from_ms(1764072000000), instant_from_ms(1764072001500)));
    EXPECT_THAT(item.values, ElementsAre(1.25, -3.0));
}

TEST(IngestRequest, IgnoresWhatItDoesNotKnow) {
    const auto parsed = parse_ingest_request(
        R"({"agent":{"a":[1,{"b":null}]},"items":[{"v":[1],"later":[[]],"t":[1764072000000],)"
        R"("measure":"power","channel":"c","kind":"readings","id":"x"}],"protocol":1,"z":0})");
    ASSERT_TRUE(parsed);
    EXPECT_FALSE(parsed->items.front().fault);
    EXPECT_EQ(parsed->items.front().measure, Measure::power);
}

TEST(IngestRequest, OneWrongItemDoesNotTouchTheOthers) {
    const auto good = item_with("[1764072000000]", "[1]");
    const auto parsed = parse_ingest_request(
        batch_of(good + "," + item_with("[1764072000000, true]", "[1, 2]") + ",7," + good));
    ASSERT_TRUE(parsed);
    ASSERT_EQ(parsed->items.size(), 4U);
    EXPECT_FALSE(parsed->items[0].fault);
    EXPECT_EQ(parsed->items[1].fault->code, "bad_time");
    EXPECT_THAT(parsed->items[1].fault->detail, HasSubstr("t/1"));
    EXPECT_EQ(parsed->items[2].fault->code, "malformed");
    EXPECT_FALSE(parsed->items[3].fault);
}

TEST(IngestRequest, RefusesTimesThatAreNone) {
    for (const std::string time :
         {"1.5", "1e12", "-1", "0", "9223372036854775807", "99999999999999999999", "null", "[]",
          R"("")", R"("2025-11-25")", R"("2025-11-25T24:00:00Z")", R"("1764072000000")",
          R"("2025-11-25T12:00:00")", R"("1999-12-31T23:59:59Z")"}) {
        EXPECT_EQ(fault_of(item_with("[" + time + "]", "[1]")), "bad_time") << time;
    }
}

TEST(IngestRequest, RefusesValuesThatAreNoNumbers) {
    for (const std::string value :
         {R"("1")", "true", "null", "[1]", "{}", "1e400", "00", "1_000", "0x10", "NaN", "-"}) {
        EXPECT_EQ(fault_of(item_with("[1764072000000]", "[" + value + "]")), "bad_value") << value;
    }
}

TEST(IngestRequest, WantsAsManyTimesAsValues) {
    EXPECT_EQ(fault_of(item_with("[1764072000000]", "[1, 2]")), "bad_value");
    EXPECT_EQ(fault_of(item_with("[]", "[]")), "malformed");
    EXPECT_EQ(fault_of(item_with("7", "[1]")), "malformed");
}

TEST(IngestRequest, WantsEveryMember) {
    EXPECT_EQ(fault_of("{}"), "malformed");
    EXPECT_EQ(fault_of(R"({"id":7})"), "malformed");
    EXPECT_EQ(fault_of(R"({"id":"a","kind":"events"})"), "unsupported");
    EXPECT_EQ(fault_of(R"({"id":"a","kind":"blocks"})"), "malformed");
    EXPECT_EQ(fault_of(R"({"id":"a","kind":"readings"})"), "malformed");
    EXPECT_EQ(fault_of(R"({"id":"a","kind":"readings","channel":"c","measure":"heat"})"),
              "wrong_measure");
    EXPECT_EQ(fault_of(R"({"id":")" + std::string(65, 'a') + R"("})"), "malformed");
}

TEST(IngestRequest, LimitsReadingsPerItem) {
    std::string times = "[1764072000000";
    std::string values = "[1";
    for (std::size_t i = 1; i < kMostReadingsPerItem; ++i) {
        times += ",1764072000000";
        values += ",1";
    }
    EXPECT_EQ(fault_of(item_with(times + "]", values + "]")), "none");
    EXPECT_EQ(fault_of(item_with(times + ",1764072000000]", values + ",1]")), "too_many");
}

TEST(IngestRequest, LimitsItems) {
    std::string items = "{}";
    for (std::size_t i = 1; i < kMostIngestItems; ++i) {
        items += ",{}";
    }
    EXPECT_TRUE(parse_ingest_request(batch_of(items)));
    EXPECT_EQ(refusal(batch_of(items + ",{}")), ErrorCode::invalid);
}

TEST(IngestRequest, RefusesOtherProtocolsAndNoList) {
    EXPECT_EQ(refusal(R"({"items":[{}]})"), ErrorCode::invalid);
    EXPECT_EQ(refusal(R"({"protocol":2,"items":[{}]})"), ErrorCode::invalid);
    EXPECT_EQ(refusal(R"({"protocol":"1","items":[{}]})"), ErrorCode::invalid);
    EXPECT_EQ(refusal(R"({"protocol":0,"items":[{}]})"), ErrorCode::invalid);
    EXPECT_EQ(refusal(R"({"protocol":1,"items":[{}],"items":7})"), ErrorCode::invalid);
    EXPECT_EQ(refusal(R"({"protocol":1,"items":7})"), ErrorCode::invalid);
    EXPECT_EQ(refusal(R"({"protocol":1})"), ErrorCode::invalid);
}

TEST(IngestRequest, AnEngineMayHaveNothingToSay) {
    const auto parsed = parse_ingest_request(
        R"({"protocol":1,"sent_at":"2025-11-25T12:00:00Z","engine_epoch":4294967295,)"
        R"("known_decisions":"abc","items":[]})");
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->sent_at, instant_from_ms(1764072000000));
    EXPECT_EQ(parsed->engine_epoch, 4'294'967'295U);
    EXPECT_EQ(parsed->known_decisions, "abc");
    EXPECT_TRUE(parsed->items.empty());
}

TEST(IngestRequest, SaysWhatOfTheSenderIsWrong) {
    const auto wrong_with = [](const std::string& members) {
        const auto parsed = parse_ingest_request(R"({"protocol":1,"items":[],)" + members + "}");
        EXPECT_FALSE(parsed) << members;
        return parsed ? "" : parsed.error().fields.at(0).pointer;
    };
    for (const std::string time : {"7", R"("yesterday")", "[]", R"("2025-11-31T00:00:00Z")"}) {
        EXPECT_EQ(wrong_with(R"("sent_at":)" + time), "/sent_at");
    }
    for (const std::string epoch : {"0", "-1", "4294967296", R"("7")", "1.5", "{}"}) {
        EXPECT_EQ(wrong_with(R"("engine_epoch":)" + epoch), "/engine_epoch");
    }
    EXPECT_EQ(wrong_with(R"("known_decisions":7)"), "/known_decisions");
    EXPECT_EQ(wrong_with(R"("known_decisions":")" + std::string(65, 'a') + "\""),
              "/known_decisions");
    EXPECT_TRUE(parse_ingest_request(
        R"({"protocol":1,"items":[],"sent_at":null,"engine_epoch":null,"known_decisions":null})"));
}

TEST(IngestRequest, AnItemOfAnAgentIsReadWhereverItsKindStands) {
    for (const std::string item :
         {R"({"kind":"results","id":"a","command":"aaaaaaaaaaaaaaaaaaaa","outcome":"done"})",
          R"({"id":"a","outcome":"failed","command":"aaaaaaaaaaaaaaaaaaaa","kind":"results"})",
          R"( { "id" : "a" , "x" : [ { } ] , "t" : 5, "channel" : 7, "kind" : "results" ,
                "command" : "aaaaaaaaaaaaaaaaaaaa", "outcome" : "done" } )"}) {
        const auto read = only_item(item);
        EXPECT_FALSE(read.fault) << read.fault->detail;
        ASSERT_TRUE(read.agent) << item;
        EXPECT_EQ(std::get<ResultsItem>(*read.agent).command.value, "aaaaaaaaaaaaaaaaaaaa");
    }
    EXPECT_EQ(fault_of(R"({"kind":"results","kind":"results","id":"a",)"
                       R"("command":"aaaaaaaaaaaaaaaaaaaa","outcome":"done"})"),
              "malformed");
}

TEST(IngestRequest, RefusesWhatIsNoJson) {
    for (const std::string body :
         {"", " ", "[]", "7", "null", "{", "}", R"({"protocol":1,"items":[{})",
          R"({"protocol":1,"items":[{}]}})", R"({"protocol":1,"items":[{}]}{})",
          R"({"protocol":1,"items":[{}]} x)", R"({"protocol":1,"items":[{"id":"\x"}]})",
          R"({"protocol":1,"items":[{"id":"a" "b"}]})"}) {
        EXPECT_EQ(refusal(body), ErrorCode::malformed) << body;
    }
    EXPECT_EQ(refusal("{\"protocol\":1,\"items\":[{\"id\":\"\xff\"}]}"), ErrorCode::malformed);
}

TEST(IngestRequest, BearsDeepNesting) {
    const std::string deep(5'000, '[');
    EXPECT_EQ(refusal(R"({"protocol":1,"x":)" + deep), ErrorCode::malformed);
    EXPECT_EQ(refusal(batch_of(R"({"id":)" + deep)), ErrorCode::malformed);
}

}  // namespace
}  // namespace ohmstead::ingest
