#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using ::testing::UnorderedElementsAre;

// A home that imports 1 kWh per slot on 2025-11-23 and 24.
class CorrectionApi : public ApiTest {
protected:
    CorrectionApi() {
        auto meter = sample_channel(ChannelRole::grid_import, Measure::counter);
        meter.bindings[0].valid_from = Instant{};
        channel = meter.id;
        homes.channels_of[home] = {meter};
        const auto first = slot_of(utc("2025-11-23T00:00:00Z"));
        for (auto slot = first; slot < first + 192; ++slot) {
            slots.slots_of[channel].push_back(whole_slot(slot, 1'000'000));
        }
    }

    std::string body(const std::string& more) const {
        return R"({"channel":")" + channel.value +
               R"(","from":"2025-11-24T10:00:00Z","to":"2025-11-24T11:00:00Z","reason":"Why.",)" +
               more + "}";
    }
    Result<boost::json::value> send(Method method, const std::string& path, std::string text = {},
                                    std::vector<reflect::Parameter> query = {}) {
        auto response = call(method, under(home, path), person(HomeRole::admin, home),
                             std::move(query), std::move(text));
        if (!response) {
            return response.error();
        }
        status = response->status;
        return boost::json::parse(response->body);
    }
    std::vector<std::string> faults(std::string text) {
        std::vector<std::string> codes;
        for (const auto* path : {"/corrections", "/corrections/preview"}) {
            const auto refused = send(Method::post, path, text);
            EXPECT_FALSE(refused);
            EXPECT_EQ(refused.error().code, ErrorCode::invalid);
            codes.clear();
            for (const auto& field : refused.error().fields) {
                codes.push_back(field.pointer + " " + field.code);
            }
        }
        return codes;
    }
    double imported(const char* day) {
        const auto answer = send(Method::get, "/energy", {},
                                 {{"from", day}, {"to", "2025-11-25"}, {"period", "day"}});
        return answer.value().at("grid_import").at(0).to_number<double>();
    }

    ChannelId channel;
    int status = 0;
};

TEST_F(CorrectionApi, IsMadeShownAndUndone) {
    const double before = imported("2025-11-24");
    const auto made = send(Method::post, "/corrections", body(R"("kind":"flat","amount":0.5)"));
    ASSERT_TRUE(made);
    EXPECT_EQ(status, 201);
    EXPECT_EQ(made->at("amount"), 0.5);
    EXPECT_EQ(made->at("made").at("name"), "Somebody");
    EXPECT_EQ(made->at("made").at("at"), "2025-11-25T12:00:00Z");
    EXPECT_TRUE(made->at("undone").is_null());
    EXPECT_EQ(imported("2025-11-24"), before - 3.5);
    EXPECT_EQ(runtime.reloaded, std::vector{home}) << "so that sums of today follow";

    const std::string id = made->at("id").as_string().c_str();
    const auto undone = send(Method::post, "/corrections/" + id + "/undo");
    ASSERT_TRUE(undone);
    EXPECT_EQ(undone->at("undone").at("name"), "Somebody");
    EXPECT_EQ(imported("2025-11-24"), before);
    EXPECT_EQ(runtime.reloaded.size(), 2U);

    const auto again = send(Method::post, "/corrections", body(R"("kind":"unknown")"));
    ASSERT_TRUE(again);
    EXPECT_TRUE(again->at("amount").is_null());
    const auto list = send(Method::get, "/corrections").value();
    ASSERT_EQ(list.at("items").as_array().size(), 2U);
    EXPECT_EQ(list.at("items").at(0), *again);
    EXPECT_EQ(list.at("items").at(1), *undone);
    EXPECT_TRUE(list.at("next").is_null());
}

