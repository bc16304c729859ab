#include <gmock/gmock.h>

#include "http/gzip.hpp"
#include "support/agent_items.hpp"
#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class Ingest : public ApiTest {
protected:
    Ingest() {
        homes.channels_of[home] = {
            sample_channel(ChannelRole::solar, Measure::counter, "", SourceType::push),
            sample_channel(ChannelRole::gas, Measure::counter, "", SourceType::push),
            sample_channel(ChannelRole::solar, Measure::power)};
        homes.channels_of[other_home] = {
            sample_channel(ChannelRole::solar, Measure::counter, "", SourceType::push)};
    }

    const ChannelId& channel_id(std::size_t index) { return homes.channels_of[home][index].id; }

    std::string item(const ChannelId& channel, const std::string& measure = "counter",
                     const std::string& times = "[1764072000000]",
                     const std::string& values = "[1.5]") {
        return R"({"id":"r1","kind":"readings","channel":")" + channel.value + R"(","measure":")" +
               measure + R"(","t":)" + times + R"(,"v":)" + values + "}";
    }
    std::string answer(const std::string& items) {
        const auto response = call(http::Method::post, "/api/v1/ingest", key(home), {},
                                   R"({"protocol":1,"items":[)" + items + "]}");
        return response ? response->body : response.error().detail;
    }
};

TEST_F(Ingest, KeepsReadingsInBaseUnits) {
    EXPECT_EQ(answer(item(channel_id(0)) + "," + item(channel_id(1))),
              R"({"protocol":1,"items":[{"id":"r1","status":"stored","stored":1},)"
              R"({"id":"r1","status":"stored","stored":1}],"next_interval_ms":58000,"gather_ms":0,)"
              R"("commands":[],"remarks":[]})");
    ASSERT_THAT(runtime.pushed, SizeIs(2));
    EXPECT_EQ(runtime.pushed[0].channel, channel_id(0));
    EXPECT_EQ(runtime.pushed[0].readings.front().value, 1'500'000);  // mWh
    EXPECT_EQ(runtime.pushed[1].readings.front().value, 1'500'000);  // mL
    EXPECT_EQ(runtime.pushed[0].readings.front().at, clock.now());
}

TEST_F(Ingest, MetersNothingWhereTheEngineIsAtTheHome) {
    runtime.engines = false;
    EXPECT_THAT(answer(item(channel_id(0)) + R"(,{"id":"r2"})"),
                AllOf(HasSubstr(R"("id":"r1","status":"rejected","code":"engine_elsewhere")"),
                      HasSubstr(R"("id":"r2","status":"rejected","code":"unsupported")")));
    EXPECT_THAT(runtime.pushed, SizeIs(0));
}

TEST_F(Ingest, SaysStaleWhenNothingWasNew) {
    runtime.fresh = 0;
    EXPECT_THAT(answer(item(channel_id(0))), HasSubstr(R"("status":"stale")"));
}

TEST_F(Ingest, RejectsWithACode) {
    const auto& foreign = homes.channels_of[other_home].front().id;
    EXPECT_THAT(answer(item(foreign)), HasSubstr("unknown_channel"));
    EXPECT_THAT(answer(item(ChannelId::make())), HasSubstr("unknown_channel"));
    EXPECT_THAT(answer(item(channel_id(0), "power")), HasSubstr("wrong_measure"));
    EXPECT_THAT(answer(item(channel_id(0), "counter", "[1764072600001]")), HasSubstr("future"));
    EXPECT_THAT(answer(item(channel_id(0), "counter", "[1764072600000]")), HasSubstr("stored"));
    EXPECT_THAT(answer(item(channel_id(0), "counter", "[1764072000000]", "[1e300]")),
                HasSubstr("bad_value"));
    EXPECT_THAT(runtime.pushed, SizeIs(1));
}

TEST_F(Ingest, DoesNotMixPushedReadingsIntoAnotherSource) {
    EXPECT_THAT(answer(item(channel_id(2), "power")), HasSubstr("wrong_measure"));
}

