#include <set>

#include "base/log.hpp"
#include "contract/dynamo_client.hpp"
#include "contract/engine.hpp"
#include "store_dynamodb/aggregate_stores.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/sign_in_store.hpp"
#include "store_dynamodb/stores.hpp"
#include "store_sqlite/sqlite_aggregate_stores.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/sqlite_sign_in_store.hpp"
#include "store_sqlite/writer.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"

namespace ohmstead::test {
namespace {

class SqliteEngine final : public Engine {
public:
    SqliteEngine(boost::asio::any_io_executor executor, const std::filesystem::path& folder,
                 Instant now)
        : clock_(now),
          database_(SqliteDatabase::open(executor, folder / "ohmstead.db", clock_, Log{}).value()),
          homes_(make_sqlite_home_store(*database_)),
          readings_(make_sqlite_reading_store(*database_)),
          slots_(make_sqlite_slot_store(*database_)),
          users_(make_sqlite_user_store(*database_)),
          second_factors_(make_sqlite_second_factor_store(*database_)),
          one_time_(make_sqlite_one_time_store(*database_)),
          sign_ins_(make_sqlite_sign_in_store(*database_)),
          live_(make_sqlite_live_store(*database_)),
          commands_(make_sqlite_command_store(*database_)),
          audit_(make_sqlite_audit_log(*database_)),
          notes_(make_sqlite_note_store(*database_)),
          visits_(make_sqlite_visit_store(*database_)),
          invitations_(make_sqlite_invitation_store(*database_)),
          derived_(make_sqlite_derived_store(*database_)),
          overlays_(make_sqlite_overlay_store(*database_)),
          permissions_(make_sqlite_permission_store(*database_)),
          access_(make_sqlite_access_log(*database_)),
          revocations_(make_sqlite_revocation_feed(*database_)),
          supplies_(make_sqlite_supply_store(*database_)),
          aggregates_(make_sqlite_aggregate_store(*database_)) {}

    HomeStore& homes() override { return *homes_; }
    ReadingStore& readings() override { return *readings_; }
    SlotStore& slots() override { return *slots_; }
    UserStore& users() override { return *users_; }
    SecondFactorStore& second_factors() override { return *second_factors_; }
    OneTimeStore& one_time() override { return *one_time_; }
    SignInStore& sign_ins() override { return *sign_ins_; }
    LiveStore& live() override { return *live_; }
    CommandStore& commands() override { return *commands_; }
    AuditLog& audit() override { return *audit_; }
    NoteStore& notes() override { return *notes_; }
    VisitStore& visits() override { return *visits_; }
    InvitationStore& invitations() override { return *invitations_; }
    DerivedStore& derived() override { return *derived_; }
    OverlayStore& overlays() override { return *overlays_; }
    PermissionStore& permissions() override { return *permissions_; }
    AccessLog& access() override { return *access_; }
    SupplyStore& supplies() override { return *supplies_; }
    AggregateStore& aggregates() override { return *aggregates_; }
    RevocationFeed& revocations() override { return *revocations_; }

    Task<void> let_time_pass(Milliseconds by) override {
        clock_.advance(by);
        database_->tick();
        co_await database_->writer().drain();
    }
    Task<Status> close() override {
        auto status = co_await database_->close();
        co_return status;
    }

private:
    ManualClock clock_;
    std::unique_ptr<SqliteDatabase> database_;
    std::unique_ptr<HomeStore> homes_;
    std::unique_ptr<ReadingStore> readings_;
    std::unique_ptr<SlotStore> slots_;
    std::unique_ptr<UserStore> users_;
    std::unique_ptr<SecondFactorStore> second_factors_;
    std::unique_ptr<OneTimeStore> one_time_;
    std::unique_ptr<SignInStore> sign_ins_;
    std::unique_ptr<LiveStore> live_;
    std::unique_ptr<CommandStore> commands_;
    std::unique_ptr<AuditLog> audit_;
    std::unique_ptr<NoteStore> notes_;
    std::unique_ptr<VisitStore> visits_;
    std::unique_ptr<InvitationStore> invitations_;
    std::unique_ptr<DerivedStore> derived_;
    std::unique_ptr<OverlayStore> overlays_;
    std::unique_ptr<PermissionStore> permissions_;
    std::unique_ptr<AccessLog> access_;
    std::unique_ptr<RevocationFeed> revocations_;
    std::unique_ptr<SupplyStore> supplies_;
    std::unique_ptr<AggregateStore> aggregates_;
};

std::unique_ptr<Engine> open_sqlite(boost::asio::any_io_executor executor,
                                    const std::filesystem::path& folder, Instant now) {
    return std::make_unique<SqliteEngine>(std::move(executor), folder, now);
}

Task<void> make_tables(dynamodb::Client& client) {
    for (dynamodb::Table& table : dynamodb::tables()) {
        auto made = co_await client.ensure_table(std::move(table));
        made.value();
    }
}

class DynamoEngine final : public Engine {
public:
    DynamoEngine(boost::asio::any_io_executor executor, const std::filesystem::path& folder,
                 Instant now)
        : clock_(now),
          client_(std::move(executor), folder),
          homes_(dynamodb::make_home_store(*client_, clock_)),
          readings_(dynamodb::make_reading_store(*client_, cpu_, Log{})),
          slots_(dynamodb::make_slot_store(*client_, clock_, Log{})),
          users_(dynamodb::make_user_store(*client_, clock_)),
          second_factors_(dynamodb::make_second_factor_store(*client_)),
          one_time_(dynamodb::make_one_time_store(*client_)),
          sign_ins_(dynamodb::make_sign_in_store(*client_)),
          revocations_(dynamodb::make_revocation_feed(*client_)),
          live_(dynamodb::make_live_store(*client_)),
          commands_(dynamodb::make_command_store(*client_)),
          audit_(dynamodb::make_audit_log(*client_)),
          notes_(dynamodb::make_note_store(*client_)),
          visits_(dynamodb::make_visit_store(*client_, clock_)),
          invitations_(dynamodb::make_invitation_store(*client_, clock_)),
          derived_(dynamodb::make_derived_store(*client_, clock_, Log{})),
          overlays_(dynamodb::make_overlay_store(*client_, clock_)),
          permissions_(dynamodb::make_permission_store(*client_, clock_)),
          access_(dynamodb::make_access_log(*client_)),
          supplies_(dynamodb::make_supply_store(*client_)),
          aggregates_(dynamodb::make_aggregate_store(*client_)) {}

