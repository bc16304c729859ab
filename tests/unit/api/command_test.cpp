#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;

class CommandRoutes : public ApiTest {
protected:
    CommandRoutes() { runtime.engines = false; }

    Result<boost::json::object> shown(const Result<http::Response>& response) {
        OHMSTEAD_TRY(const auto& answered, response);
        return boost::json::parse(answered.body).as_object();
    }
    Result<boost::json::object> ask(const std::string& body) {
        return shown(call(Method::post, under(home, "/commands"), admin, {}, body));
    }
    Result<boost::json::object> look(const std::string& id, http::IdentityPtr who) {
        return shown(get("/api/v1/commands/" + id, std::move(who)));
    }

    http::IdentityPtr admin = person(HomeRole::admin, home);
};

TEST_F(CommandRoutes, AsksTheAgentAndShowsWhatCameOfIt) {
    const auto asked = ask(R"({"kind":"discover"})").value();
    ASSERT_THAT(commands.commands, testing::SizeIs(1));
    EXPECT_EQ(commands.commands[0].kind, CommandKind::discover);
    EXPECT_EQ(commands.commands[0].expires_at, clock.now() + std::chrono::minutes{10});
    EXPECT_EQ(asked.at("state").as_string(), "open");
    const std::string id(asked.at("id").as_string());
    commands.commands[0].state = CommandState::done;
    commands.commands[0].detail = "3 channels are proposed.";
    commands.commands[0].result = R"({"proposals":[1,2,3]})";
    const auto done = look(id, admin).value();
    EXPECT_EQ(done.at("state").as_string(), "done");
    EXPECT_EQ(done.at("detail").as_string(), "3 channels are proposed.");
    EXPECT_EQ(done.at("result").at("proposals").as_array().size(), 3U);
}

TEST_F(CommandRoutes, ShowsACommandToAdminsAlone) {
    const auto asked = ask(R"({"kind":"test"})").value();
    const std::string id(asked.at("id").as_string());
    EXPECT_EQ(look(id, person(HomeRole::manager, home)).error().code, ErrorCode::not_found);
    EXPECT_EQ(look(CommandId::make().value, admin).error().code, ErrorCode::not_found);
}

TEST_F(CommandRoutes, RefusesWhatAnAgentIsNotAskedHere) {
    EXPECT_EQ(ask(R"({"kind":"switch_device"})").error().code, ErrorCode::invalid);
    runtime.engines = true;
    EXPECT_EQ(ask(R"({"kind":"test"})").error().code, ErrorCode::conflict);
    EXPECT_THAT(commands.commands, testing::IsEmpty());
}

}  // namespace
}  // namespace ohmstead::test
