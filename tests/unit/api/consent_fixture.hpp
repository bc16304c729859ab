#pragma once

#include <boost/json.hpp>

#include "api/consent_routes.hpp"
#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {

// A provider's staff, a home's people, and sessions as they are loaded from the stores.
class ConsentTest : public ApiTest {
protected:
    ConsentTest() {
        permissions.providers[company.id] = company;
        clerk = users.add("Clerk", "clerk@grid.example");
        users.users.back().server_role = ServerRole::provider;
        users.users.back().provider = company.id;
        ada = users.add("Ada", "ada@example.org");
        homes.members[ada] = {{home, HomeRole::admin}};
        clerks_session = runner.run(sessions.start(clerk)).value().identity->session_hash;
        adas_session = runner.run(sessions.start(ada)).value().identity->session_hash;
    }

    http::IdentityPtr identity_of(const std::string& session) {
        return runner.run(sessions.current(session)).value();
    }
    http::IdentityPtr provider_now() { return identity_of(clerks_session); }
    http::IdentityPtr admin_now() { return identity_of(adas_session); }

    static boost::json::object json_of(const Result<http::Response>& response) {
        return response ? boost::json::parse(response->body).as_object() : boost::json::object{};
    }
    static std::string text_of(const boost::json::object& object, const char* name) {
        return std::string(object.at(name).as_string());
    }

    std::string at(std::chrono::hours from_now) { return format_rfc3339(clock.now() + from_now); }
    std::string request_body(const char* fields = R"(["grid","solar"])",
                             const char* detail = "slot") {
        return std::string(R"({"purpose":"To plan the grid","answer_by":")") +
               at(std::chrono::hours{24}) + R"(","terms":{"fields":)" + fields + R"(,"detail":")" +
               detail + R"(","history_from":")" + at(std::chrono::hours{-48}) +
               R"(","starts_at":")" + at(std::chrono::hours{0}) + R"(","ends_at":")" +
               at(std::chrono::hours{120}) + "\"}}";
    }
    // The code of a new request.
    std::string ask(const std::string& body) {
        const auto asked =
            call(http::Method::post, "/api/v1/providers/requests", provider_now(), {}, body);
        EXPECT_TRUE(asked);
        return text_of(json_of(asked), "code");
    }
    Result<http::Response> take_up(const std::string& code) {
        return call(http::Method::post, under(home, "/permissions"), admin_now(), {},
                    R"({"code":")" + code + "\"}");
    }
    Result<http::Response> answer(const std::string& permission, const std::string& how,
                                  std::string body = "{}") {
        return call(http::Method::post, under(home, "/permissions/" + permission + "/" + how),
                    admin_now(), {}, std::move(body));
    }
    // The id of a permission that is in force.
    std::string consent(const std::string& body) {
        const auto permission = text_of(json_of(take_up(ask(body))), "id");
        EXPECT_TRUE(answer(permission, "accept"));
        return permission;
    }
    Result<http::Response> energy(const char* period = "hour") {
        return get(
            under(home, "/energy"), provider_now(),
            {{"from", "2025-11-25T00:00:00Z"}, {"to", "2025-11-25T12:00:00Z"}, {"period", period}});
    }
    // Gives the home a meter and solar of which a day of slots is known.
    void measure() {
        auto grid = sample_channel(ChannelRole::grid_import, Measure::counter);
        grid.name = "Meter";
        auto sun = sample_channel(ChannelRole::solar, Measure::counter);
        sun.name = "Roof";
        for (const auto* channel : {&grid, &sun}) {
            for (auto slot = slot_of(clock.now()) - 96; slot < slot_of(clock.now()); ++slot) {
                slots.slots_of[channel->id].push_back({.index = slot,
                                                       .amount = 250'000,
                                                       .quality = Quality::measured,
                                                       .seconds_covered = kSlotSeconds});
            }
        }
        homes.channels_of[home] = {grid, sun};
    }

    const Provider company{.id = ProviderId::make(),
                           .name = "Grid & Sons",
                           .policy_link = "https://grid.example/privacy",
                           .contact = "privacy@grid.example"};
    UserId clerk;
    UserId ada;
    std::string clerks_session;
    std::string adas_session;
};

}  // namespace ohmstead::test
