#include "ledger/aggregate_publisher.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "domain/balance/parts.hpp"

namespace ohmstead {

AggregatePublisher::AggregatePublisher(AggregatePublisherServices services)
    : services_(std::move(services)) {}

Task<Status> AggregatePublisher::publish() {
    OHMSTEAD_CO_TRY(const auto providers, co_await services_.providers.all_providers());
    Status outcome;
    for (const auto& provider : providers) {
        if (auto done = co_await publish_for(provider.id); !done) {
            outcome = std::move(done);
        }
    }
    co_return outcome;
}

Task<Status> AggregatePublisher::publish_for(ProviderId provider) {
    OHMSTEAD_CO_TRY(const auto name,
                    co_await services_.aggregates.settle_zone(services_.scope, provider, "UTC"));
    const auto zone = Zone::find(name);
    if (!zone) {
        co_return make_error(ErrorCode::internal, "A provider's time zone is not known here.");
    }
    OHMSTEAD_CO_TRY(const auto homes,
                    co_await services_.supplies.of_provider(services_.scope, provider));
    for (auto& due : months_due(*zone, services_.clock.now())) {
        OHMSTEAD_CO_TRY(auto members, co_await services_.aggregates.members(services_.scope,
                                                                            provider, due.month));
        auto wanted = members ? std::vector<PlacedHome>{} : members_of(due, homes);
        // While nobody is a customer, a month waits for the first one.
        if (!wanted.empty()) {
            OHMSTEAD_CO_TRY_VOID(co_await services_.aggregates.freeze(
                services_.scope, provider, due.month, std::move(wanted)));
            OHMSTEAD_CO_TRY(members, co_await services_.aggregates.members(services_.scope,
                                                                           provider, due.month));
        }
        if (members) {
            OHMSTEAD_CO_TRY_VOID(
                co_await publish_month(provider, std::move(due), std::move(*members)));
        }
    }
    co_return Status{};
}

Task<Status> AggregatePublisher::publish_month(ProviderId provider, AggregateMonthDue due,
                                               std::vector<PlacedHome> members) {
    const AggregateMonth month{members};
    for (const auto& day : due.days) {
        std::set<AggregateCell> published;
        {
            OHMSTEAD_CO_TRY(auto days, co_await services_.aggregates.published(
                                           services_.scope, provider, day.date, day.date));
            for (auto& each : days) {
                published.insert(std::move(each.cell));
            }
        }
        for (const auto& cell : month.cells()) {
            if (!published.contains(cell)) {
                OHMSTEAD_CO_TRY_VOID(co_await publish_day(month, cell, day));
            }
        }
    }
    co_return Status{};
}

Task<Status> AggregatePublisher::publish_day(const AggregateMonth& month, AggregateCell cell,
                                             LocalDay day) {
    std::vector<HomeDay> days;
    for (const auto& home : month.countable(cell)) {
        OHMSTEAD_CO_TRY(auto of_home, co_await day_of(home, day));
        const bool is_known = !of_home.amounts.empty();
        days.push_back(std::move(of_home));
        if (!is_known) {
            break;
        }
    }
    auto work = [&] { return month.day(cell, days); };
    auto figures = co_await services_.cpu.run(work);
    PublishedDay published{.cell = std::move(cell),
                           .day = day.date,
                           .first = day.slots.from,
                           .figures = std::move(figures)};
    auto status = co_await services_.aggregates.publish(services_.scope, std::move(published));
    co_return status;
}

Task<Result<HomeDay>> AggregatePublisher::day_of(HomeId home, LocalDay day) {
    const auto unless_erased = [&](Error error) -> Result<HomeDay> {
        if (error.code == ErrorCode::not_found) {
            return HomeDay{.home = home, .amounts = {}};
        }
        return error;
    };
    const auto channels = co_await services_.homes.channels(services_.scope, home);
    if (!channels) {
        co_return unless_erased(channels.error());
    }
    const auto slots =
        co_await services_.slots.read(services_.scope, home, summed_channels(*channels), day.slots);
    if (!slots) {
        co_return unless_erased(slots.error());
    }
    auto work = [&] { return home_day(home, *channels, *slots, day, services_.clock.now()); };
    auto known = co_await services_.cpu.run(work);
    co_return known;
}

}  // namespace ohmstead
