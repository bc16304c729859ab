#include "api/provider_figures.hpp"

#include <algorithm>
#include <utility>

#include "api/note_look.hpp"
#include "api/query_error.hpp"
#include "api/query_span.hpp"
#include "ledger/cohort.hpp"

namespace ohmstead::api {
namespace {

constexpr std::size_t kMostHomes = 500;
constexpr auto kLongestProfile = std::chrono::hours{24 * 31};
constexpr std::size_t kMostDays = 400;

// The customers that are named, or all.
Result<std::vector<HomeId>> customers_in(const AccessScope& scope, Instant now,
                                         const std::optional<std::string>& named) {
    OHMSTEAD_TRY_VOID(scope.require_provider());
    std::vector<HomeId> homes;
    if (named) {
        for (std::size_t from = 0; from <= named->size();) {
            const auto comma = std::min(named->find(',', from), named->size());
            homes.push_back(HomeId{named->substr(from, comma - from)});
            from = comma + 1;
        }
        std::ranges::sort(homes);
        homes.erase(std::ranges::unique(homes).begin(), homes.end());
        for (const auto& home : homes) {
            if (!scope.is_limited_in(home)) {
                return make_error(ErrorCode::not_found, "There is no such home.");
            }
            OHMSTEAD_TRY_VOID(scope.view(home, Right::see_energy, now));
        }
    } else {
        for (const auto& theirs : scope.homes()) {
            if (is_limited(theirs.standing) && scope.view(theirs.home, Right::see_energy, now)) {
                homes.push_back(theirs.home);
            }
        }
    }
    if (homes.size() > kMostHomes) {
        return make_error(ErrorCode::too_large, "Name at most 500 homes at once.");
    }
    return homes;
}

struct Added {
    Cohort cohort;
    std::uint32_t homes = 0;
    std::uint32_t left_out = 0;
};

// What is not known of one home is no reason to tell nothing of the others.
Task<Result<Added>> add_homes(Services services, AccessScope scope, std::vector<HomeId> homes,
                              QuerySpan span, Period period, std::size_t periods) {
    Added added{.cohort = Cohort{periods}};
    for (const auto& home : homes) {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, services.clock.now()));
        if (!(period == Period::slot ? view.sees_slots() : view.sees_days())) {
            ++added.left_out;
            continue;
        }
        OHMSTEAD_CO_TRY_VOID(
            co_await note_look(services, scope, home, Right::see_energy, AccessKind::load_profile));
        auto answer = co_await services.ledger.energy(scope, home, span.from, span.to, period);
        if (!answer) {
            co_return query_error(std::move(answer).error());
        }
        if (answer->view.periods.size() != periods) {
            ++added.left_out;  // its zone has skipped a day
            continue;
        }
        added.cohort.add(answer->view);
        ++added.homes;
    }
    co_return added;
}

Task<Result<CohortDto>> cohort_of(Services services, AccessScope scope, std::string from,
                                  std::string to, std::optional<std::string> named,
                                  std::string suffix) {
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(from, to));
    const auto* first = std::get_if<LocalDate>(&span.from);
    const auto* past_last = std::get_if<LocalDate>(&span.to);
    if (first == nullptr || past_last == nullptr) {
        co_return wrong_parameter("from" + suffix, "format", "must be dates, as the end");
    }
    const auto days = (std::chrono::sys_days{*past_last} - std::chrono::sys_days{*first}).count();
    if (days < 1 || static_cast<std::size_t>(days) > kMostDays) {
        co_return wrong_parameter("to" + suffix, "range", "must be 1 to 400 days later");
    }
    OHMSTEAD_CO_TRY(auto homes, customers_in(scope, services.clock.now(), named));
    OHMSTEAD_CO_TRY(const auto added,
                    co_await add_homes(services, scope, std::move(homes), span, Period::day,
                                       static_cast<std::size_t>(days)));
    CohortDto dto{.homes = added.homes, .left_out = added.left_out, .figures = {}};
    for (const auto& total : added.cohort.totals()) {
        dto.figures.push_back({.name = total.name,
                               .home_days = total.homes.front(),
                               .mean_kwh_per_day = total.mean_kwh(0)});
    }
    co_return dto;
}

}  // namespace

Task<Result<LoadProfile>> load_profile(Services services, AccessScope scope, LoadProfileQuery in) {
    OHMSTEAD_CO_TRY(const auto span, parse_query_span(in.from, in.to));
    const auto* from = std::get_if<Instant>(&span.from);
    const auto* to = std::get_if<Instant>(&span.to);
    if (from == nullptr || to == nullptr || slot_start(slot_of(*from)) != *from ||
        slot_start(slot_of(*to)) != *to) {
        co_return wrong_parameter("from", "format",
                                  "must be times at quarters of an hour, as the end");
    }
    if (*to <= *from || *to - *from > kLongestProfile) {
        co_return wrong_parameter("to", "range", "must be later than the start by 31 days at most");
    }
    const auto count = static_cast<std::size_t>(slot_of(*to) - slot_of(*from));
    OHMSTEAD_CO_TRY(auto homes, customers_in(scope, services.clock.now(), in.homes));
    OHMSTEAD_CO_TRY(const auto added, co_await add_homes(services, scope, std::move(homes), span,
                                                         Period::slot, count));
    LoadProfile profile{.homes = added.homes, .left_out = added.left_out, .t = {}, .columns = {}};
    for (auto slot = slot_of(*from); slot < slot_of(*to); ++slot) {
        profile.t.push_back(slot_start(slot));
    }
    for (const auto& column : added.cohort.columns()) {
        CohortColumnDto dto{.name = column.name, .homes = column.homes, .mean_kwh = {}};
        for (std::size_t i = 0; i < count; ++i) {
            dto.mean_kwh.push_back(column.mean_kwh(i));
        }
        profile.columns.push_back(std::move(dto));
    }
    co_return profile;
}

Task<Result<Comparison>> comparison(Services services, AccessScope scope, ComparisonQuery in) {
    Comparison comparison;
    OHMSTEAD_CO_TRY(comparison.a,
                    co_await cohort_of(services, scope, in.from_a, in.to_a, in.homes_a, "_a"));
    OHMSTEAD_CO_TRY(comparison.b,
                    co_await cohort_of(services, scope, in.from_b, in.to_b, in.homes_b, "_b"));
    co_return comparison;
}

}  // namespace ohmstead::api
