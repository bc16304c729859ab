#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "observe/log_line.hpp"
#include "observe/log_sink.hpp"
#include "observe/metrics.hpp"
#include "observe/request_ids.hpp"
#include "support/manual_clock.hpp"

namespace ohmstead::observe {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const Instant kNow = *parse_rfc3339("2026-11-25T01:02:03.004Z");

TEST(Metrics, WritePrometheusText) {
    Metrics metrics;
    metrics.counter("requests_total", "Requests", {{"status", "200"}}).add(3);
    metrics.gauge("open", "Open \"things\"\n").set(2.5);
    metrics.watch("asked", "Asked", [] { return 7.0; });
    auto& histogram = metrics.histogram("seconds", "Time", {0.1, 1}, {{"route", "a\"b"}});
    for (const double value : {0.05, 0.1, 0.5, 5.0}) {
        histogram.observe(value);
    }
    EXPECT_EQ(metrics.text(),
              "# HELP asked Asked\n# TYPE asked gauge\nasked 7\n"
              "# HELP open Open \\\"things\\\"\\n\n# TYPE open gauge\nopen 2.5\n"
              "# HELP requests_total Requests\n# TYPE requests_total counter\n"
              "requests_total{status=\"200\"} 3\n"
              "# HELP seconds Time\n# TYPE seconds histogram\n"
              "seconds_bucket{route=\"a\\\"b\",le=\"0.1\"} 2\n"
              "seconds_bucket{route=\"a\\\"b\",le=\"1\"} 3\n"
              "seconds_bucket{route=\"a\\\"b\",le=\"+Inf\"} 4\n"
              "seconds_sum{route=\"a\\\"b\"} 5.65\nseconds_count{route=\"a\\\"b\"} 4\n");
}

TEST(Metrics, GiveTheSameObjectForTheSameName) {
    Metrics metrics;
    EXPECT_EQ(&metrics.counter("a", "A"), &metrics.counter("a", "A"));
    EXPECT_NE(&metrics.counter("a", "A"), &metrics.counter("a", "A", {{"x", "1"}}));
    EXPECT_THROW(metrics.gauge("a", "A"), std::logic_error);
}

TEST(LogLine, StaysOneLineWhateverComes) {
    const auto line =
        log_line(LogForm::text, kNow, LogLevel::info, "http",
                 "a\r\n2026-01-01 INFO login ok\x1b[31m\x07 \u202eevil\u2069 \xff\xc2\x85 "
                 "\u00e4\u4e2d");
    EXPECT_EQ(line,
              "2026-11-25T01:02:03.004Z info    http: a\\x0d\\x0a2026-01-01 INFO login ok"
              "\\x1b[31m\\x07 \\xe2\\x80\\xaeevil\\xe2\\x81\\xa9 \\xff\\xc2\\x85 \u00e4\u4e2d");
}

TEST(LogLine, IsJsonWhenAsked) {
    const auto line = log_line(LogForm::json, kNow, LogLevel::warning, "net", "say \"hi\"\\\n\xff");
    const auto parsed = boost::json::parse(line);
    EXPECT_EQ(parsed.at("level"), "warning");
    EXPECT_EQ(parsed.at("message"), "say \"hi\"\\\\x0a\\xff");
}

TEST(LogLine, IsCutAtOneKibibyte) {
    for (const auto form : {LogForm::text, LogForm::json}) {
        const auto line =
            log_line(form, kNow, LogLevel::error, "http", std::string(1'000'000, '\n'));
        EXPECT_LE(line.size(), kLongestLogLine);
        EXPECT_GT(line.size(), kLongestLogLine - 10);
        EXPECT_THAT(line, HasSubstr("[cut]"));
    }
}

TEST(ProcessLog, WritesFromItsOwnThread) {
    const test::ManualClock clock(kNow);
    testing::internal::CaptureStderr();
    {
        const auto log = make_process_log(LogLevel::info, LogForm::text, clock);
        const Log handle(*log, "http");
        handle.debug("not this");
        handle.info("ready on {}{}", 8420, "{}%v");
        log->flush();
    }
    const auto text = testing::internal::GetCapturedStderr();
    EXPECT_EQ(text, "2026-11-25T01:02:03.004Z info    http: ready on 8420{}%v\n");
}

TEST(RequestIds, AreDistinctUuids) {
    RequestIds ids(0x0123456789abcdef);
    EXPECT_EQ(ids.next(), "01234567-89ab-8cde-8000-000000000001");
    EXPECT_EQ(ids.next(), "01234567-89ab-8cde-8000-000000000002");
    EXPECT_NE(RequestIds().next(), RequestIds().next());
}

}  // namespace
}  // namespace ohmstead::observe