    HomeStore& homes() override { return *homes_; }
    ReadingStore& readings() override { return *readings_; }
    SlotStore& slots() override { return *slots_; }
    UserStore& users() override { return *users_; }
    SecondFactorStore& second_factors() override { return *second_factors_; }
    OneTimeStore& one_time() override { return *one_time_; }
    SignInStore& sign_ins() override { return *sign_ins_; }
    RevocationFeed& revocations() override { return *revocations_; }
    LiveStore& live() override { return *live_; }
    CommandStore& commands() override { return *commands_; }
    AuditLog& audit() override { return *audit_; }
    NoteStore& notes() override { return *notes_; }
    VisitStore& visits() override { return *visits_; }
    InvitationStore& invitations() override { return *invitations_; }
    DerivedStore& derived() override { return *derived_; }
    OverlayStore& overlays() override { return *overlays_; }
    PermissionStore& permissions() override { return *permissions_; }
    AccessLog& access() override { return *access_; }
    SupplyStore& supplies() override { return *supplies_; }
    AggregateStore& aggregates() override { return *aggregates_; }

    // Nothing of it happens by time, but for what is written with the time.
    Task<void> let_time_pass(Milliseconds by) override {
        clock_.advance(by);
        co_return;
    }
    Task<Status> close() override { co_return Status{}; }

private:
    ManualClock clock_;
    Worker cpu_;
    DynamoClient client_;
    std::unique_ptr<HomeStore> homes_;
    std::unique_ptr<ReadingStore> readings_;
    std::unique_ptr<SlotStore> slots_;
    std::unique_ptr<UserStore> users_;
    std::unique_ptr<SecondFactorStore> second_factors_;
    std::unique_ptr<OneTimeStore> one_time_;
    std::unique_ptr<SignInStore> sign_ins_;
    std::unique_ptr<RevocationFeed> revocations_;
    std::unique_ptr<LiveStore> live_;
    std::unique_ptr<CommandStore> commands_;
    std::unique_ptr<AuditLog> audit_;
    std::unique_ptr<NoteStore> notes_;
    std::unique_ptr<VisitStore> visits_;
    std::unique_ptr<InvitationStore> invitations_;
    std::unique_ptr<DerivedStore> derived_;
    std::unique_ptr<OverlayStore> overlays_;
    std::unique_ptr<PermissionStore> permissions_;
    std::unique_ptr<AccessLog> access_;
    std::unique_ptr<SupplyStore> supplies_;
    std::unique_ptr<AggregateStore> aggregates_;
};

std::unique_ptr<Engine> open_dynamodb(boost::asio::any_io_executor executor,
                                      const std::filesystem::path& folder, Instant now) {
    static std::set<std::filesystem::path> known;
    if (known.insert(folder).second) {
        TaskRunner runner;
        DynamoClient client(runner.executor(), folder);
        runner.run(make_tables(*client));
    }
    return std::make_unique<DynamoEngine>(std::move(executor), folder, now);
}

}  // namespace

std::vector<EngineKind> engine_kinds() {
    std::vector<EngineKind> kinds{{.name = "sqlite", .embedded = true, .open = open_sqlite}};
    if (!dynamodb_endpoint().empty()) {
        kinds.push_back({.name = "dynamodb", .embedded = false, .open = open_dynamodb});
    }
    return kinds;
}

}  // namespace ohmstead::test
