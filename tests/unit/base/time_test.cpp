#include "base/time.hpp"

#include <gtest/gtest.h>

namespace ohmstead {
namespace {

TEST(Rfc3339, RoundTripsWithMillisecondsOnlyWhenThereAreAny) {
    for (const auto* text :
         {"2026-03-01T10:00:00Z", "2026-03-01T10:00:00.250Z", "1970-01-01T00:00:00Z",
          "2024-02-29T23:59:59.999Z", "2038-01-19T03:14:08Z", "2100-12-31T00:00:00Z"}) {
        const auto parsed = parse_rfc3339(text);
        ASSERT_TRUE(parsed) << text;
        EXPECT_EQ(format_rfc3339(*parsed), text);
    }
}

TEST(Rfc3339, TakesOffsetsAndCutsWhatIsBelowAMillisecond) {
    const auto ten = instant_from_ms(1'772'359'200'000);
    EXPECT_EQ(parse_rfc3339("2026-03-01T10:00:00Z"), ten);
    EXPECT_EQ(parse_rfc3339("2026-03-01T11:00:00+01:00"), ten);
    EXPECT_EQ(parse_rfc3339("2026-03-01T15:45:00+05:45"), ten);
    EXPECT_EQ(parse_rfc3339("2026-03-01T06:30:00-03:30"), ten);
    EXPECT_EQ(parse_rfc3339("2026-03-01 10:00:00z"), ten);
    EXPECT_EQ(parse_rfc3339("2026-03-01T10:00:00.123999Z"), ten + Milliseconds{123});
    EXPECT_EQ(parse_rfc3339("2026-03-01T10:00:00.5Z"), ten + Milliseconds{500});
}

TEST(Rfc3339, RefusesEveryOtherForm) {
    for (const auto* text : {"",
                             "2026-03-01",
                             "2026-03-01T10:00:00",
                             "2026-03-01T10:00Z",
                             "2026-03-01T24:00:00Z",
                             "2026-13-01T10:00:00Z",
                             "2026-02-29T10:00:00Z",
                             "2026-03-01T10:60:00Z",
                             "2026-03-01T10:00:60Z",
                             "2026-03-01T10:00:00.Z",
                             "2026-03-01T10:00:00+1:00",
                             "2026-03-01T10:00:00+24:00",
                             "2026-03-01T10:00:00Zx",
                             " 2026-03-01T10:00:00Z",
                             "1969-12-31T23:59:59Z",
                             "26-03-01T10:00:00Z",
                             "2026-3-1T10:00:00Z",
                             "2026-03-01T10:00:00+0100",
                             "+2026-03-01T10:00:00Z",
                             "1970-01-01T00:59:59+01:00",
                             "9999-12-31T23:00:00-01:00"}) {
        EXPECT_FALSE(parse_rfc3339(text)) << text;
    }
}

TEST(Span, IsHalfOpen) {
    const Span span{instant_from_ms(10), instant_from_ms(20)};
    EXPECT_TRUE(span.contains(instant_from_ms(10)));
    EXPECT_FALSE(span.contains(instant_from_ms(20)));
    EXPECT_FALSE(span.empty());
    EXPECT_TRUE((Span{instant_from_ms(20), instant_from_ms(10)}).empty());
}

}  // namespace
}  // namespace ohmstead
