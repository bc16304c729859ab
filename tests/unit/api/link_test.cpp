#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

#include "unit/api/api_fixture.hpp"

namespace ohmstead::test {
namespace {

using http::Method;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

// An admin with a home that has a meter, a lamp and a heater.
class LinkApi : public ApiTest {
protected:
    LinkApi() {
        meter.name = "Meter T1";
        lamp.name = "Lamp";
        lamp.area = "Bedroom";
        lamp.device_entity = "switch.lamp";
        heater.name = "Heater";
        heater.device_entity = "switch.heater";
        heater.kind = DeviceKind::heat_pump;
        homes.channels_of[home] = {meter, lamp, heater};
        hub.on_home(homes.homes[home], homes.channels_of[home]);
        hub.on_connection(home, {.state = "connected"});
        ada = users.add("Ada", "ada@example.org");
        homes.members[ada] = {{home, HomeRole::admin}};
    }

    http::IdentityPtr admin() {
        const auto started = runner.run(sessions.start(ada));
        return started.value().identity;
    }
    Result<boost::json::object> json_of(Result<http::Response> response) {
        OHMSTEAD_TRY(const auto answered, std::move(response));
        return boost::json::parse(answered.body).as_object();
    }
    Result<boost::json::object> make(const std::string& body) {
        return json_of(call(Method::post, under(home, "/links"), admin(), {}, body));
    }
    Result<http::Response> open(const std::string& token, http::IdentityPtr by = nullptr) {
        return call(Method::post, "/api/v1/auth/link", std::move(by), {},
                    R"({"token":")" + token + "\"}");
    }
    std::string page(LinkTerms terms) {
        return get(under(home, "/tiles"), link(home, std::move(terms))).value().body;
    }
    Result<http::Response> act(const http::IdentityPtr& by, const Channel& device,
                               const std::string& body) {
        return call(Method::post, under(home, "/devices/" + device.id.value + "/actions"), by, {},
                    body);
    }

    Channel meter = sample_channel(ChannelRole::grid_import, Measure::power, "sensor.secret");
    Channel lamp = sample_channel(ChannelRole::device, Measure::power, "sensor.lamp");
    Channel heater = sample_channel(ChannelRole::device, Measure::power, "sensor.heater");
    UserId ada;
};

TEST_F(LinkApi, ItsSecretIsToldOnceAndItsListNever) {
    const auto made =
        make(R"({"name":"Kitchen","kind":"kiosk","tiles":["flow","chart"],"devices":[")" +
             lamp.id.value + "\"]}")
            .value();
    const std::string token(made.at("token").as_string());
    EXPECT_THAT(token, testing::StartsWith("ohm_"));
    const auto listed = get(under(home, "/links"), admin()).value().body;
    EXPECT_THAT(listed, Not(HasSubstr(token.substr(26))));
    const auto items = boost::json::parse(listed);
    const auto& item = items.at("items").at(0);
    EXPECT_EQ(item.at("name").as_string(), "Kitchen");
    EXPECT_EQ(item.at("made_by").as_string(), "Ada");
    EXPECT_TRUE(item.at("last_used_at").is_null());
    EXPECT_EQ(item, made.at("link"));

    ASSERT_TRUE(call(Method::delete_,
                     under(home, "/links/" + std::string(item.at("id").as_string())), admin()));
    EXPECT_EQ(open(token).error().code, ErrorCode::forbidden);
    EXPECT_TRUE(boost::json::parse(get(under(home, "/links"), admin()).value().body)
                    .at("items")
                    .as_array()
                    .empty());
}

TEST_F(LinkApi, OnlyDevicesOfTheHomeCanBeChosen) {
    for (const auto& id : {ChannelId::make().value, meter.id.value}) {
        const auto refused =
            make(R"({"name":"x","kind":"kiosk","tiles":[],"devices":[")" + id + "\"]}").error();
        ASSERT_THAT(refused.fields, SizeIs(1));
        EXPECT_EQ(refused.fields[0].pointer, "/devices");
    }
}

