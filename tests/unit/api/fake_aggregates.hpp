#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "store/aggregate_codec.hpp"
#include "store/aggregate_store.hpp"
#include "store/supply_store.hpp"

namespace ohmstead::test {

// Whose customers homes are, in memory, with the rights that the port demands.
class FakeSupplyStore final : public SupplyStore {
public:
    std::map<HomeId, Supply> kept;

    Task<Result<std::optional<Supply>>> find(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        const auto found = kept.find(home);
        co_return found == kept.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Status> put(AccessScope scope, HomeId home, Supply supply) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
        kept.insert_or_assign(home, std::move(supply));
        co_return Status{};
    }
    Task<Status> remove(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::give_consent));
        kept.erase(home);
        co_return Status{};
    }
    Task<Result<std::vector<SuppliedHome>>> of_provider(AccessScope scope,
                                                        ProviderId provider) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        std::vector<SuppliedHome> homes;
        for (const auto& [home, supply] : kept) {
            if (supply.cell.provider == provider) {
                homes.push_back({.home = home, .supply = supply});
            }
        }
        co_return homes;
    }
};

// What is published, in memory, with the rights that the port demands.
class FakeAggregateStore final : public AggregateStore {
public:
    std::map<ProviderId, std::string> zones;
    std::map<std::pair<ProviderId, std::chrono::year_month>, std::vector<PlacedHome>> months;
    std::map<std::pair<LocalDate, AggregateCell>, PublishedDay> days;

    Task<Result<std::string>> settle_zone(AccessScope scope, ProviderId provider,
                                          std::string zone) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        co_return zones.try_emplace(std::move(provider), std::move(zone)).first->second;
    }
    Task<Result<std::optional<std::string>>> zone(AccessScope scope, ProviderId provider) override {
        OHMSTEAD_CO_TRY_VOID(require_staff_of(scope, provider));
        const auto found = zones.find(provider);
        co_return found == zones.end() ? std::nullopt : std::optional{found->second};
    }
    Task<Status> freeze(AccessScope scope, ProviderId provider, std::chrono::year_month month,
                        std::vector<PlacedHome> members) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        months.try_emplace({std::move(provider), month}, std::move(members));
        co_return Status{};
    }
    Task<Result<std::optional<std::vector<PlacedHome>>>> members(
        AccessScope scope, ProviderId provider, std::chrono::year_month month) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        const auto found = months.find({std::move(provider), month});
        co_return found == months.end() ? std::nullopt : std::optional(found->second);
    }
    Task<Status> publish(AccessScope scope, PublishedDay day) override {
        OHMSTEAD_CO_TRY_VOID(require_system(scope));
        days.try_emplace({day.day, day.cell}, day);
        co_return Status{};
    }
    Task<Result<std::vector<PublishedDay>>> published(AccessScope scope, ProviderId provider,
                                                      LocalDate first, LocalDate last) override {
        OHMSTEAD_CO_TRY_VOID(require_staff_of(scope, provider));
        std::vector<PublishedDay> found;
        for (const auto& [key, day] : days) {
            if (day.cell.provider == provider && day.day >= first && day.day <= last) {
                found.push_back(day);
            }
        }
        co_return found;
    }
};

}  // namespace ohmstead::test
