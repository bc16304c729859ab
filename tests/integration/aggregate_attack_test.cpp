#include <cmath>
#include <functional>
#include <random>

#include <boost/json.hpp>

#include "api/aggregate_routes.hpp"
#include "contract/published_homes.hpp"
#include "ledger/aggregate_publisher.hpp"
#include "store_sqlite/sqlite_aggregate_stores.hpp"
#include "support/manual_clock.hpp"
#include "support/task_runner.hpp"
#include "support/temporary_folder.hpp"

namespace ohmstead::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::sys_days;

constexpr auto kFirstDay = sys_days{std::chrono::year{2025} / 9 / 1};
constexpr int kDays = 75;  // to the middle of November
constexpr std::size_t kSlots = 96;
constexpr int kHomesAtFirst = 44;
constexpr int kQueries = 1'000;

using Amounts = std::vector<std::int64_t>;

struct Resident {
    MeteredHome home;
    std::int64_t typical = 0;
    std::string area;  // empty: nobody's customer
    bool deleted = false;
    std::vector<Amounts> used;    // day by day
    std::vector<std::string> in;  // where the home was a customer when each day began
};

// A provider's staff that knows everything but what single homes used: who joined, left, moved and
// was deleted, and when. Everything is as it is in a server: the stores, the job, the route.
class AggregateAttack : public testing::Test {
protected:
    using Answers = std::map<std::pair<std::string, std::string>, boost::json::object>;

    AggregateAttack()
        : database(
              SqliteDatabase::open(runner.executor(), folder.path() / "ohmstead.db", clock, Log{})
                  .value()),
          homes(make_sqlite_home_store(*database)),
          slots(make_sqlite_slot_store(*database)),
          overlays(make_sqlite_overlay_store(*database)),
          providers(make_sqlite_permission_store(*database)),
          supplies(make_sqlite_supply_store(*database)),
          aggregates(make_sqlite_aggregate_store(*database)),
          read(*slots, *overlays, cpu),
          publisher({.providers = *providers,
                     .supplies = *supplies,
                     .aggregates = *aggregates,
                     .homes = *homes,
                     .slots = read,
                     .cpu = cpu,
                     .clock = clock,
                     .scope = SystemAuthorityForTests::system_scope()}) {
        api::add_aggregate_routes(routes, *aggregates, cpu);
        (void)runner.run(providers->put_provider(system, company));
    }
    ~AggregateAttack() override { (void)runner.run(database->close()); }

    std::int64_t pick(std::int64_t below) {
        return std::uniform_int_distribution<std::int64_t>{0, below - 1}(random);
    }

