// Imports and exports as jobs: whose they are, and what is refused before anything is done.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/dto_job.hpp"
#include "reflect/decode.hpp"
#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using ::testing::HasSubstr;

constexpr std::string_view kFile =
    "start_utc,import_kwh\n2025-11-01T00:00:00Z,1\n2025-11-01T01:00:00Z,1\n";

class JobTest : public ApiTest {
protected:
    api::JobDto job_of(const Result<http::Response>& answer) {
        return reflect::decode_text<api::JobDto>(answer.value().content()).value();
    }
    api::JobDto upload(std::string_view file = kFile) {
        return job_of(call(Method::post, under(home, "/import"), admin, {}, std::string(file)));
    }
    std::string of(const api::JobDto& job, const std::string& rest = "") {
        return "/api/v1/jobs/" + job.id.value + rest;
    }
    Result<http::Response> start(const api::JobDto& job, const std::string& series) {
        return call(Method::post, of(job, "/start"), admin, {}, "{\"series\":[" + series + "]}");
    }

    http::IdentityPtr admin = person(HomeRole::admin, home);
};

TEST_F(JobTest, AFileIsLookedAtAndWaits) {
    const auto job = upload();
    EXPECT_EQ(job.state, api::JobState::proposed);
    ASSERT_TRUE(job.import_);
    ASSERT_EQ(job.import_->series.size(), 1U);
    EXPECT_EQ(job.import_->series[0].role, ChannelRole::grid_import);
    EXPECT_EQ(job.import_->csv->zone, "Europe/Amsterdam");
    EXPECT_TRUE(homes.channels_of[home].empty());
}

TEST_F(JobTest, AJobIsItsOwnersAlone) {
    const auto job = upload();
    EXPECT_TRUE(get(of(job), admin));
    for (const auto& other : {person(HomeRole::admin, home), person(HomeRole::admin, other_home)}) {
        EXPECT_EQ(get(of(job), other).error().code, ErrorCode::not_found);
    }
    // Who may only look by now may not import any more.
    auto demoted = *admin;
    demoted.scope =
        scope_for_person(admin->subject, std::vector<Membership>{{home, HomeRole::viewer}});
    EXPECT_EQ(get(of(job), std::make_shared<const Identity>(demoted)).error().code,
              ErrorCode::forbidden);
    demoted.scope = scope_for_person(admin->subject, {});
    EXPECT_EQ(get(of(job), std::make_shared<const Identity>(demoted)).error().code,
              ErrorCode::not_found);
}

TEST_F(JobTest, SettingsMayBeChangedUntilItIsStarted) {
    const auto job = upload();
    auto csv = *job.import_->csv;
    csv.interval_s = 900;
    const auto changed = job_of(
        call(Method::put, of(job, "/csv"), admin, {}, "{\"csv\":" + reflect::encode(csv) + "}"));
    EXPECT_EQ(changed.import_->csv->interval_s, 900);
    csv.time_column = "when";
    const auto wrong =
        call(Method::put, of(job, "/csv"), admin, {}, "{\"csv\":" + reflect::encode(csv) + "}");
    EXPECT_EQ(wrong.error().fields.at(0).pointer, "/csv/time_column");
}

TEST_F(JobTest, WhatDoesNotFitIsRefused) {
    auto powered = sample_channel(ChannelRole::grid_import, Measure::power);
    auto counted = sample_channel(ChannelRole::grid_import, Measure::counter);
    homes.channels_of[home] = {powered, counted};
    const auto job = upload();
    const auto into = [](const Channel& channel, const std::string& kind, const std::string& unit) {
        return R"({"series":"import_kwh","kind":")" + kind + R"(","unit":")" + unit +
               R"(","channel":")" + channel.id.value + "\"}";
    };
    const auto fault = [&](const std::string& series) {
        const auto error = start(job, series).error();
        EXPECT_EQ(error.code, ErrorCode::invalid);
        return error.fields.empty() ? FieldError{} : error.fields.front();
    };
    EXPECT_THAT(fault(into(powered, "amount", "kWh")).detail, HasSubstr("metered by its power"));
    EXPECT_THAT(fault(into(counted, "power", "kW")).detail, HasSubstr("metered by its counter"));
    EXPECT_EQ(fault(into(counted, "state", "%")).pointer, "/series/0/kind");
    EXPECT_EQ(fault(into(counted, "amount", "L")).pointer, "/series/0/unit");
    EXPECT_EQ(fault(into(counted, "amount", "kWh") + "," + into(counted, "amount", "kWh")).code,
              "repeated");
    EXPECT_EQ(fault(R"({"series":"import_kwh","kind":"amount","unit":"kWh"})").code, "required");
    EXPECT_EQ(job_of(get(of(job), admin)).state, api::JobState::proposed);
}

TEST_F(JobTest, AnImportRunsToItsReport) {
    const auto job = upload();
    const auto series = R"({"series":"import_kwh","kind":"amount","unit":"kWh",)"
                        R"("new_channel":{"name":"Grid","role":"grid_import"}})";
    EXPECT_EQ(start(job, series).value().status, 202);
    const auto done = job_of(get(of(job), admin));
    EXPECT_EQ(done.state, api::JobState::done) << done.error;
    ASSERT_TRUE(done.import_->report);
    EXPECT_EQ(done.import_->report->rows, 2);
    EXPECT_EQ(done.import_->report->channels.at(0).taken, 2);
    ASSERT_EQ(homes.channels_of[home].size(), 1U);
    EXPECT_EQ(homes.channels_of[home][0].bindings.at(0).source_type, SourceType::push);
    EXPECT_EQ(start(job, series).error().code, ErrorCode::conflict) << "once";
    EXPECT_TRUE(call(Method::delete_, of(job), admin));
    EXPECT_EQ(get(of(job), admin).error().code, ErrorCode::not_found);
}

TEST_F(JobTest, AnExportNamesWhatIsWrongWithIt) {
    homes.channels_of[home] = {sample_channel(ChannelRole::solar, Measure::counter)};
    const auto viewer = person(HomeRole::viewer, home);
    const auto ask = [&](const std::string& rest) {
        return call(Method::post, under(home, "/export"), viewer, {},
                    R"({"from":"2025-11-01","to":"2025-11-02",)" + rest + "}");
    };
    EXPECT_EQ(ask(R"("format":"green_button")").error().fields.at(0).pointer, "/channels");
    EXPECT_EQ(ask(R"("format":"green_button","period":"week")").error().fields.at(0).pointer,
              "/period");
    EXPECT_EQ(ask(R"("format":"csv","channels":["aaaaaaaaaaaaaaaaaaaa"])").error().code,
              ErrorCode::not_found);
    const auto job = job_of(ask(R"("format":"csv")"));
    const auto file = get(of(job, "/file"), viewer).value();
    EXPECT_EQ(file.content_type, "text/csv; charset=utf-8");
    EXPECT_THAT(file.content(), HasSubstr("home,channel,role,start_utc"));
    EXPECT_EQ(get(of(job, "/file"), person(HomeRole::viewer, home)).error().code,
              ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::test