TEST_F(CorrectionApi, IsInTheTrailOrNotDone) {
    const auto made = send(Method::post, "/corrections", body(R"("kind":"unknown")"));
    const auto undo = "/corrections/" + std::string(made->at("id").as_string().c_str()) + "/undo";
    audit.available = false;
    EXPECT_FALSE(send(Method::post, "/corrections", body(R"("kind":"unknown")")));
    EXPECT_FALSE(send(Method::post, undo));
    ASSERT_EQ(overlays.all.size(), 1U);
    EXPECT_FALSE(overlays.all[0].undone);
    audit.available = true;
    EXPECT_TRUE(send(Method::post, undo));
    EXPECT_TRUE(send(Method::post, undo)) << "undone already, so nothing is done";
    ASSERT_EQ(audit.entries.size(), 2U);
    EXPECT_EQ(audit.entries[0].action, AuditAction::correct);
    EXPECT_EQ(audit.entries[0].subject, channel.value);
    EXPECT_EQ(audit.entries[0].by_name, "Somebody");
    EXPECT_EQ(audit.entries[1].action, AuditAction::undo_correction);
    EXPECT_EQ(audit.entries[1].subject_name, homes.channels_of[home][0].name);
}

TEST_F(CorrectionApi, ThePreviewShowsTheDaysAndChangesNothing) {
    const auto shown =
        send(Method::post, "/corrections/preview", body(R"("kind":"proportional","amount":2)"));
    ASSERT_TRUE(shown);
    EXPECT_EQ(status, 200);
    EXPECT_EQ(shown->at("time_zone"), "Europe/Amsterdam");
    EXPECT_EQ(shown->at("t").at(0), "2025-11-23T23:00:00Z");
    for (const auto& pair :
         {shown->at("channel"), shown->at("roles").at("grid_import"), shown->at("home")}) {
        EXPECT_EQ(pair.at("before").at(0).to_number<double>(), 96);
        EXPECT_EQ(pair.at("after").at(0).to_number<double>(), 94);
    }
    EXPECT_TRUE(overlays.all.empty());
    EXPECT_TRUE(runtime.reloaded.empty());
}

TEST_F(CorrectionApi, TellsAllFaultsAtOnce) {
    EXPECT_THAT(
        faults(R"({"channel":"nothing","from":"2025-11-24T10:01:00Z","to":"2025-11-26T00:00:00Z",)"
               R"("kind":"flat","amount":-1,"reason":""})"),
        UnorderedElementsAre("/channel unknown", "/from off_slot", "/to future", "/amount negative",
                             "/reason empty"));
    EXPECT_THAT(faults(body(R"("kind":"flat","amount":60.000001)")),
                UnorderedElementsAre("/amount implausible"));
    EXPECT_THAT(faults(body(R"("kind":"flat","amount":1e300)")),
                UnorderedElementsAre("/amount implausible"));
    EXPECT_THAT(faults(body(R"("kind":"flat")")), UnorderedElementsAre("/amount required"));
    EXPECT_THAT(faults(body(R"("kind":"unknown","amount":1)")),
                UnorderedElementsAre("/amount unexpected"));
    EXPECT_TRUE(overlays.all.empty());
}

TEST_F(CorrectionApi, WhatIsNotThereCannotBeUndone) {
    const auto undone = send(Method::post, "/corrections/" + OverlayId::make().value + "/undo");
    ASSERT_FALSE(undone);
    EXPECT_EQ(undone.error().code, ErrorCode::not_found);
}

TEST_F(CorrectionApi, NamesSuspectsByTheirNumbers) {
    auto& known = slots.slots_of[channel];
    known.erase(known.begin() + 150, known.begin() + 154);
    const auto found = send(Method::get, "/corrections/suspects", {},
                            {{"from", "2025-11-24"}, {"to", "2025-11-25"}});
    ASSERT_TRUE(found);
    ASSERT_EQ(found->at("items").as_array().size(), 1U);
    const auto& hole = found->at("items").at(0);
    EXPECT_EQ(hole.at("code"), "hole");
    EXPECT_EQ(hole.at("channel"), channel.value.c_str());
    EXPECT_EQ(hole.at("from"), "2025-11-24T13:30:00Z");
    EXPECT_EQ(hole.at("to"), "2025-11-24T14:30:00Z");
    const auto wrong = send(Method::get, "/corrections/suspects", {},
                            {{"from", "2020-11-24"}, {"to", "2025-11-25"}});
    EXPECT_EQ(wrong.error().code, ErrorCode::malformed);
}

