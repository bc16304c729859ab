#include "store/derived_store.hpp"

#include <memory>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "store/day_codec.hpp"
#include "store/seen_through.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/derived_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"
#include "store_dynamodb/viewed_channels.hpp"

namespace ohmstead::dynamodb {
namespace {

Status require_deriver(const AccessScope& scope) {
    return scope.is_system() ? Status{} : Status{no_such_home()};
}

// Under the condition that nobody else has the lease.
Update take(const HomeId& home, const DerivingLease& lease, Instant now) {
    Update update =
        update_derived(home, "SET #holder = :holder, #until = :until",
                       {.names = {{"#holder", "holder"}, {"#until", "lease_until"}},
                        .values = {{":holder", string_value(lease.holder)},
                                   {":until", instant_value(lease.until)},
                                   {":now", instant_value(now)}}},
                       "attribute_not_exists(#holder) OR #holder = :holder OR #until <= :now");
    update.returned = Returned::all_new;
    return update;
}

// Under the condition that the holder has the lease.
Update release(const HomeId& home, const std::string& holder) {
    return update_derived(home, "REMOVE #holder, #until",
                          {.names = {{"#holder", "holder"}, {"#until", "lease_until"}},
                           .values = {{":holder", string_value(holder)}}},
                          "#holder = :holder");
}

// The days' state, under the conditions of put_days.
Update put_state(const HomeId& home, const DerivingLease& lease, const DerivedState& after) {
    return update_derived(
        home, "SET #state = :state, #until = :until, #version = #version + :one",
        {.names = {{"#state", "state"},
                   {"#until", "lease_until"},
                   {"#version", "version"},
                   {"#holder", "holder"},
                   {"#revision", "revision"}},
         .values = {{":state", derived_state_value(after)},
                    {":until", instant_value(lease.until)},
                    {":one", number_value(1)},
                    {":holder", string_value(lease.holder)},
                    {":revision", number_value(static_cast<std::int64_t>(after.revision))}}},
        "#holder = :holder AND #revision = :revision");
}

Put put_day(const HomeId& home, const DaySums& sums) {
    return {.table = kEnergyData,
            .item = with(day_key(home, sums.day.date),
                         {{"data", bytes_value(bytes_of(encode_day(sums)))}})};
}

Query days_between(const HomeId& home, std::chrono::year year, LocalDate first, LocalDate last) {
    return {.table = kEnergyData,
            .key_condition = "#partition = :partition AND #sort BETWEEN :first AND :last",
            .placeholders = {.names = {{"#partition", "data_type"}, {"#sort", "timestamp"}},
                             .values = {{":partition",
                                         string_value(partition_named(home, year_name(year)))},
                                        {":first", string_value(format_local_date(first))},
                                        {":last", string_value(format_local_date(last))}}},
            .consistent = true};
}

class DynamoDerivedStore final : public DerivedStore {
public:
    DynamoDerivedStore(Client& client, const Clock& clock, Log log)
        : client_(client), clock_(clock), log_(log) {}

    Task<Status> mark(AccessScope scope, HomeId home, SlotRange changed) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::add_readings));
        auto status = co_await mark_changed(client_, std::move(home), changed);
        co_return status;
    }

    Task<Result<DerivedState>> state(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        OHMSTEAD_CO_TRY(const auto item, co_await read_derived(client_, std::move(home)));
        OHMSTEAD_CO_TRY(auto state, derived_state_in(item));
        co_return seen_through(view, std::move(state));
    }

    Task<Result<std::optional<DerivedState>>> take_lease(AccessScope scope, HomeId home,
                                                         DerivingLease lease,
                                                         Instant now) override {
        OHMSTEAD_CO_TRY_VOID(require_deriver(scope));
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(take(home, lease, now)));
        if (outcome.written == Written::condition_failed) {
            if (!is_there(outcome.item)) {
                co_return no_such_home();
            }
            co_return std::optional<DerivedState>{};
        }
        OHMSTEAD_CO_TRY(auto state, derived_state_in(outcome.item));
        co_return std::optional(std::move(state));
    }

    Task<Status> release_lease(AccessScope scope, HomeId home, std::string holder) override {
        OHMSTEAD_CO_TRY_VOID(require_deriver(scope));
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.update_item(release(home, holder)));
        const bool gone = outcome.written == Written::condition_failed && !is_there(outcome.item);
        co_return gone ? Status{no_such_home()} : Status{};
    }

    Task<Result<DaysPut>> put_days(AccessScope scope, HomeId home, DerivingLease lease,
                                   std::vector<DaySums> days, DerivedState after) override {
        OHMSTEAD_CO_TRY_VOID(require_deriver(scope));
        if (days.size() > kMostDaysPerPut) {
            co_return make_error(ErrorCode::invalid,
                                 fmt::format("At most {} days are put at once.", kMostDaysPerPut));
        }
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        if (!contents) {
            co_return no_such_home();
        }
        std::vector<Action> actions{put_state(home, lease, after)};
        std::set<std::string> years;
        for (const DaySums& sums : days) {
            years.insert(year_name(sums.day.date.year()));
            actions.push_back(put_day(home, sums));
        }
        OHMSTEAD_CO_TRY_VOID(co_await note_months(client_, home, *contents, std::move(years)));
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return DaysPut::stored;
        }
        const Item& as_it_stands = outcome.parts.at(0).item;
        if (!is_there(as_it_stands)) {
            co_return no_such_home();
        }
        const auto holder = read_string(as_it_stands, "holder");
        co_return holder && *holder == lease.holder ? DaysPut::marked : DaysPut::lease_lost;
    }

    Task<Result<std::vector<DaySums>>> days(AccessScope scope, HomeId home, LocalDate first,
                                            LocalDate last) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        const auto read = days_to_read(view, first, last);
        OHMSTEAD_CO_TRY(const auto contents, co_await read_contents(client_, home));
        if (!contents) {
            co_return no_such_home();
        }
        std::vector<DaySums> days;
        if (last < first) {  // which DynamoDB refuses
            co_return days;
        }
        for (const auto year : contents->years_of_days(read.first.year(), read.last.year())) {
            Query query = days_between(home, year, read.first, read.last);
            do {
                OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
                for (const Item& item : page.items) {
                    OHMSTEAD_CO_TRY_VOID(add_day(home, item, days));
                }
                query.start = std::move(page.next);
            } while (!query.start.empty());
        }
        OHMSTEAD_CO_TRY(const auto to_cut_by, co_await channels_to_cut_by(client_, home, view));
        co_return seen_through(view, std::move(days), to_cut_by);
    }

private:
    // A damaged one is as good as absent, for it can be made again.
    Status add_day(const HomeId& home, const Item& item, std::vector<DaySums>& days) const {
        OHMSTEAD_TRY(const auto name, read_string(item, "timestamp"));
        OHMSTEAD_TRY(const auto data, read_bytes(item, "data"));
        const auto date = parse_local_date(name);
        auto day = date ? decode_day(*date, text_of(data)) : damaged_item("timestamp");
        if (day) {
            days.push_back(std::move(*day));
        } else {
            log_.error("the sums of home {} and {} are damaged and left out: {}", home.value, name,
                       day.error().detail);
        }
        return {};
    }

    Client& client_;
    const Clock& clock_;
    Log log_;
};

}  // namespace

std::unique_ptr<DerivedStore> make_derived_store(Client& client, const Clock& clock, Log log) {
    return std::make_unique<DynamoDerivedStore>(client, clock, log);
}

}  // namespace ohmstead::dynamodb
