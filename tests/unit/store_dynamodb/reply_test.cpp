#include "store_dynamodb/reply.hpp"

#include <gtest/gtest.h>

#include "store_dynamodb/endpoint.hpp"
#include "store_dynamodb/retry.hpp"

namespace ohmstead::dynamodb {
namespace {

HttpResponse answer(int status, std::string body) {
    return {.status = status, .headers = {}, .body = std::move(body)};
}

Failure failure(int status, std::string body) {
    auto reply = read_reply(answer(status, std::move(body)));
    EXPECT_FALSE(reply);
    return reply ? Failure{} : reply.error();
}

TEST(DynamoReply, TheCodeIsWhatFollowsTheHash) {
    EXPECT_EQ(failure(400, R"({"__type":"a.b#ThrottlingException","message":"m"})").code,
              "ThrottlingException");
    EXPECT_EQ(failure(400, R"({"__type":"ValidationException","Message":"m"})").message, "m");
    EXPECT_EQ(failure(400, R"({"__type":"ValidationException"})").code, "ValidationException");
    EXPECT_EQ(failure(413, "").code, "HTTP 413");
    EXPECT_EQ(failure(400, R"({"__type":5,"message":[]})").code, "HTTP 400");
}

TEST(DynamoReply, ItsKindDecidesWhatCanBeDone) {
    const auto kind = [](int status, const std::string& code) {
        return failure(status, R"({"__type":"x#)" + code + R"("})").kind;
    };
    for (const auto* code : {"ProvisionedThroughputExceededException", "ThrottlingException",
                             "RequestLimitExceeded", "LimitExceededException"}) {
        EXPECT_EQ(kind(400, code), FailureKind::throttled) << code;
    }
    for (const auto* code : {"TransactionConflictException", "TransactionInProgressException",
                             "ReplicatedWriteConflictException", "InternalServerError"}) {
        EXPECT_EQ(kind(400, code), FailureKind::transient) << code;
    }
    for (const auto* code :
         {"ValidationException", "SerializationException", "ResourceNotFoundException",
          "AccessDeniedException", "IncompleteSignature", "MissingAuthenticationToken",
          "ItemCollectionSizeLimitExceededException", "IdempotentParameterMismatchException", ""}) {
        EXPECT_EQ(kind(400, code), FailureKind::refused) << code;
    }
    EXPECT_EQ(kind(500, "SomethingNew"), FailureKind::transient);
    EXPECT_EQ(failure(502, "").kind, FailureKind::transient);
    EXPECT_EQ(failure(200, "[]").kind, FailureKind::transient);
    EXPECT_EQ(failure(302, "{}").kind, FailureKind::refused);
}

TEST(DynamoReply, AFailureSaysWhetherAWriteMayHaveBeenWritten) {
    EXPECT_TRUE(failure(500, "").may_have_acted);
    EXPECT_TRUE(failure(200, "{").may_have_acted);
    EXPECT_FALSE(failure(400, R"({"__type":"ThrottlingException"})").may_have_acted);
    EXPECT_TRUE(failure_of(NetError{.failure = NetFailure::timeout}).may_have_acted);
    EXPECT_TRUE(failure_of(NetError{.failure = NetFailure::unreachable}).may_have_acted);
    EXPECT_FALSE(failure_of(NetError{.failure = NetFailure::busy}).may_have_acted);
}

TEST(DynamoReply, ThrottlingSaysWhatWasTooMuch) {
    EXPECT_EQ(failure(400, R"({"__type":"x#ThrottlingException","message":"m","throttlingReasons":
                       [{"reason":"TableWriteKeyRangeThroughputExceeded","resource":"arn"}]})")
                  .message,
              "TableWriteKeyRangeThroughputExceeded: m");
    EXPECT_EQ(failure(400, R"({"__type":"x#ProvisionedThroughputExceededException","message":"m",
                       "ThrottlingReasons":[{"reason":"A"},{"reason":"B"}]})")
                  .message,
              "A: m");
    EXPECT_EQ(failure(400, R"({"__type":"x#ThrottlingException","message":"m",
                       "ThrottlingReasons":[5]})")
                  .message,
              "m");
}

TEST(DynamoReply, AChecksumIsOfTheBytesAsTheyCame) {
    auto whole = answer(200, "{}");
    whole.headers = {{"x-amz-crc32", "2745614147"}, {"x-amzn-RequestId", "R"}};
    EXPECT_TRUE(read_reply(whole));
    whole.body = "{ }";
    EXPECT_EQ(read_reply(whole).error().code, "checksum");
    EXPECT_EQ(read_reply(whole).error().request_id, "R");
    whole.headers = {{"x-amz-crc32", "x"}};
    EXPECT_EQ(read_reply(whole).error().kind, FailureKind::transient);
}

TEST(DynamoReply, ADeepAnswerIsReadAndADeeperOneRefused) {
    const auto nested = [](std::size_t levels) {
        std::string text;
        for (std::size_t i = 0; i < levels; ++i) {
            text += R"({"a":)";
        }
        return text + "1" + std::string(levels, '}');
    };
    EXPECT_TRUE(read_reply(answer(200, nested(70))));
    EXPECT_FALSE(read_reply(answer(200, nested(100'000))));
}

TEST(DynamoReply, TheDateHeaderIsReadInItsOneForm) {
    EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"),
              parse_rfc3339("1994-11-06T08:49:37Z"));
    for (const auto* text : {"", "Sun, 06 Nov 1994 08:49:37 UTC", "Sun, 06 nov 1994 08:49:37 GMT",
                             "Sun, 31 Feb 2026 08:49:37 GMT", "Sun, 06 Nov 1994 24:49:37 GMT",
                             "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
                             "Sun, 06 Nov 1994 08:49:37 GMTx", "Sun, -6 Nov 1994 08:49:37 GMT"}) {
        EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
    }
}

TEST(DynamoRetry, PausesGrowToALimit) {
    const Failure transient{.kind = FailureKind::transient, .code = ""};
    const Failure throttled{.kind = FailureKind::throttled, .code = ""};
    EXPECT_EQ(pause_after(transient, 1, 0.999).count(), 24);
    EXPECT_EQ(pause_after(transient, 4, 0.5).count(), 100);
    EXPECT_EQ(pause_after(throttled, 1, 0.0).count(), 0);
    EXPECT_EQ(pause_after(throttled, 3, 0.5).count(), 2'000);
    EXPECT_EQ(pause_after(throttled, 60, 0.5).count(), 10'000);
    EXPECT_EQ(pause_after(throttled, 5'000, 0.5).count(), 10'000);
}

TEST(DynamoRetry, TheBudgetIsUsedUpAndFilledAgain) {
    RetryBudget budget;
    for (int i = 0; i < 35; ++i) {
        EXPECT_EQ(budget.take(FailureKind::transient), 14);
    }
    EXPECT_EQ(budget.left(), 10);
    EXPECT_EQ(budget.take(FailureKind::transient), std::nullopt);
    EXPECT_EQ(budget.take(FailureKind::throttled), 5);
    budget.give_back(14);
    EXPECT_EQ(budget.left(), 19);
    budget.give_back(0);
    EXPECT_EQ(budget.left(), 20);
    for (int i = 0; i < 1'000; ++i) {
        budget.give_back(14);
    }
    EXPECT_EQ(budget.left(), 500);
}

TEST(DynamoEndpoint, IsAwsOwnOrWhatTheOwnerSays) {
    EXPECT_EQ(endpoint_of({.region = "eu-central-1"})->host, "dynamodb.eu-central-1.amazonaws.com");
    EXPECT_EQ(endpoint_of({.region = "cn-north-1"})->host, "dynamodb.cn-north-1.amazonaws.com.cn");
    EXPECT_TRUE(endpoint_of({.region = "eu-central-1"})->is_tls());
    for (const auto* good : {"http://127.0.0.1:8000", "http://localhost:8000/", "http://[::1]:8000",
                             "https://vpce-1.dynamodb.eu-central-1.vpce.amazonaws.com"}) {
        EXPECT_TRUE(endpoint_of({.region = "eu-central-1", .endpoint = good})) << good;
    }
    for (const auto* bad :
         {"http://192.168.0.2:8000", "http://dynamodb.local", "wss://localhost",
          "https://host/path", "https://host/?x", "host", "http://localhost.evil"}) {
        EXPECT_EQ(endpoint_of({.region = "eu-central-1", .endpoint = bad}).error().code,
                  ErrorCode::invalid)
            << bad;
    }
    for (const auto* region : {"", "EU", "eu.central", "evil.com/", "a b"}) {
        EXPECT_FALSE(endpoint_of({.region = region})) << region;
    }
}

}  // namespace
}  // namespace ohmstead::dynamodb