    void move_in(std::string area) {
        Resident resident{.home = runner.run(make_metered_home(*homes, clock.now())),
                          .typical = 100'000 + pick(300'000),
                          .area = {},
                          .used = {},
                          .in = {}};
        residents.push_back(std::move(resident));
        place(residents.back(), std::move(area));
    }
    void place(Resident& resident, std::string area) {
        resident.area = area;
        if (area.empty()) {
            ASSERT_TRUE(runner.run(supplies->remove(system, resident.home.id)));
            return;
        }
        const Supply supply{
            .cell = {.provider = company.id, .area = std::move(area), .tariff = "day"},
            .placed_at = clock.now()};
        ASSERT_TRUE(runner.run(supplies->put(system, resident.home.id, supply)));
    }
    void erase(Resident& resident) {
        ASSERT_TRUE(runner.run(homes->erase(system, resident.home.id)));
        resident.deleted = true;
        resident.area.clear();
    }
    Resident& anybody() {
        for (;;) {
            auto& resident = residents[static_cast<std::size_t>(
                pick(static_cast<std::int64_t>(residents.size())))];
            if (!resident.deleted) {
                return resident;
            }
        }
    }

    // What happens on a day before its figures are in.
    void let_people_come_and_go() {
        if (pick(3) == 0) {
            move_in(pick(2) == 0 ? "north" : "south");
        }
        if (pick(4) == 0) {
            place(anybody(), "");
        }
        if (pick(3) == 0) {
            place(anybody(), pick(2) == 0 ? "north" : "south");
        }
        if (pick(25) == 0) {
            erase(anybody());
        }
    }
    void use_energy(int day) {
        for (auto& resident : residents) {
            Amounts amounts;
            for (std::size_t slot = 0; slot < kSlots; ++slot) {
                amounts.push_back(resident.typical / 2 + pick(resident.typical));
            }
            // A home that has just come was not measured before.
            resident.used.resize(static_cast<std::size_t>(day));
            resident.in.resize(static_cast<std::size_t>(day));
            resident.in.push_back(resident.area);
            resident.used.push_back(std::move(amounts));
            if (!resident.deleted) {
                const std::vector blocks{
                    metered_day(resident.home.meter, kFirstDay + days{day}, resident.used.back())};
                ASSERT_TRUE(runner.run(slots->put(system, resident.home.id, blocks)));
            }
        }
    }

    // Days asked for in any combination; what was told once is never told otherwise.
    void ask(Answers& known, int until) {
        const auto first = pick(until);
        const auto count = 1 + pick(31);
        const auto text = [](sys_days day) { return format_local_date(LocalDate{day}); };
        const auto from = kFirstDay + days{first};
        auto match = routes.find(http::Method::get, "/api/v1/providers/aggregates");
        http::RequestContext context;
        context.identity = staff_member;
        const auto answer = runner.run(match.route->handler(
            context, {.path = {},
                      .query = {{"from", text(from)}, {"to", text(from + days{count})}},
                      .body = {}}));
        ASSERT_TRUE(answer);
        ++queries;
        const auto document = boost::json::parse(answer->body);
        for (const auto& item : document.at("items").as_array()) {
            const auto& told = item.as_object();
            const std::pair key{std::string(told.at("day").as_string()),
                                std::string(told.at("area").as_string())};
            const auto [place, is_new] = known.emplace(key, told);
            EXPECT_EQ(place->second, told) << key.first << ' ' << key.second;
            EXPECT_EQ(told.size(), 6U) << "it says more than is to be told";
        }
    }

    const Amounts& used(const Resident& resident, int day) const {
        return resident.used[static_cast<std::size_t>(day)];
    }

    std::mt19937_64 random{5};
    Revocation revocation;
    const AccessScope system = SystemAuthorityForTests::system_scope();
    const Provider company{.id = ProviderId::make(),
                           .name = "Grid & Sons",
                           .policy_link = "https://grid.example/privacy",
                           .contact = "privacy@grid.example"};
    const http::IdentityPtr staff_member = std::make_shared<const Identity>(
        Identity{.means = Identity::Means::session,
                 .subject = {},
                 .email = {},
                 .scope = scope_for_person({.user = UserId::make(),
                                            .name = "Staff",
                                            .server_role = ServerRole::provider,
                                            .provider = company.id},
                                           {}),
                 .grant = revocation.grant(),
                 .session_hash = {},
                 .csrf_token = {}});
    TaskRunner runner;
    ManualClock clock{Instant{kFirstDay}};
    Worker cpu;
    TemporaryFolder folder;
    std::unique_ptr<SqliteDatabase> database;
    std::unique_ptr<HomeStore> homes;
    std::unique_ptr<SlotStore> slots;
    std::unique_ptr<OverlayStore> overlays;
    std::unique_ptr<PermissionStore> providers;
    std::unique_ptr<SupplyStore> supplies;
    std::unique_ptr<AggregateStore> aggregates;
    LedgerSlots read;
    AggregatePublisher publisher;
    http::Routes routes;
    std::vector<Resident> residents;
    int queries = 0;
};

// Of a group's sum on one day less that on another: how near it comes to what a home used.
struct Guesses {
    int claims = 0;
    int near = 0;
    int most_of_a_day = 0;  // slots that come near in the day in which most of them do