TEST_F(LinkApi, OpeningItTakesThePlaceOfTheSessionThatTheBrowserHas) {
    const auto made = make(R"({"name":"Kitchen","kind":"kiosk","tiles":["flow"]})").value();
    const std::string token(made.at("token").as_string());
    const auto before = admin();
    EXPECT_EQ(open("ohm_wrong", before).error().code, ErrorCode::forbidden);
    EXPECT_TRUE(before->grant.valid()) << "nobody is signed out by a link that has ended";

    const auto opened = open(token, before).value();
    EXPECT_FALSE(before->grant.valid());
    const auto session = boost::json::parse(opened.body);
    EXPECT_FALSE(session.at("signed_in").as_bool());
    EXPECT_TRUE(session.at("user").is_null());
    EXPECT_TRUE(session.at("csrf_token").is_string());
    EXPECT_EQ(session.at("link").at("home").as_string(), home.value);
    EXPECT_EQ(session.at("link").at("kind").as_string(), "kiosk");
    const auto cookie = std::ranges::find(opened.headers, "Set-Cookie",
                                          &std::pair<std::string, std::string>::first);
    ASSERT_NE(cookie, opened.headers.end());
    EXPECT_THAT(cookie->second, HasSubstr(token));
    EXPECT_THAT(cookie->second, HasSubstr("HttpOnly"));
}

TEST_F(LinkApi, ThePageHasNamesOfWhatItListsAndNothingOfWhatFeedsIt) {
    const auto text = page({.tiles = {LinkTile::flow}, .devices = {lamp.id}});
    const auto found = boost::json::parse(text);
    EXPECT_EQ(found.at("name").as_string(), "House");
    EXPECT_EQ(found.at("time_zone").as_string(), "Europe/Amsterdam");
    EXPECT_THAT(found.at("channels").as_array(), SizeIs(2));
    ASSERT_THAT(found.at("devices").as_array(), SizeIs(1));
    EXPECT_EQ(found.at("devices").at(0).at("name").as_string(), "Lamp");
    EXPECT_FALSE(found.at("devices").at(0).at("switchable").as_bool());
    for (const auto* hidden : {"Heater", "Meter T1", "Bedroom", "sensor.", "switch.", "EUR"}) {
        EXPECT_THAT(text, Not(HasSubstr(hidden)));
    }
}

TEST_F(LinkApi, TheNewestValuesAreThoseOfItsTiles) {
    const std::vector<ingest::PowerChange> changes{
        {.channel = lamp.id, .power = {clock.now(), 40'000}},
        {.channel = heater.id, .power = {clock.now(), 900'000}}};
    hub.on_power(home, changes);
    const auto live = get(under(home, "/live"), link(home, {.devices = {lamp.id}})).value().body;
    EXPECT_THAT(live, HasSubstr(lamp.id.value));
    EXPECT_THAT(live, Not(HasSubstr(heater.id.value)));
}

TEST_F(LinkApi, SwitchesWhatItShowsWhenThatWasTickedAndTheTrailNamesIt) {
    const LinkTerms plain{.devices = {lamp.id, heater.id}};
    EXPECT_EQ(act(link(home, plain), lamp, R"({"on":true})").error().code, ErrorCode::forbidden);

    const auto switching = link(home, {.devices = {lamp.id}, .may_switch = true});
    EXPECT_EQ(act(switching, heater, R"({"on":true,"confirmed":true})").error().code,
              ErrorCode::not_found)
        << "it is not on its page";
    EXPECT_TRUE(audit.entries.empty());
    ASSERT_TRUE(act(switching, lamp, R"({"on":true})"));
    ASSERT_THAT(audit.entries, SizeIs(1));
    EXPECT_EQ(audit.entries[0].by_name, "Kitchen");
    EXPECT_THAT(commands.commands, SizeIs(1));

    const auto both = link(home, {.devices = {lamp.id, heater.id}, .may_switch = true});
    EXPECT_EQ(act(both, heater, R"({"on":true})").error().code, ErrorCode::invalid)
        << "what heats must be confirmed";
    EXPECT_TRUE(act(both, heater, R"({"on":true,"confirmed":true})"));
}

}  // namespace
}  // namespace ohmstead::test
