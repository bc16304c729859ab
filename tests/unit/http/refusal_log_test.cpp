#include "http/refusal_log.hpp"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmstead::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

class KeptLines final : public LogSink {
public:
    bool wants(LogLevel) const override { return true; }
    void write(LogLevel, std::string_view, std::string_view message) override {
        lines.emplace_back(message);
    }

    std::vector<std::string> lines;
};

class RefusalLogTest : public testing::Test {
protected:
    void refuse(ErrorCode code, std::string_view route, bool with_credentials = true) {
        RequestContext context;
        context.request_id = "urn:uuid:7";
        context.path = "/api/v1/homes/secret-of-somebody";
        context.connection.peer = boost::asio::ip::make_address("203.0.113.5");
        if (with_credentials) {
            context.headers.add({"Authorization", "Bearer ohm_secret"});
        }
        refusals_.note(context, route, make_error(code, "No."), now_);
    }

    KeptLines sink_;
    RefusalLog refusals_{Log{sink_, "http"}};
    RefusalLog::Clock::time_point now_{std::chrono::hours{5}};
};

TEST_F(RefusalLogTest, NamesTheRequestAndNoSecret) {
    refuse(ErrorCode::forbidden, "/api/v1/homes/{home}");
    EXPECT_THAT(sink_.lines,
                ElementsAre("refused GET /api/v1/homes/{home} from=203.0.113.5 (urn:uuid:7): No."));
}

TEST_F(RefusalLogTest, TellsOfWhatWasBroughtAndNotOfWhoBroughtNothing) {
    refuse(ErrorCode::unauthenticated, "/api/v1/me", /*with_credentials=*/false);
    refuse(ErrorCode::not_found, "/api/v1/homes/{home}");
    refuse(ErrorCode::invalid, "/api/v1/auth/local");
    EXPECT_THAT(sink_.lines, IsEmpty());
    refuse(ErrorCode::unauthenticated, "/api/v1/me");
    refuse(ErrorCode::unauthenticated, "/api/v1/auth/local", /*with_credentials=*/false);
    refuse(ErrorCode::not_found, "/api/v1/auth/invitation", /*with_credentials=*/false);
    refuse(ErrorCode::rate_limited, "/api/v1/auth/local", /*with_credentials=*/false);
    EXPECT_THAT(sink_.lines, SizeIs(4));
}

TEST_F(RefusalLogTest, AFloodDoesNotFillTheLog) {
    for (int i = 0; i < 10 * RefusalLog::kMostPerMinute; ++i) {
        refuse(ErrorCode::forbidden, "/api/v1/homes/{home}");
    }
    ASSERT_THAT(sink_.lines, SizeIs(RefusalLog::kMostPerMinute + 1));
    EXPECT_THAT(sink_.lines.back(), HasSubstr("more requests are refused"));
    now_ += std::chrono::minutes{1};
    refuse(ErrorCode::forbidden, "/api/v1/homes/{home}");
    EXPECT_THAT(sink_.lines, SizeIs(RefusalLog::kMostPerMinute + 2));
}

}  // namespace
}  // namespace ohmstead::http
