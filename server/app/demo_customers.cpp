#include "app/demo_customers.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "domain/metering/slot.hpp"

namespace ohmstead {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

// A provider sees two months back. One day more, and these are whole by every clock.
constexpr days kPast{63};
// Before the first day: in the months of all of them every customer was one.
constexpr days kJoinedBefore{31};
// Few enough blocks that a live write does not wait for long behind them.
constexpr days kDaysPerPut{16};

AccessScope admin_scope(UserId user, std::string_view name, HomeId home) {
    const std::array<Membership, 1> memberships{{{std::move(home), HomeRole::admin}}};
    return scope_for_person({.user = std::move(user), .name = std::string(name)}, memberships);
}

AccessScope staff_scope(const UserId& user, const std::string& name,
                        std::span<const Permission> permissions = {}) {
    return scope_for_person({.user = user,
                             .name = name,
                             .server_role = ServerRole::provider,
                             .provider = demo_provider_id()},
                            {}, permissions);
}

// What its staff looked at in a home, so many days ago.
struct Look {
    int days_ago;
    int minutes;  // after 8 o'clock
    AccessKind kind;
};
constexpr std::array<Look, 8> kLooks{{{36, 12, AccessKind::home},
                                      {36, 12, AccessKind::energy},
                                      {36, 14, AccessKind::energy},
                                      {30, 85, AccessKind::load_profile},
                                      {23, 91, AccessKind::load_profile},
                                      {16, 40, AccessKind::energy},
                                      {16, 43, AccessKind::file},
                                      {2, 27, AccessKind::load_profile}}};

}  // namespace

bool DemoCustomers::is_home_of_one(const HomeId& home) {
    return std::ranges::any_of(demo_customers(),
                               [&](const auto& customer) { return customer.home() == home; });
}

Task<Status> DemoCustomers::seed() {
    OHMSTEAD_CO_TRY(const auto people, co_await services_.entry.ensure_users());
    OHMSTEAD_CO_TRY(const auto when, co_await dates());
    const Staff staff{people.provider, "Demo provider"};
    OHMSTEAD_CO_TRY_VOID(co_await seed_requests(when, staff));
    OHMSTEAD_CO_TRY_VOID(co_await seed_household(people.admin, when, staff));
    for (const auto& customer : demo_customers()) {
        OHMSTEAD_CO_TRY_VOID(co_await seed_customer(customer, when, staff));
    }
    OHMSTEAD_CO_TRY_VOID(co_await services_.stores.aggregates->settle_zone(
        services_.scope, demo_provider_id(), "Europe/Vienna"));
    auto status =
        co_await services_.stores.permissions->put_provider(services_.scope, demo_provider());
    co_return status;
}

// Kept by the first home: all that was seeded at one start or several belongs together.
Task<Result<DemoCustomers::Dates>> DemoCustomers::dates() {
    const auto home =
        co_await services_.stores.homes->get(services_.scope, demo_customers().front().home());
    if (!home && home.error().code != ErrorCode::not_found) {
        co_return home.error();
    }
    const auto first = home ? utc_day_of(home->created_at) + kJoinedBefore
                            : utc_day_of(services_.clock.now()) - kPast;
    co_return Dates{.first = first, .today = first + kPast};
}

Task<Status> DemoCustomers::seed_requests(Dates dates, Staff staff) {
    for (auto& request : demo_requests(dates.today)) {
        OHMSTEAD_CO_TRY_VOID(co_await services_.stores.permissions->put_request(
            staff_scope(staff.user, staff.name), std::move(request)));
    }
    co_return Status{};
}

// The consent comes last: the provider sees a customer with everything that there is of it.
Task<Status> DemoCustomers::seed_customer(const DemoCustomer& customer, Dates dates, Staff staff) {
    OHMSTEAD_CO_TRY_VOID(co_await seed_home(customer, dates));
    OHMSTEAD_CO_TRY_VOID(co_await seed_supply(customer, dates));
    OHMSTEAD_CO_TRY_VOID(co_await seed_slots(customer, dates));
    const auto steps = consent_steps(customer.story,
                                     {.permission = customer.permission(),
                                      .home = customer.home(),
                                      .admin = customer.owner(),
                                      .admin_name = std::string(customer.owner_name),
                                      .staff = staff.user,
                                      .staff_name = staff.name},
                                     dates.today);
    co_return co_await seed_consent(
        {steps, admin_scope(customer.owner(), customer.owner_name, customer.home())}, staff);
}

Task<Status> DemoCustomers::seed_home(const DemoCustomer& customer, Dates dates) {
    const auto& stores = services_.stores;
    const auto owner = customer.owner();
    OHMSTEAD_CO_TRY(const auto known, co_await stores.users->find_user(owner));
    if (!known) {
        const User user{.id = owner,
                        .email = customer.email(),
                        .name = std::string(customer.owner_name),
                        .password_hash = {},
                        .created_at = dates.first - kJoinedBefore};
        OHMSTEAD_CO_TRY_VOID(co_await stores.users->create_user(user));
    }
    const auto scope = admin_scope(owner, customer.owner_name, customer.home());
    OHMSTEAD_CO_TRY(const auto memberships, co_await stores.homes->memberships_of(owner));
    if (memberships.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await stores.homes->create(
            scope, home_of(customer, dates.first - kJoinedBefore), owner));
    }
    OHMSTEAD_CO_TRY(const auto channels, co_await stores.homes->channels(scope, customer.home()));
    if (channels.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await stores.homes->put_channels(
            scope, customer.home(), channels_of(customer, dates.first)));
    }
    co_return Status{};
}

