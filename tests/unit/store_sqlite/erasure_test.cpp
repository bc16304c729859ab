#include "store_sqlite/erasure.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "store/audit_log.hpp"
#include "store/command_store.hpp"
#include "store/home_store.hpp"
#include "store/invitation_store.hpp"
#include "store/note_store.hpp"
#include "store/slot_store.hpp"
#include "store/user_store.hpp"
#include "store/visit_store.hpp"
#include "store_sqlite/series_key.hpp"
#include "store_sqlite/sqlite_aggregate_stores.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"
#include "support/manual_clock.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"
#include "unit/store_sqlite/now.hpp"

namespace ohmstead {
namespace {

using test::kNow;

// A home with something of every kind, each of which can be found again by its text.
struct Dwelling {
    HomeId home;
    std::vector<std::string> texts;
};

class ErasureTest : public testing::Test {
protected:
    std::string file_content() const {
        std::ifstream in(file_, std::ios::binary);
        return {std::istreambuf_iterator<char>(in), {}};
    }

    AuditEntry entry(const std::string& tag) const {
        return {.id = AuditId{tag + " entry"},
                .at = kNow,
                .by = UserId::make(),
                .by_name = tag + " person",
                .action = AuditAction::invite,
                .subject = tag + " subject",
                .subject_name = tag + " subject name"};
    }

    // As is done with a chunk of the channel that fails its checksum.
    void set_aside(SqliteDatabase& database, const ChannelId& channel, const std::string& data) {
        const auto job = [&](Connection& connection) -> Status {
            connection
                .prepare(
                    "INSERT INTO damaged (what, key, data) "
                    "SELECT 'chunk', no * ?, CAST(? AS BLOB) FROM channel WHERE id = ?")
                .bind(chunk_key(1, Measure::counter, 0), data, channel.value)
                .run();
            return {};
        };
        EXPECT_TRUE(runner_.run(database.writer().write(Lane::live, job)));
    }

    Dwelling furnish(SqliteDatabase& database, const std::string& tag) {
        const auto system = SystemAuthorityForTests::system_scope();
        auto homes = make_sqlite_home_store(database);
        Home home;
        home.id = HomeId{tag + "-home-id"};
        home.name = tag + " home name";
        home.time_zone = "Europe/Amsterdam";
        home.currency = "EUR";
        const HomeId id = home.id;
        EXPECT_TRUE(runner_.run(homes->create(system, home, UserId::make())));
        Channel channel;
        channel.id = ChannelId{tag + "-channel-id"};
        channel.name = tag + " channel name";
        channel.area = tag + " area";
        EXPECT_TRUE(runner_.run(homes->put_channels(system, id, {channel})));
        // Written over, so that a former text was there as well.
        channel.name = tag + " other channel name";
        EXPECT_TRUE(runner_.run(homes->put_channels(system, id, {channel})));
        EXPECT_TRUE(runner_.run(
            homes->put_connection(system, id,
                                  ConnectionSettings{.url = "https://" + tag + "-connection",
                                                     .sealed_token = tag + " token",
                                                     .tls_fingerprint = {}})));
        auto notes = make_sqlite_note_store(database);
        Note note;
        note.id = NoteId{tag + "-note-id"};
        note.text = tag + " note text";
        note.by_name = tag + " note writer";
        note.at = kNow;
        EXPECT_TRUE(runner_.run(notes->add(system, id, note)));
        auto audit = make_sqlite_audit_log(database);
        EXPECT_TRUE(runner_.run(audit->append(system, id, entry(tag))));
        auto visits = make_sqlite_visit_store(database);
        EXPECT_TRUE(runner_.run(visits->begin(system, id,
                                              {.id = VisitId{tag + "-visit-id"},
                                               .by = UserId::make(),
                                               .by_name = tag + " visitor",
                                               .reason = tag + " reason",
                                               .began_at = kNow,
                                               .ends_at = kNow + Seconds{60}},
                                              entry(tag + " visit"))));
        auto invitations = make_sqlite_invitation_store(database);
        EXPECT_TRUE(runner_.run(invitations->add(system, id,
                                                 {.id = InvitationId{tag + "-invitation-id"},
                                                  .secret_hash = tag + " invitation hash",
                                                  .role = HomeRole::viewer,
                                                  .name = tag + " guest",
                                                  .hand_over = Handover::no,
                                                  .by = UserId::make(),
                                                  .by_name = tag + " inviter",
                                                  .created_at = kNow,
                                                  .expires_at = kNow + Seconds{60}},
                                                 entry(tag + " invitation"))));
        // What the group is called is the provider's and stays.
        const AggregateCell cell{
            .provider = ProviderId{"company"}, .area = "North", .tariff = "Day"};
        EXPECT_TRUE(runner_.run(make_sqlite_supply_store(database)->put(
            system, id, {.cell = cell, .placed_at = kNow})));
        const auto aggregates = make_sqlite_aggregate_store(database);
        // Of a month of its own, as a month is settled once.
        const auto month = std::chrono::year{2026} /
                           std::chrono::month{static_cast<unsigned>(1 + tag.size() % 12)};
        EXPECT_TRUE(runner_.run(
            aggregates->freeze(system, cell.provider, month, {{.home = id, .cell = cell}})));
        auto users = make_sqlite_user_store(database);
        EXPECT_TRUE(runner_.run(users->put_api_key({.id = ApiKeyId::make(),
                                                    .secret_hash = tag + " key hash",
                                                    .home = id,
                                                    .name = tag + " key name",
                                                    .created_at = kNow,
                                                    .last_used_at = {}})));
        auto slots = make_sqlite_slot_store(database);
        std::vector<Block> blocks;
        for (int day = 0; day < 40; ++day) {
            blocks.push_back(
                {.channel = channel.id,
                 .day = std::chrono::floor<std::chrono::days>(kNow) + std::chrono::days{day},
                 .revision = {.epoch = 1, .sequence = 1},
                 .anchor = {},
                 .slots = {}});
        }
        EXPECT_TRUE(runner_.run(slots->put(system, id, std::move(blocks))));
        set_aside(database, channel.id, tag + " damaged");
        return {.home = id, .texts = {tag}};
    }

    test::TemporaryFolder folder_;
    std::filesystem::path file_ = folder_.path() / "ohmstead.db";
    test::TaskRunner runner_;
    test::ManualClock clock_{kNow};
};

TEST_F(ErasureTest, NoByteOfAnErasedHomeIsInTheFile) {
    const std::string gone = "Quincetree";
    const std::string stays = "Mulberry";
    {
        auto database = SqliteDatabase::open(runner_.executor(), file_, clock_, Log{}).value();
        const auto theirs = furnish(*database, gone);
        furnish(*database, stays);
        auto homes = make_sqlite_home_store(*database);
        EXPECT_TRUE(runner_.run(database->close()));
        EXPECT_TRUE(
            runner_.run(homes->erase(SystemAuthorityForTests::system_scope(), theirs.home)));
        EXPECT_TRUE(runner_.run(database->close()));
    }
    EXPECT_FALSE(std::filesystem::exists(file_.string() + "-wal"));
    const std::string content = file_content();
    EXPECT_EQ(content.find(gone), std::string::npos) << content.substr(content.find(gone), 80);
    for (const auto* what : {" home name", "-home-id", "-channel-id", " note text", " reason",
                             " invitation hash", " key name", " subject name", " damaged"}) {
        EXPECT_NE(content.find(stays + what), std::string::npos)
            << what << " of the other home is found, so it would have been";
    }
}

}  // namespace
}  // namespace ohmstead
