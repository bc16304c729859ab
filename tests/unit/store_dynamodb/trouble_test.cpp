#include <boost/asio/co_spawn.hpp>

#include "async/sleep.hpp"
#include "client_fixture.hpp"

namespace ohmstead::dynamodb::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class TroubleTest : public ClientTest {
protected:
    static ScriptedAnswer empty_page() { return served(R"({"Items":[]})"); }
    static ScriptedAnswer throttled() {
        return failed_with("ProvisionedThroughputExceededException");
    }

    std::string header(std::size_t request, const std::string& name) {
        const auto& headers = server.requests().at(request).headers;
        const auto found = headers.find(name);
        return found != headers.end() ? found->second : "";
    }
};

TEST_F(TroubleTest, AThrottledRequestIsSentAgainSlowly) {
    server.queue({throttled(), failed_with("ThrottlingException"), served(R"({"Item":{}})")});
    EXPECT_TRUE(get());
    EXPECT_THAT(timing->pauses, ElementsAre(500ms, 1'000ms));
    EXPECT_EQ(costs.requests().at("GetItem").throttled, 2U);
    EXPECT_EQ(costs.requests().at("GetItem").served, 1U);
}

TEST_F(TroubleTest, AFaultOfTheServiceIsSentAgainSoon) {
    server.queue({failed_with("InternalServerError", 500), failed_with("ServiceUnavailable", 503),
                  served("{}")});
    EXPECT_TRUE(get());
    EXPECT_THAT(timing->pauses, ElementsAre(12ms, 25ms));
}

TEST_F(TroubleTest, ThereAreSoManyAttempts) {
    server.answer_with([](const ScriptedRequest&) { return throttled(); });
    const auto item = get();
    ASSERT_FALSE(item);
    EXPECT_EQ(item.error().code, ErrorCode::unavailable);
    EXPECT_EQ(server.requests().size(), 4U);
    EXPECT_THAT(log.text, HasSubstr("GetItem failed with ProvisionedThroughputExceededException, "
                                    "request REQUEST: scripted"));
}

TEST_F(TroubleTest, TheCallEndsBeforeAPauseThatItsTimeDoesNotReach) {
    settings.call_limit = 1'200ms;
    server.answer_with([](const ScriptedRequest&) { return throttled(); });
    EXPECT_EQ(get().error().code, ErrorCode::unavailable);
    EXPECT_THAT(timing->pauses, ElementsAre(500ms));
}

TEST_F(TroubleTest, APauseThatTheServiceAsksForIsKept) {
    auto later = throttled();
    later.headers["x-amz-retry-after"] = "2500";
    auto much_later = failed_with("InternalServerError", 500);
    much_later.headers["x-amz-retry-after"] = "60000";
    server.queue({later, much_later, served("{}")});
    EXPECT_TRUE(get());
    EXPECT_THAT(timing->pauses, ElementsAre(2'500ms, 5'025ms));
}

TEST_F(TroubleTest, EachAttemptIsSignedAnew) {
    server.answer_with([this](const ScriptedRequest&) {
        clock.advance(60s);
        return server.requests().size() < 2 ? failed_with("InternalServerError", 500)
                                            : ScriptedAnswer{};
    });
    EXPECT_TRUE(get());
    EXPECT_EQ(header(0, "x-amz-date"), "20260301T100000Z");
    EXPECT_EQ(header(1, "x-amz-date"), "20260301T100100Z");
    EXPECT_NE(header(0, "authorization"), header(1, "authorization"));
}

TEST_F(TroubleTest, ASilentServerIsGivenUp) {
    settings.attempt_limit = 30ms;
    settings.attempts = 2;
    server.queue({ScriptedAnswer{.silent = true}, ScriptedAnswer{.silent = true}});
    EXPECT_EQ(get().error().code, ErrorCode::unavailable);
    EXPECT_EQ(server.requests().size(), 2U);
}

TEST_F(TroubleTest, AnAnswerCutOffIsAskedForAgain) {
    auto cut = served(R"({"Item":{"p":{"S":"a"}}})");
    cut.cut_after = 10;
    server.queue({cut, served(R"({"Item":{"p":{"S":"a"}}})")});
    const auto item = get();
    ASSERT_TRUE(item);
    EXPECT_TRUE(item->has_value());
}

TEST_F(TroubleTest, AnAnswerWithAnotherChecksumIsAskedForAgain) {
    auto damaged = served(R"({"Item":{"p":{"S":"b"}}})");
    damaged.with_checksum = false;
    damaged.headers["x-amz-crc32"] = "2745614147";
    server.queue({damaged, served(R"({"Item":{"p":{"S":"a"}}})")});
    EXPECT_EQ(read_string(**get(), "p").value(), "a");
}

TEST_F(TroubleTest, APageOfHtmlIsAFaultLikeAnyOther) {
    server.queue({ScriptedAnswer{.status = 500, .body = "<html>oops</html>"},
                  ScriptedAnswer{.status = 503, .body = ""},
                  ScriptedAnswer{.status = 200, .body = "<html>hello</html>"}, served("{}")});
    EXPECT_TRUE(get());
}

TEST_F(TroubleTest, WhatIsWrongWithTheRequestIsNotSentAgain) {
    server.queue(failed_with("ValidationException"));
    const auto item = get();
    ASSERT_FALSE(item);
    EXPECT_EQ(item.error().code, ErrorCode::internal);
    EXPECT_THAT(item.error().detail, Not(HasSubstr("scripted")));
    EXPECT_THAT(log.text, HasSubstr("request REQUEST"));
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(TroubleTest, AWrongClockIsCorrectedOnceAndForAll) {
    const auto answer = [](const ScriptedRequest& request) {
        if (request.headers.at("x-amz-date") == "20260301T110000Z") {
            return ScriptedAnswer{};
        }
        auto refused = failed_with("InvalidSignatureException");
        refused.headers["Date"] = "Sun, 01 Mar 2026 11:00:00 GMT";
        return refused;
    };
    server.answer_with(answer);
    EXPECT_TRUE(get());
    EXPECT_TRUE(get());
    EXPECT_EQ(server.requests().size(), 3U);
    EXPECT_TRUE(timing->pauses.empty());
    EXPECT_EQ(credentials.refusals, 0);
}

TEST_F(TroubleTest, AWrongSignatureAtTheRightTimeMeansOtherCredentials) {
    auto refused = failed_with("InvalidSignatureException");
    refused.headers["Date"] = "Sun, 01 Mar 2026 10:01:00 GMT";
    server.queue({refused, ScriptedAnswer{}});
    EXPECT_TRUE(get());
    EXPECT_EQ(credentials.refusals, 1);
}

TEST_F(TroubleTest, ExpiredCredentialsAreRenewedOnce) {
    server.queue({failed_with("ExpiredTokenException"), ScriptedAnswer{}});
    EXPECT_TRUE(get());
    EXPECT_THAT(header(0, "authorization"), HasSubstr("Credential=KEY1/"));
    EXPECT_THAT(header(1, "authorization"), HasSubstr("Credential=KEY2/"));
    server.answer_with(
        [](const ScriptedRequest&) { return failed_with("UnrecognizedClientException"); });
    EXPECT_EQ(get().error().code, ErrorCode::internal);
    EXPECT_EQ(server.requests().size(), 4U);
    EXPECT_EQ(credentials.refusals, 2);
}

TEST_F(TroubleTest, WithoutCredentialsNothingIsSent) {
    credentials.none = true;
    EXPECT_EQ(get().error().code, ErrorCode::unavailable);
    EXPECT_EQ(server.connections(), 0U);
}

TEST_F(TroubleTest, AKeptConnectionThatIsGoneIsReplacedAtOnce) {
    server.queue({ScriptedAnswer{.closes_later = true}, ScriptedAnswer{}});
    EXPECT_TRUE(get());
    EXPECT_TRUE(get());
    EXPECT_TRUE(get());
    EXPECT_EQ(server.connections(), 2U);
    EXPECT_TRUE(timing->pauses.empty());
}

TEST_F(TroubleTest, NobodyAnsweringIsUnavailable) {
    (void)client();
    server.stop();
    EXPECT_EQ(get().error().code, ErrorCode::unavailable);
    EXPECT_EQ(timing->pauses.size(), 3U);
}

TEST_F(TroubleTest, ACallTooManyIsRefusedAtOnce) {
    settings.connections = 1;
    settings.queued = 1;
    server.answer_with([](const ScriptedRequest&) { return ScriptedAnswer{.after = 20ms}; });
    std::vector<Result<std::optional<Item>>> results;
    const auto one = [&]() -> Task<void> {
        auto result = co_await client().get_item({.table = "T", .key = item(R"({"p":{"S":"a"}})")});
        results.push_back(std::move(result));
    };
    for (int i = 0; i < 2; ++i) {
        boost::asio::co_spawn(runner.context(), one, [](std::exception_ptr) {});
    }
    run(sleep_for(5ms));
    run(one());
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results.front().error().code, ErrorCode::unavailable);
    run(sleep_for(100ms));
    ASSERT_EQ(results.size(), 3U);
    EXPECT_TRUE(results[1]);
    EXPECT_TRUE(results[2]);
    EXPECT_EQ(server.requests().size(), 2U);
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_TRUE(get());  // there is room again
}

TEST_F(TroubleTest, ManyFailuresUseUpWhatMayBeRepeated) {
    server.answer_with(
        [](const ScriptedRequest&) { return failed_with("InternalServerError", 500); });
    for (int i = 0; i < 11; ++i) {
        EXPECT_EQ(get().error().code, ErrorCode::unavailable);
    }
    const auto before = server.requests().size();
    for (int i = 0; i < 3; ++i) {
        (void)get();
    }
    EXPECT_LE(server.requests().size() - before, 5U);
    const auto used_up = server.requests().size();
    (void)get();
    EXPECT_EQ(server.requests().size() - used_up, 1U);
    server.answer_with([](const ScriptedRequest&) { return ScriptedAnswer{}; });
    for (int i = 0; i < 20; ++i) {
        EXPECT_TRUE(get());
    }
    server.queue({failed_with("InternalServerError", 500), ScriptedAnswer{}});
    EXPECT_TRUE(get());
}

TEST_F(TroubleTest, ALostAnswerMakesAFailedConditionUnsure) {
    auto failed = failed_with("ConditionalCheckFailedException");
    failed.body = R"({"__type":"x#ConditionalCheckFailedException","message":"m",)"
                  R"("Item":{"p":{"S":"a"},"n":{"N":"2"}}})";
    server.queue({ScriptedAnswer{.gone = true}, failed});
    const auto outcome = put("attribute_not_exists(#p)");
    ASSERT_TRUE(outcome);
    EXPECT_EQ(outcome->written, Written::condition_failed);
    EXPECT_TRUE(outcome->unsure);
    EXPECT_EQ(read_number(outcome->item, "n").value(), 2);
}

TEST_F(TroubleTest, ALostAnswerToAPutThatWasWrittenIsFoundOut) {
    auto failed = failed_with("ConditionalCheckFailedException");
    failed.body = R"({"__type":"x#ConditionalCheckFailedException","message":"m",)"
                  R"("Item":{"n":{"N":"1"},"p":{"S":"a"}}})";
    // The second goes out on a kept connection that breaks: sent twice within one attempt.
    server.queue({failed_with("InternalServerError", 500), failed, ScriptedAnswer{},
                  ScriptedAnswer{.gone = true}, failed});
    EXPECT_EQ(put("attribute_not_exists(#p)")->written, Written::yes);
    EXPECT_TRUE(get());
    EXPECT_EQ(put("attribute_not_exists(#p)")->written, Written::yes);
    EXPECT_EQ(server.requests().size(), 5U);
}

}  // namespace
}  // namespace ohmstead::dynamodb::test