// The counter of a home rose by 9 kWh within ten minutes.
class DecisionApi : public CorrectionApi {
protected:
    DecisionApi() {
        slots.events.push_back({channel,
                                {.kind = MeterEvent::Kind::quarantined,
                                 .at = utc("2025-11-24T10:10:00Z"),
                                 .amount = 9'000'000,
                                 .since = utc("2025-11-24T10:00:00Z"),
                                 .in_question = 9'000'000}});
    }
    Result<boost::json::value> decide(const std::string& at, const std::string& verdict) {
        return send(Method::post, decisions(),
                    R"({"at":")" + at + R"(","verdict":")" + verdict + "\"}");
    }
    std::string decisions() const { return "/channels/" + channel.value + "/decisions"; }
    Result<http::Response> take_back(const std::string& at) {
        return call(Method::delete_, under(home, decisions() + "/" + at),
                    person(HomeRole::admin, home), {}, {});
    }
    const std::string then = "2025-11-24T10:10:00Z";
};

TEST_F(DecisionApi, IsAboutASuspectAndCanBeTakenBack) {
    const auto suspects = [&] {
        return send(Method::get, "/corrections/suspects", {},
                    {{"from", "2025-11-24"}, {"to", "2025-11-25"}})
            ->at("items")
            .as_array();
    };
    ASSERT_EQ(suspects().size(), 1U);
    const auto suspect = suspects()[0];
    EXPECT_EQ(suspect.at("code"), "quarantined");
    EXPECT_EQ(suspect.at("at"), then.c_str());
    EXPECT_EQ(suspect.at("from"), "2025-11-24T10:00:00Z");
    EXPECT_EQ(suspect.at("to"), "2025-11-24T10:15:00Z");
    EXPECT_EQ(suspect.at("amount").to_number<double>(), 9);

    const auto made = decide(then, "booked");
    ASSERT_TRUE(made) << made.error().detail;
    EXPECT_EQ(status, 201);
    EXPECT_EQ(made->at("amount").to_number<double>(), 9);
    EXPECT_EQ(made->at("applied"), false);
    EXPECT_EQ(homes.channels_of[home][0].decisions,
              (std::vector{MeterDecision{utc(then.c_str()), MeterVerdict::booked}}));
    EXPECT_EQ(runtime.reloaded, std::vector{home});
    EXPECT_TRUE(suspects().empty());
    EXPECT_EQ(decide(then, "left_out").error().code, ErrorCode::conflict);

    slots.events[0].event.kind = MeterEvent::Kind::decided;
    auto list = send(Method::get, "/decisions");
    ASSERT_EQ(list->at("items").as_array().size(), 1U);
    EXPECT_EQ(list->at("items").at(0).at("applied"), true);
    EXPECT_EQ(list->at("items").at(0).at("since"), "2025-11-24T10:00:00Z");
    slots.events.clear();
    list = send(Method::get, "/decisions");
    EXPECT_TRUE(list->at("items").at(0).at("amount").is_null());

    EXPECT_TRUE(take_back(then));
    EXPECT_TRUE(homes.channels_of[home][0].decisions.empty());
    EXPECT_EQ(take_back(then).error().code, ErrorCode::not_found);
    EXPECT_EQ(take_back("yesterday").error().code, ErrorCode::malformed);
    ASSERT_EQ(audit.entries.size(), 2U);
    EXPECT_EQ(audit.entries[0].action, AuditAction::decide);
    EXPECT_EQ(audit.entries[0].subject, channel.value);
    EXPECT_EQ(audit.entries[1].action, AuditAction::undo_decision);
}