    void add(const Amounts& truth, const std::function<double(std::size_t)>& guess) {
        int near_here = 0;
        for (std::size_t slot = 0; slot < kSlots; ++slot) {
            const auto real = static_cast<double>(truth[slot]);
            near_here += std::abs(guess(slot) - real) <= real / 10 ? 1 : 0;
        }
        claims += static_cast<int>(kSlots);
        near += near_here;
        most_of_a_day = std::max(most_of_a_day, near_here);
    }
    double share() const { return static_cast<double>(near) / claims; }
};

TEST_F(AggregateAttack, AThousandQueriesThroughTheRouteRecoverNoHome) {
    Answers known;
    for (int i = 0; i < kHomesAtFirst; ++i) {
        move_in(i % 2 == 0 ? "north" : "south");
    }
    for (int day = 0; day < kDays; ++day) {
        clock.set(Instant{kFirstDay + days{day}} + hours{6});
        ASSERT_TRUE(runner.run(publisher.publish()));
        let_people_come_and_go();
        use_energy(day);
        for (int i = 0; i < kQueries / kDays + 1; ++i) {
            ask(known, day + 1);
        }
    }
    ASSERT_GE(queries, kQueries);

    // Every two days on end of a group, and every home that the group may differ by.
    Guesses by_difference;
    Guesses by_mean;
    int told = 0;
    int kept_back = 0;
    for (const auto& [key, item] : known) {
        const bool is_told = item.at("withheld").as_string() == "nothing";
        (is_told ? told : kept_back) += 1;
        EXPECT_EQ(item.at("kwh").as_array().size(), is_told ? kSlots : 0U);
    }
    const auto sums_of = [&](int day, const std::string& area) -> const boost::json::array* {
        const auto found = known.find({format_local_date(LocalDate{kFirstDay + days{day}}), area});
        return found == known.end() || found->second.at("kwh").as_array().empty()
                   ? nullptr
                   : &found->second.at("kwh").as_array();
    };
    for (int day = 0; day + 1 < kDays; ++day) {
        for (const std::string area : {"north", "south"}) {
            const auto* const before = sums_of(day, area);
            const auto* const after = sums_of(day + 1, area);
            if (before == nullptr || after == nullptr) {
                continue;
            }
            for (const auto& resident : residents) {
                const auto now = static_cast<std::size_t>(day);
                const bool was = resident.in[now] == area;
                const bool is = resident.in[now + 1] == area;
                // Whoever is known to have come or gone; at the end of a month, whoever may have.
                const auto date = LocalDate{kFirstDay + days{day + 1}};
                if (was == is && date.day() != std::chrono::day{1}) {
                    continue;
                }
                const auto& truth = used(resident, was ? day : day + 1);
                if (truth.empty()) {
                    continue;
                }
                by_difference.add(truth, [&](std::size_t slot) {
                    return 1e6 * std::abs((*before)[slot].to_number<double>() -
                                          (*after)[slot].to_number<double>());
                });
                by_mean.add(truth, [&](std::size_t slot) {
                    return 1e6 * (*before)[slot].to_number<double>() / (kHomesAtFirst / 2);
                });
            }
        }
    }
    std::printf(
        "%d queries, %d days of groups told, %d withheld; of %d claims %.1f %% within a tenth by "
        "difference, %.1f %% by the mean alone; %d of %zu slots of a day at best\n",
        queries, told, kept_back, by_difference.claims, 100 * by_difference.share(),
        100 * by_mean.share(), by_difference.most_of_a_day, kSlots);
    ASSERT_GT(told, 40);
    ASSERT_GT(by_difference.claims, 1'000);
    EXPECT_LT(by_difference.share(), by_mean.share());
    EXPECT_LT(by_difference.most_of_a_day, static_cast<int>(kSlots) / 3);
}

}  // namespace
}  // namespace ohmstead::test
