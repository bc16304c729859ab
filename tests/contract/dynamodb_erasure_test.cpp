#include <boost/asio/this_coro.hpp>
#include <boost/json/serialize.hpp>

#include "contract/dynamo_client.hpp"
#include "contract/store_contract.hpp"
#include "store_dynamodb/calls.hpp"
#include "store_dynamodb/endpoint.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead::test {
namespace {

class DynamoErasure : public StoreContract {
protected:
    // Every item of every table, as JSON.
    Task<std::string> everything() {
        const dynamodb::Settings settings{.region = "eu-central-1",
                                          .endpoint = dynamodb_endpoint(),
                                          .table_prefix = folder().filename().string() + "-"};
        const auto executor = co_await boost::asio::this_coro::executor;
        dynamodb::Calls calls({.executor = executor, .credentials = credentials_, .clock = clock_},
                              settings, dynamodb::endpoint_of(settings).value());
        std::string all;
        for (const dynamodb::Table& table : dynamodb::tables()) {
            boost::json::object request{
                {"TableName", boost::json::string(settings.table_prefix + table.name)}};
            for (bool more = true; more;) {
                auto call = calls.begin();
                auto reply = co_await calls.send(*call, "Scan", request);
                EXPECT_TRUE(static_cast<bool>(reply));
                all += boost::json::serialize(reply->at("Items"));
                const auto* next = reply->if_contains("LastEvaluatedKey");
                more = next != nullptr;
                if (more) {
                    request["ExclusiveStartKey"] = *next;
                }
            }
        }
        co_return all;
    }

private:
    SystemClock clock_;
    dynamodb::FixedCredentials credentials_{
        {.access_key_id = "test", .secret_access_key = "test", .session_token = {}}};
};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(DynamoErasure);
INSTANTIATE_TEST_SUITE_P(Engines, DynamoErasure, testing::ValuesIn(shared_kinds()),
                         [](const auto& info) { return info.param.name; });

// Everything a home can have, each with the tag in its text. Returns the home's id.
Task<HomeId> furnish(Engine& engine, std::string tag) {
    const UserId owner{tag + "owner"};
    Home home = some_home(tag + " home name");
    home.id = HomeId{tag + "home"};
    (void)co_await engine.homes().create(system_scope(), home, owner);
    Channel channel = some_channel(ChannelRole::solar, tag + " channel name");
    channel.id = ChannelId{tag + "channel"};
    const std::vector<Channel> channels{channel};
    (void)co_await engine.homes().put_channels(system_scope(), home.id, channels);
    const AuditEntry entry{.id = AuditId::make(),
                           .at = kNow,
                           .by = owner,
                           .by_name = tag + " person",
                           .action = AuditAction::invite,
                           .subject = tag,
                           .subject_name = tag};
    (void)co_await engine.audit().append(system_scope(), home.id, entry);
    const Visit visit{.id = VisitId::make(),
                      .by = UserId{"operator"},
                      .by_name = "Operator",
                      .reason = tag + " reason",
                      .began_at = kNow,
                      .ends_at = kNow + Seconds{60}};
    (void)co_await engine.visits().begin(system_scope(), home.id, visit, entry);
    const Invitation invitation{.id = InvitationId::make(),
                                .secret_hash = tag + " secret",
                                .role = HomeRole::viewer,
                                .name = tag + " guest",
                                .hand_over = Handover::no,
                                .by = owner,
                                .by_name = tag + " owner",
                                .created_at = kNow,
                                .expires_at = kNow + Seconds{60}};
    (void)co_await engine.invitations().add(system_scope(), home.id, invitation, entry);
    Note note;
    note.id = NoteId::make();
    note.text = tag + " note";
    note.at = kNow;
    (void)co_await engine.notes().add(system_scope(), home.id, note);
    const std::vector<Block> blocks{{.channel = channel.id,
                                     .day = std::chrono::floor<std::chrono::days>(kNow),
                                     .revision = {.epoch = 1, .sequence = 1},
                                     .anchor = {},
                                     .slots = {}}};
    (void)co_await engine.slots().put(system_scope(), home.id, blocks);
    // What the group is called is the provider's and stays.
    const AggregateCell cell{.provider = ProviderId{"company"}, .area = "North", .tariff = "Day"};
    (void)co_await engine.supplies().put(system_scope(), home.id,
                                         {.cell = cell, .placed_at = kNow});
    const std::vector<PlacedHome> members{{.home = home.id, .cell = cell}};
    // Of a month of its own, as a month is settled once.
    const auto month =
        std::chrono::year{2026} / std::chrono::month{static_cast<unsigned>(1 + tag.size() % 12)};
    (void)co_await engine.aggregates().freeze(system_scope(), cell.provider, month, members);
    co_return home.id;
}

TEST_P(DynamoErasure, NoItemSpeaksOfAnErasedHome) {
    with_engine([this](Engine& engine) -> Task<void> {
        const HomeId gone = co_await furnish(engine, "quincetree");
        (void)co_await furnish(engine, "mulberry");
        const auto erased = co_await engine.homes().erase(system_scope(), gone);
        EXPECT_TRUE(erased);
        // The feed names its people for some minutes; they are no part of it.
        std::string all = co_await everything();
        for (auto at = all.find("quincetreeowner"); at != std::string::npos;
             at = all.find("quincetreeowner")) {
            all.erase(at, std::string_view("quincetreeowner").size());
        }
        EXPECT_EQ(all.find("quincetree"), std::string::npos)
            << all.substr(all.find("quincetree") - 100, 300);
        for (const auto* text : {"mulberryhome", "mulberry home name", "mulberry channel name",
                                 "mulberry reason", "mulberry secret", "mulberry note"}) {
            EXPECT_NE(all.find(text), std::string::npos) << text;
        }
    });
}

}  // namespace
}  // namespace ohmstead::test
