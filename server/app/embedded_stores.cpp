#include "app/embedded_stores.hpp"

#include <filesystem>
#include <utility>

#include "app/data_folder.hpp"
#include "store_sqlite/sqlite_aggregate_stores.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/sqlite_sign_in_store.hpp"

namespace ohmstead {
namespace {

class EmbeddedStores final : public Stores {
public:
    EmbeddedStores(std::unique_ptr<SqliteDatabase> database, StorePorts ports)
        : database_(std::move(database)), ports_(std::move(ports)) {}

    const StorePorts& ports() const override { return ports_; }
    void start(TaskGroup& tasks) override { tasks.spawn("database", database_->run()); }
    Task<Status> close() override { return database_->close(); }

private:
    std::unique_ptr<SqliteDatabase> database_;
    StorePorts ports_;
};

std::filesystem::path file_of(const Config& config) {
    return std::filesystem::path(config.data) / "ohmstead.db";
}

}  // namespace

Result<std::unique_ptr<Stores>> open_embedded_stores(const Config& config, StoreServices services) {
    OHMSTEAD_TRY_VOID(make_data_folder(config.data));
    OHMSTEAD_TRY(auto database, SqliteDatabase::open(std::move(services.executor), file_of(config),
                                                     services.clock, services.log));
    StorePorts ports{.homes = make_sqlite_home_store(*database),
                     .readings = make_sqlite_reading_store(*database),
                     .slots = make_sqlite_slot_store(*database),
                     .derived = make_sqlite_derived_store(*database),
                     .overlays = make_sqlite_overlay_store(*database),
                     .users = make_sqlite_user_store(*database),
                     .second_factors = make_sqlite_second_factor_store(*database),
                     .one_time = make_sqlite_one_time_store(*database),
                     .sign_ins = make_sqlite_sign_in_store(*database),
                     .live = make_sqlite_live_store(*database),
                     .commands = make_sqlite_command_store(*database),
                     .audit = make_sqlite_audit_log(*database),
                     .notes = make_sqlite_note_store(*database),
                     .revocations = make_sqlite_revocation_feed(*database),
                     .permissions = make_sqlite_permission_store(*database),
                     .access = make_sqlite_access_log(*database),
                     .past = make_sqlite_past_store(*database),
                     .visits = make_sqlite_visit_store(*database),
                     .invitations = make_sqlite_invitation_store(*database),
                     .supplies = make_sqlite_supply_store(*database),
                     .aggregates = make_sqlite_aggregate_store(*database)};
    return std::unique_ptr<Stores>(
        std::make_unique<EmbeddedStores>(std::move(database), std::move(ports)));
}

Result<std::unique_ptr<Stores>> open_embedded_stores_beside(const Config& config,
                                                            StoreServices services) {
    OHMSTEAD_TRY(auto database,
                 SqliteDatabase::open_beside(std::move(services.executor), file_of(config),
                                             services.clock, services.log));
    StorePorts ports;
    ports.homes = make_sqlite_home_store(*database);
    ports.users = make_sqlite_user_store(*database);
    ports.permissions = make_sqlite_permission_store(*database);
    ports.second_factors = make_sqlite_second_factor_store(*database);
    ports.one_time = make_sqlite_one_time_store(*database);
    ports.aggregates = make_sqlite_aggregate_store(*database);
    return std::unique_ptr<Stores>(
        std::make_unique<EmbeddedStores>(std::move(database), std::move(ports)));
}

}  // namespace ohmstead
