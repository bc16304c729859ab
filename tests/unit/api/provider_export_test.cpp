#include <gmock/gmock.h>

#include "unit/api/consent_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using std::chrono::hours;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A home that consented to sums of days or months alone, with its days derived.
class ProviderExport : public ConsentTest {
protected:
    // Days from the first on, up to yesterday, of 96 slots (97 and more where clocks change) of a
    // quarter of a kWh each.
    void measure_days(LocalDate first) {
        measure();
        const auto zone = Zone::find(homes.homes[home].time_zone).value();
        const auto days = local_days(zone, first, plus_days(zone.date_of(clock.now()), -1));
        std::vector<ChannelSlots> sums;
        for (const auto& channel : homes.channels_of[home]) {
            auto& slots_of = slots.slots_of[channel.id];
            slots_of.clear();
            for (auto at = days.front().slots.from; at < days.back().slots.to; ++at) {
                slots_of.push_back({.index = at,
                                    .amount = 250'000,
                                    .quality = Quality::measured,
                                    .seconds_covered = kSlotSeconds});
            }
            sums.push_back({.channel = channel.id, .slots = slots_of});
        }
        derived.channels = homes.channels_of[home];
        derived.given =
            day_sums(derived.channels, sums, days, day_stamp(zone, derived.channels), {});
    }
    void consent_to(const char* detail, hours history) {
        auto body = request_body(R"(["grid"])", detail);
        const auto until = body.find(at(hours{-48}));
        body.replace(until, at(hours{-48}).size(), at(-history));
        consent(body);
    }
    Result<http::Response> begin(const std::string& more) {
        return call(Method::post, under(home, "/export"), provider_now(), {},
                    R"({"from":"2025-09-15","to":"2025-11-26",)" + more + "}");
    }
    std::string file(const std::string& more) {
        const auto begun = begin(more);
        EXPECT_TRUE(begun) << begun.error().detail;
        if (!begun) {
            return {};
        }
        const auto done =
            get("/api/v1/jobs/" + text_of(json_of(begun), "id") + "/file", provider_now());
        EXPECT_TRUE(done) << done.error().detail;
        return done && done->shared_body ? *done->shared_body : std::string{};
    }
};

TEST_F(ProviderExport, DaysAreRowsOfDaysAndNothingFinerIsGiven) {
    measure_days(LocalDate{std::chrono::year{2025} / 11 / 20});
    consent_to("day", hours{48});
    // The window began in the middle of the 23rd, and the 25th is not over.
    const auto csv = file(R"("format":"csv")");
    EXPECT_THAT(csv, AllOf(HasSubstr("\"Meter\",\"grid_import\",2025-11-23T23:00:00Z,"
                                     "2025-11-24T23:00:00Z,2025-11-24T00:00:00+01:00,"
                                     "\"Europe/Amsterdam\",24.000000,\"kWh\",,1.000"),
                           Not(HasSubstr("Roof"))));
    EXPECT_EQ(std::ranges::count(csv, '\n'), 2) << csv;
    EXPECT_EQ(file(R"("format":"csv","period":"day")"), csv);
    for (const auto* finer : {"slot", "hour"}) {
        const auto refused = begin(R"("format":"csv","period":")" + std::string(finer) + "\"");
        ASSERT_FALSE(refused) << finer;
        EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
        EXPECT_THAT(refused.error().detail, HasSubstr("day"));
    }
}

TEST_F(ProviderExport, GreenButtonHasIntervalsOfADay) {
    measure_days(LocalDate{std::chrono::year{2025} / 10 / 24});
    consent_to("day", hours{24 * 40});
    const auto xml = file(R"("format":"green_button")");
    EXPECT_THAT(xml, HasSubstr("<intervalLength>86400</intervalLength>"));
    EXPECT_THAT(xml, HasSubstr("<duration>86400</duration>"));
    // Clocks go back on the 26th of October.
    EXPECT_THAT(xml, HasSubstr("<timePeriod><duration>90000</duration><start>1761429600</start>"
                               "</timePeriod><value>25000000</value>"));
}

TEST_F(ProviderExport, MonthsAreRowsOfWholeMonths) {
    measure_days(LocalDate{std::chrono::year{2025} / 9 / 1});
    consent_to("month", hours{24 * 70});
    const auto csv = file(R"("format":"csv")");
    // The window began in September: October alone is whole, and has an hour more.
    EXPECT_THAT(csv, HasSubstr("2025-09-30T22:00:00Z,2025-10-31T23:00:00Z,"));
    EXPECT_THAT(csv, HasSubstr(",745.000000,\"kWh\",,1.000"));
    EXPECT_EQ(std::ranges::count(csv, '\n'), 2) << csv;
    const auto xml = file(R"("format":"green_button")");
    EXPECT_THAT(xml, Not(HasSubstr("intervalLength")));
    EXPECT_THAT(xml, HasSubstr("<value>745000000</value>"));
    const auto refused = begin(R"("format":"csv","period":"day")");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::forbidden);
    EXPECT_THAT(refused.error().detail, HasSubstr("month"));
}

}  // namespace
}  // namespace ohmstead::test