Task<Status> DemoCustomers::seed_supply(const DemoCustomer& customer, Dates dates) {
    auto& supplies = *services_.stores.supplies;
    const auto scope = admin_scope(customer.owner(), customer.owner_name, customer.home());
    OHMSTEAD_CO_TRY(const auto known, co_await supplies.find(scope, customer.home()));
    if (!known) {
        const Supply supply{.cell = {.provider = demo_provider_id(),
                                     .area = std::string(customer.area),
                                     .tariff = std::string(customer.tariff)},
                            .placed_at = dates.first - kJoinedBefore};
        OHMSTEAD_CO_TRY_VOID(co_await supplies.put(scope, customer.home(), supply));
    }
    co_return Status{};
}

Task<Status> DemoCustomers::seed_slots(const DemoCustomer& customer, Dates dates) {
    const auto home = customer.home();
    const auto yesterday = utc_day_of(services_.clock.now()) - days{1};
    const auto last =
        customer.silent > days{} ? std::min(yesterday, dates.today - customer.silent) : yesterday;
    const auto first_channel = channels_of(customer, dates.first).front().id;
    OHMSTEAD_CO_TRY(const auto newest, co_await services_.stores.slots->block_at_or_before(
                                           services_.scope, home, first_channel, last));
    // The newest day comes again, since of it only the first channels may be there.
    auto from = newest ? newest->day : dates.first;
    if (newest && newest->day == last) {
        OHMSTEAD_CO_TRY(
            const auto complete,
            co_await services_.stores.slots->block_of(
                services_.scope, home, channels_of(customer, dates.first).back().id, last));
        if (complete) {
            from = last + days{1};
        }
    }
    while (from <= last) {
        const auto end = std::min(from + kDaysPerPut, last + days{1});
        auto make = [&customer, first = dates.first, from, end] {
            return blocks_of(customer, first, from, end);
        };
        auto blocks = co_await services_.cpu.run(std::move(make));
        OHMSTEAD_CO_TRY_VOID(
            co_await services_.stores.slots->put(services_.scope, home, std::move(blocks)));
        from = end;
    }
    // Whose consent is for days or months sees nothing before they are derived.
    OHMSTEAD_CO_TRY_VOID(co_await services_.deriver.derive(home));
    co_return Status{};
}

// The House withdrew a consent and is asked anew; of the Flat the provider sees live values.
Task<Status> DemoCustomers::seed_household(UserId admin, Dates dates, Staff staff) {
    struct Story {
        HomeId home;
        std::string_view which;
        ConsentStory story;
    };
    const auto house = services_.household.home_of("house");
    const std::array<Story, 3> stories{
        {{house, "first", ConsentStory::revoked},
         {house, "second", ConsentStory::requested},
         {services_.household.home_of("flat"), "first", ConsentStory::asked_live}}};
    const std::string name = "Demo admin";
    for (const auto& each : stories) {
        const auto scope = admin_scope(admin, name, each.home);
        const auto steps = consent_steps(each.story,
                                         {.permission = PermissionId{demo_id(fmt::format(
                                              "consent {} of {}", each.which, each.home.value))},
                                          .home = each.home,
                                          .admin = admin,
                                          .admin_name = name,
                                          .staff = staff.user,
                                          .staff_name = staff.name},
                                         dates.today);
        OHMSTEAD_CO_TRY_VOID(co_await seed_consent({steps, scope}, staff));
        if (steps.size() > 1) {
            OHMSTEAD_CO_TRY_VOID(co_await seed_looks(steps[1], scope, dates, staff));
        }
    }
    co_return Status{};
}

// Adds the steps that are not there yet. Whoever went on from one of them meanwhile is left alone.
Task<Status> DemoCustomers::seed_consent(Consent consent, Staff staff) {
    auto& permissions = *services_.stores.permissions;
    const auto& last = consent.steps.back();
    OHMSTEAD_CO_TRY(const auto stored, co_await permissions.of_home(consent.admin, last.home));
    const auto found = std::ranges::find(stored, last.id, &Permission::id);
    const auto known = found == stored.end() ? 0 : found->history.size();
    for (auto step = known; step < consent.steps.size(); ++step) {
        const auto& next = consent.steps[step];
        const bool by_staff = is_providers(next.state());
        const auto scope = by_staff ? staff_scope(staff.user, staff.name) : consent.admin;
        OHMSTEAD_CO_TRY_VOID(step == 0 ? co_await permissions.add(scope, next)
                                       : co_await permissions.change(scope, next));
    }
    if (known < consent.steps.size()) {
        services_.sessions.consents_changed(demo_provider_id());
    }
    co_return Status{};
}

Task<Status> DemoCustomers::seed_looks(Permission accepted, AccessScope admin, Dates dates,
                                       Staff staff) {
    const std::array<Permission, 1> permissions{{accepted}};
    const auto scope = staff_scope(staff.user, staff.name, permissions);
    OHMSTEAD_CO_TRY(const auto noted, co_await services_.stores.access->newest(admin, accepted.home,
                                                                               500, std::nullopt));
    for (const auto& look : kLooks) {
        const Instant at = dates.today - days{look.days_ago} + std::chrono::hours{8} +
                           std::chrono::minutes{look.minutes};
        const auto entry = access_entry(scope, accepted.home, look.kind, at);
        const bool is_noted = std::ranges::any_of(noted, [&](const AccessEntry& each) {
            return each.at == entry.at && each.by == entry.by && each.kind == entry.kind;
        });
        if (!is_noted) {
            OHMSTEAD_CO_TRY_VOID(
                co_await services_.stores.access->note(scope, accepted.home, look.kind, at));
        }
    }
    co_return Status{};
}

}  // namespace ohmstead
