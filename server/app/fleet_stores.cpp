#include "app/fleet_stores.hpp"

#include <utility>

#include "app/dynamodb_access.hpp"
#include "app/dynamodb_figures.hpp"
#include "store_dynamodb/aggregate_stores.hpp"
#include "store_dynamodb/sign_in_store.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead {
namespace {

class FleetStores final : public Stores {
public:
    FleetStores(std::unique_ptr<DynamoDbFigures> figures, std::unique_ptr<DynamoDbAccess> access,
                StorePorts ports)
        : figures_(std::move(figures)), access_(std::move(access)), ports_(std::move(ports)) {}

    const StorePorts& ports() const override { return ports_; }
    void start(TaskGroup&) override {}
    Task<Status> close() override {
        co_await access_->close();
        co_return Status{};
    }

private:
    std::unique_ptr<DynamoDbFigures> figures_;  // none for a command
    std::unique_ptr<DynamoDbAccess> access_;
    StorePorts ports_;
};

}  // namespace

Result<std::unique_ptr<Stores>> open_fleet_stores(const Config& config, StoreServices services) {
    const Log log = services.log;
    const Clock& clock = services.clock;
    auto figures = services.metrics != nullptr
                       ? std::make_unique<DynamoDbFigures>(*services.metrics)
                       : nullptr;
    OHMSTEAD_TRY(auto access, DynamoDbAccess::open(config, std::move(services.executor), clock, log,
                                                   figures.get()));
    auto& client = access->client();
    StorePorts ports{.homes = dynamodb::make_home_store(client, clock),
                     .readings = dynamodb::make_reading_store(client, services.cpu, log),
                     .slots = dynamodb::make_slot_store(client, clock, log),
                     .derived = dynamodb::make_derived_store(client, clock, log),
                     .overlays = dynamodb::make_overlay_store(client, clock),
                     .users = dynamodb::make_user_store(client, clock),
                     .second_factors = dynamodb::make_second_factor_store(client),
                     .one_time = dynamodb::make_one_time_store(client),
                     .sign_ins = dynamodb::make_sign_in_store(client),
                     .live = dynamodb::make_live_store(client),
                     .commands = dynamodb::make_command_store(client),
                     .audit = dynamodb::make_audit_log(client),
                     .notes = dynamodb::make_note_store(client),
                     .revocations = dynamodb::make_revocation_feed(client),
                     .permissions = dynamodb::make_permission_store(client, clock),
                     .access = dynamodb::make_access_log(client),
                     .past = nullptr,
                     .visits = dynamodb::make_visit_store(client, clock),
                     .invitations = dynamodb::make_invitation_store(client, clock),
                     .supplies = dynamodb::make_supply_store(client),
                     .aggregates = dynamodb::make_aggregate_store(client)};
    return std::unique_ptr<Stores>(
        std::make_unique<FleetStores>(std::move(figures), std::move(access), std::move(ports)));
}

}  // namespace ohmstead