class AgentCall : public Ingest {
protected:
    std::string block(Revision revision = {kAgentEpoch, 1}) {
        return reflect::encode(
            batch_of({item_of("b1", block_at(channel_id(0), clock.now(), revision, 250'000))}));
    }
    Result<http::Response> send(std::string body, http::HeaderList headers = {}) {
        return call(http::Method::post, "/api/v1/ingest", key(home), {}, std::move(body),
                    std::move(headers));
    }
    static http::HeaderList gzipped() {
        http::HeaderList headers;
        headers.add({"Content-Encoding", "gzip"});
        return headers;
    }
    ErrorCode refusal(const Result<http::Response>& response) {
        EXPECT_FALSE(response);
        return response ? ErrorCode::internal : response.error().code;
    }
};

TEST_F(AgentCall, BlocksAndReadingsMayComeTogether) {
    const auto& other = homes.channels_of[other_home].front().id;
    auto body = block();
    body.insert(body.rfind("]}"),
                "," + item(channel_id(0)) + "," +
                    reflect::encode(item_of("b2", block_at(other, clock.now(), {1, 1}, 1))));
    const auto response = send(body);
    ASSERT_TRUE(response);
    EXPECT_THAT(response->body, HasSubstr(R"([{"id":"b1","status":"stored","stored":0},)"
                                          R"({"id":"r1","status":"stored","stored":1},)"
                                          R"({"id":"b2","status":"rejected",)"
                                          R"("code":"unknown_channel")"));
    EXPECT_THAT(slots.blocks, SizeIs(1));
    EXPECT_THAT(runtime.pushed, SizeIs(1));
    EXPECT_THAT(send(block())->body, HasSubstr(R"({"id":"b1","status":"stale")"));
}

TEST_F(AgentCall, IsToldWhatItIsToDoAndWhatWasDecided) {
    commands.commands = {{.id = CommandId{"aaaaaaaaaaaaaaaaaaaa"},
                          .kind = CommandKind::backfill,
                          .body = R"({"days":3})",
                          .expires_at = clock.now() + Seconds{1}}};
    live.commands_until = clock.now() + Seconds{1};
    const auto response = send(block());
    ASSERT_TRUE(response);
    EXPECT_THAT(
        response->body,
        HasSubstr(
            R"("next_interval_ms":3000,"gather_ms":0,"commands":[{"id":"aaaaaaaaaaaaaaaaaaaa",)"
            R"("kind":"backfill","body":{"days":3},)"));
    EXPECT_THAT(response->body, HasSubstr(R"("decisions":{"revision":")"));
    EXPECT_THAT(response->body, HasSubstr(channel_id(2).value));
    EXPECT_THAT(response->body, Not(HasSubstr(homes.channels_of[other_home].front().id.value)));
}

TEST_F(AgentCall, MayBeCompressed) {
    const auto response = send(http::gzip(block()), gzipped());
    ASSERT_TRUE(response);
    EXPECT_THAT(response->body, HasSubstr(R"("status":"stored")"));
    EXPECT_EQ(refusal(send(block(), gzipped())), ErrorCode::malformed);
    EXPECT_EQ(refusal(send(http::gzip(block()))), ErrorCode::malformed);
    EXPECT_EQ(refusal(send(http::gzip(block()) + "{}", gzipped())), ErrorCode::malformed);
    EXPECT_EQ(refusal(send("", gzipped())), ErrorCode::malformed);
    EXPECT_EQ(refusal(send(http::gzip(std::string(100'000'000, ' ')), gzipped())),
              ErrorCode::too_large);
}

TEST_F(AgentCall, LongBodiesAreReadElsewhereAllTheSame) {
    const auto batch = batch_of(std::vector<ingest::BatchItem>(
        ingest::kMostIngestItems,
        item_of("b1", block_at(channel_id(0), clock.now(), {kAgentEpoch, 1}, 1))));
    auto body = reflect::encode(batch);
    body.insert(body.size() - 1, R"(,"padding":")" + std::string(256 * 1024, ' ') + '"');
    const auto response = send(body);
    ASSERT_TRUE(response);
    EXPECT_THAT(response->body, HasSubstr(R"("status":"stale")"));
    EXPECT_THAT(slots.blocks, SizeIs(1));
}

TEST_F(AgentCall, NothingIsAcknowledgedWhileTheStoreIsDown) {
    slots.available = false;
    EXPECT_EQ(refusal(send(block())), ErrorCode::unavailable);
    slots.available = true;
    EXPECT_TRUE(send(block()));
}

TEST_F(Ingest, IsForKeysAlone) {
    const auto body = R"({"protocol":1,"items":[]})";
    EXPECT_EQ(call(http::Method::post, "/api/v1/ingest", person(HomeRole::admin, home), {}, body)
                  .error()
                  .code,
              ErrorCode::forbidden);
    EXPECT_EQ(call(http::Method::post, "/api/v1/ingest", nullptr, {}, body).error().code,
              ErrorCode::unauthenticated);
}

}  // namespace
}  // namespace ohmstead::test