TEST_F(DecisionApi, IsInTheTrailOrNotDone) {
    audit.available = false;
    EXPECT_FALSE(decide(then, "booked"));
    EXPECT_TRUE(homes.channels_of[home][0].decisions.empty());
    EXPECT_EQ(decide(then, "restarted").error().fields.at(0).pointer, "/verdict");
    EXPECT_EQ(decide("2025-11-24T10:10:00.001Z", "booked").error().code, ErrorCode::conflict);
    EXPECT_TRUE(runtime.reloaded.empty());
}

class ExplainApi : public CorrectionApi {
protected:
    Result<boost::json::value> explain(std::vector<reflect::Parameter> query) {
        return send(Method::get, "/explain", {}, std::move(query));
    }
};

TEST_F(ExplainApi, AFigureWithItsSlotsAndCorrections) {
    const auto made = send(Method::post, "/corrections", body(R"("kind":"flat","amount":0.5)"));
    ASSERT_TRUE(made);
    const auto told = explain({{"from", "2025-11-24"}, {"to", "2025-11-25"}, {"figure", "home"}});
    ASSERT_TRUE(told);
    EXPECT_EQ(told->at("formula"), "use_of_the_home");
    EXPECT_EQ(told->at("rows"), "slot");
    EXPECT_EQ(told->at("unit"), "kwh");
    EXPECT_TRUE(told->at("channel").is_null());
    EXPECT_EQ(told->at("amount").to_number<double>(), 92.5);
    EXPECT_EQ(told->at("amount").to_number<double>(), imported("2025-11-24"));
    EXPECT_EQ(told->at("t").as_array().size(), 96U);
    const auto& input = told->at("inputs").at(0);
    EXPECT_EQ(input.at("channel"), channel.value.c_str());
    EXPECT_EQ(input.at("quality").at(0), "measured");
    EXPECT_EQ(input.at("quality").at(44), "edited");
    EXPECT_EQ(input.at("correction").at(44), made->at("id"));
    EXPECT_TRUE(input.at("correction").at(43).is_null());
    EXPECT_EQ(input.at("amount").at(44).to_number<double>(), 0.125);
    EXPECT_EQ(input.at("given").at(44).to_number<double>(), 1);
    EXPECT_EQ(told->at("corrections").at(0), *made);
    EXPECT_TRUE(told->at("links").as_array().empty());
}

TEST_F(ExplainApi, ALongSpanByDayWithALinkToEach) {
    const auto told = explain({{"from", "2025-10-01"},
                               {"to", "2025-11-25"},
                               {"figure", "channel"},
                               {"channel", channel.value}});
    ASSERT_TRUE(told);
    EXPECT_EQ(told->at("rows"), "day");
    EXPECT_EQ(told->at("formula"), "sum_of_slots");
    EXPECT_EQ(told->at("t").as_array().size(), 55U);
    EXPECT_EQ(told->at("links").at(54),
              under(home,
                    "/explain?from=2025-11-23T23:00:00Z&to=2025-11-24T23:00:00Z"
                    "&figure=channel&channel=" +
                        channel.value)
                  .c_str());
    EXPECT_TRUE(told->at("amounts").at(0).is_null());
    EXPECT_TRUE(told->at("inputs").at(0).at("quality").as_array().empty());
}

TEST_F(ExplainApi, RefusesWhatIsNoFigure) {
    const auto code = [&](std::vector<reflect::Parameter> query) {
        query.push_back({"from", "2025-11-24"});
        query.push_back({"to", "2025-11-25"});
        const auto told = explain(std::move(query));
        return told ? std::nullopt : std::optional(told.error().code);
    };
    EXPECT_EQ(code({{"figure", "happiness"}}), ErrorCode::malformed);
    EXPECT_EQ(code({{"figure", "channel"}}), ErrorCode::malformed);
    EXPECT_EQ(code({{"figure", "solar"}}), ErrorCode::not_found);
    EXPECT_EQ(code({{"figure", "channel"}, {"channel", ChannelId::make().value}}),
              ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead::test
