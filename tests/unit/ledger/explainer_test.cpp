#include "ledger/explainer.hpp"

#include <gtest/gtest.h>

#include "domain/balance/balance.hpp"
#include "domain/balance/parts.hpp"
#include "ledger/deriver.hpp"
#include "ledger/ledger_reader.hpp"
#include "support/rounds.hpp"
#include "support/system_authority.hpp"
#include "support/task_runner.hpp"
#include "unit/ledger/memory_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::date;
using test::MemoryHome;
using test::utc;

const Span kSpring{utc("2024-03-01T00:00:00Z"), utc("2024-05-10T13:30:00Z")};

constexpr std::array kFigures{Figure::grid_import,
                              Figure::grid_export,
                              Figure::solar,
                              Figure::generator,
                              Figure::battery_charge,
                              Figure::battery_discharge,
                              Figure::home,
                              Figure::residual,
                              Figure::grid_to_home,
                              Figure::grid_to_battery,
                              Figure::grid_to_grid,
                              Figure::solar_to_home,
                              Figure::solar_to_battery,
                              Figure::solar_to_grid,
                              Figure::battery_to_home,
                              Figure::battery_to_grid,
                              Figure::battery_to_battery,
                              Figure::battery_home_solar,
                              Figure::battery_home_grid,
                              Figure::battery_home_unknown,
                              Figure::battery_grid_solar,
                              Figure::battery_grid_grid,
                              Figure::battery_grid_unknown,
                              Figure::grid_balance,
                              Figure::tracked,
                              Figure::untracked};

constexpr std::array kShares{Figure::self_sufficiency, Figure::direct_self_sufficiency,
                             Figure::grid_independence, Figure::self_consumption};

bool is_of_battery(Figure figure) {
    return figure >= Figure::battery_home_solar && figure <= Figure::battery_grid_unknown;
}

// What a view of one period says of a figure. Written out on its own, so that a figure that is
// explained as another one is found.
std::optional<std::int64_t> said_by(const EnergyView& view, Figure figure) {
    const auto role = [&](ChannelRole wanted) -> std::optional<std::int64_t> {
        for (const auto& column : view.roles) {
            if (column.role == wanted && column.known_slots.at(0) > 0) {
                return column.amount.at(0);
            }
        }
        return std::nullopt;
    };
    const auto of_balance = [&](std::int64_t amount) {
        return view.counts.at(0).known > 0 ? std::optional(amount) : std::nullopt;
    };
    const auto of_discharge = [&](auto amount_of) {
        return !view.discharge.empty() && view.discharge[0]
                   ? of_balance(amount_of(*view.discharge[0]))
                   : std::nullopt;
    };
    switch (figure) {
        case Figure::grid_import:
            return role(ChannelRole::grid_import);
        case Figure::grid_export:
            return role(ChannelRole::grid_export);
        case Figure::solar:
            return role(ChannelRole::solar);
        case Figure::generator:
            return role(ChannelRole::generator);
        case Figure::battery_charge:
            return role(ChannelRole::battery_charge);
        case Figure::battery_discharge:
            return role(ChannelRole::battery_discharge);
        case Figure::home:
            return of_balance(view.home.at(0));
        case Figure::residual:
            return of_balance(view.residual.at(0));
        case Figure::grid_to_home:
            return of_balance(view.flows.at(0).grid_to_home);
        case Figure::grid_to_battery:
            return of_balance(view.flows.at(0).grid_to_battery);
        case Figure::grid_to_grid:
            return of_balance(view.flows.at(0).grid_to_grid);
        case Figure::solar_to_home:
            return of_balance(view.flows.at(0).solar_to_home);
        case Figure::solar_to_battery:
            return of_balance(view.flows.at(0).solar_to_battery);
        case Figure::solar_to_grid:
            return of_balance(view.flows.at(0).solar_to_grid);
        case Figure::battery_to_home:
            return of_balance(view.flows.at(0).battery_to_home);
        case Figure::battery_to_grid:
            return of_balance(view.flows.at(0).battery_to_grid);
        case Figure::battery_to_battery:
            return of_balance(view.flows.at(0).battery_to_battery);
        case Figure::battery_home_solar:
            return of_discharge([](const Discharge& all) { return all.to_home.solar; });
        case Figure::battery_home_grid:
            return of_discharge([](const Discharge& all) { return all.to_home.grid; });
        case Figure::battery_home_unknown:
            return of_discharge([](const Discharge& all) { return all.to_home.unknown; });
        case Figure::battery_grid_solar:
            return of_discharge([](const Discharge& all) { return all.to_grid.solar; });
        case Figure::battery_grid_grid:
            return of_discharge([](const Discharge& all) { return all.to_grid.grid; });
        case Figure::battery_grid_unknown:
            return of_discharge([](const Discharge& all) { return all.to_grid.unknown; });
        case Figure::grid_balance: {
            const auto import = role(ChannelRole::grid_import);
            const auto feed_in = role(ChannelRole::grid_export);
            return import || feed_in ? std::optional(import.value_or(0) - feed_in.value_or(0))
                                     : std::nullopt;
        }
        case Figure::tracked:
            return of_balance(view.tracked.at(0));
        case Figure::untracked:
            return of_balance(untracked(view.home.at(0), view.residual.at(0), view.tracked.at(0),
                                        view.tracked_assumed.at(0))
                                  .amount);
        default:
            return std::nullopt;
    }
}

std::optional<std::int64_t> sum_of(const TracedAmounts& amounts) {
    std::optional<std::int64_t> sum;
    for (const auto& amount : amounts) {
        if (amount) {
            sum = sum.value_or(0) + *amount;
        }
    }
    return sum;
}

std::optional<double> share_in(const Ratios& of, Figure figure) {
    switch (figure) {
        case Figure::self_sufficiency:
            return of.self_sufficiency;
        case Figure::direct_self_sufficiency:
            return of.direct_self_sufficiency;
        case Figure::grid_independence:
            return of.grid_independence;
        default:
            return of.self_consumption;
    }
}

// The share, from what is explained of it alone.
std::optional<double> share_of_terms(const Explanation& explanation) {
    const auto part = [&](Figure figure) {
        const auto found = std::ranges::find(explanation.terms, figure, &TracedTerm::figure);
        if (found == explanation.terms.end() || !found->amount) {
            return std::int64_t{0};
        }
        EXPECT_EQ(found->amount, sum_of(found->amounts));
        return *found->amount;
    };
    if (explanation.figure == Figure::self_sufficiency ||
        explanation.figure == Figure::self_consumption) {
        if (!explanation.share) {
            return std::nullopt;  // what the batteries held is known of a part only
        }
    }
    if (explanation.figure == Figure::self_consumption) {
        const auto used = part(Figure::solar_to_home) + part(Figure::battery_home_solar);
        const auto all = used + part(Figure::solar_to_grid) + part(Figure::battery_grid_solar);
        return all > 0 ? std::optional(static_cast<double>(used) / static_cast<double>(all))
                       : std::nullopt;
    }
    const auto home = part(Figure::home);
    std::int64_t grid = 0;
    for (const auto& term : explanation.terms) {
        grid += term.figure == Figure::home ? 0 : term.amount.value_or(0);
    }
    return home > 0 ? std::optional(static_cast<double>(home - std::min(grid, home)) /
                                    static_cast<double>(home))
                    : std::nullopt;
}

class ExplainerTest : public testing::Test {
protected:
    static AccessScope scope() { return SystemAuthorityForTests::system_scope(); }

    void derive(MemoryHome& home) {
        Deriver deriver{home.homes, home.ledger_slots, home.derived, cpu_, home.clock, scope()};
        EXPECT_EQ(runner_.run(deriver.derive(home.id())).value(), Derivation::complete);
    }
    // The sums of the whole span, as /energy says them: from days where they are derived.
    EnergyView energy(MemoryHome& home, Span span) {
        LedgerReader reader{home.homes, home.ledger_slots, home.derived, readings_,
                            cpu_,       home.clock};
        auto view = runner_.run(reader.energy(scope(), home.id(), span.from, span.to, Period::day))
                        .value()
                        .view;
        EnergyView whole = view;
        for (auto& column : whole.channels) {
            add_up(column);
        }
        for (auto& column : whole.roles) {
            add_up(column);
        }
        for (std::size_t i = 1; i < view.periods.size(); ++i) {
            whole.counts[0].known += view.counts[i].known;
            if (!view.home.empty()) {
                whole.home[0] += view.home[i];
                whole.residual[0] += view.residual[i];
                whole.flows[0] += view.flows[i];
            }
            if (!view.tracked.empty()) {
                whole.tracked[0] += view.tracked[i];
                whole.tracked_assumed[0] = whole.tracked_assumed[0] || view.tracked_assumed[i];
            }
            if (!view.home.empty() && view.counts[i].known > 0) {
                if (!view.discharge[i]) {
                    whole.discharge[0].reset();
                } else if (whole.discharge[0]) {
                    *whole.discharge[0] += *view.discharge[i];
                }
            }
        }
        return whole;
    }
    static void add_up(EnergyColumn& column) {
        for (std::size_t i = 1; i < column.amount.size(); ++i) {
            column.amount[0] += column.amount[i];
            column.known_slots[0] += column.known_slots[i];
        }
    }
    Result<ExplainedFigure> explain(MemoryHome& home, Boundary from, Boundary to, Figure figure,
                                    ChannelId channel = {}) {
        LedgerReader reader{home.homes, home.ledger_slots, home.derived, readings_,
                            cpu_,       home.clock};
        Explainer explainer{home.homes, reader, home.ledger_slots, cpu_};
        return runner_.run(explainer.explain(
            scope(), home.id(),
            {.from = from, .to = to, .figure = figure, .channel = std::move(channel)}));
    }

    test::TaskRunner runner_;
    Worker cpu_;
    test::FakeReadingStore readings_;
};

// A home with overlays, some days derived.
std::unique_ptr<MemoryHome> random_home(std::uint64_t seed) {
    auto home =
        std::make_unique<MemoryHome>(seed, test::kZones[seed % test::kZones.size()], kSpring);
    auto& channels = home->homes.list_of_channels;
    if (seed % 4 == 1) {
        channels[2].adds_to_ac_balance = false;
        channels[4].bindings[0].valid_to = kSpring.from + hours{24 * 30};
    }
    if (seed % 4 == 2) {
        channels.push_back(test::channel("generator", ChannelRole::generator));
        channels.push_back(test::channel("second", ChannelRole::grid_import));
        channels[5].role = ChannelRole::water;
        for (auto slot = slot_of(kSpring.from); slot < slot_of(kSpring.to); ++slot) {
            home->slots.set(ChannelId{"generator"}, test::whole_slot(slot, slot % 77 * 1'000));
            home->slots.set(ChannelId{"second"}, test::whole_slot(slot, slot % 99 * 1'001));
        }
    }
    if (seed % 8 == 7) {
        channels.erase(channels.begin(), channels.begin() + 5);  // no balance
    }
    for (int i = 0; i < 12; ++i) {
        home->derived.now = marked(home->derived.now, home->change_overlays());
    }
    return home;
}

// In slots, days and months, over changes of the value and from before the first one.
TEST_F(ExplainerTest, TheEnergyOfGasIsVolumeByTheValueInForce) {
    for (const auto* zone_name : {"Asia/Kathmandu", "Europe/Amsterdam"}) {
        MemoryHome home{3, zone_name, kSpring};
        auto& gas = home.homes.list_of_channels.back();
        gas.role = ChannelRole::gas;
        EXPECT_FALSE(explain(home, kSpring.from, kSpring.to, Figure::gas_energy, gas.id))
            << "without a calorific value gas has no energy";
        home.homes.home.calorific_values = {{date("2024-03-05"), 9'769'123},
                                            {date("2024-04-10"), 11'245'001}};
        const auto values = calorific_by_slot(home.zone(), home.homes.home.calorific_values);
        for (const auto to :
             {kSpring.from + hours{24 * 20}, kSpring.to, kSpring.from + hours{24 * 400}}) {
            const auto told =
                explain(home, kSpring.from, to, Figure::gas_energy, gas.id).value().explanation;
            ASSERT_EQ(told.inputs.size(), 1u);
            const auto& volumes = told.inputs[0].amounts;
            GasEnergy sum;
            for (std::size_t i = 0; i < told.rows.size(); ++i) {
                const auto slot = slot_of(told.rows[i].from);
                const auto value = calorific_at(values, slot);
                const bool is_one = value == calorific_at(values, slot_of(told.rows[i].to) - 1);
                ASSERT_EQ(told.calorific[i], is_one ? value : std::nullopt);
                if (!told.amounts[i]) {
                    EXPECT_TRUE(!volumes[i] || !value);
                } else if (is_one) {
                    const auto before = sum.mwh();
                    sum.add(volumes[i].value(), slot, values);
                    ASSERT_EQ(told.amounts[i], sum.mwh() - before);
                } else {
                    sum = {};  // a month with two values: not to be had from its volume
                    break;
                }
            }
            EXPECT_EQ(told.amount, sum_of(told.amounts));
            EXPECT_GT(told.amount.value(), 0);
            if (to == kSpring.from + hours{24 * 20}) {
                EXPECT_EQ(told.amount, sum.mwh());
            }
        }
        EXPECT_FALSE(explain(home, kSpring.from, kSpring.to, Figure::gas_energy,
                             home.homes.list_of_channels.front().id))
            << "of gas alone";
    }
}

TEST_F(ExplainerTest, WhatIsExplainedAddsUpToWhatIsShown) {
    for (std::uint64_t seed = 0; seed < test::rounds(16); ++seed) {
        const auto home = random_home(seed);
        derive(*home);
        auto& random = home->pace.random;
        for (int round = 0; round < 2; ++round) {
            const Instant from =
                kSpring.from + std::chrono::minutes{15} * static_cast<int>(random() % 3'000);
            const auto length = round == 0 ? 1 + random() % 2'900 : 3'200 + random() % 2'000;
            const Span span{from, from + std::chrono::minutes{15} * static_cast<int>(length)};
            const auto shown = energy(*home, span);
            const auto expect_same = [&](const Explanation& explanation,
                                         std::optional<std::int64_t> said) {
                SCOPED_TRACE(seed);
                EXPECT_EQ(explanation.amount, said) << static_cast<int>(explanation.figure);
                const auto sum = sum_of(explanation.amounts);
                EXPECT_EQ(sum ? std::optional(*sum + explanation.deficit) : sum, said);
                EXPECT_EQ(explanation.rows.front().from, span.from);
                EXPECT_EQ(explanation.rows.back().to, span.to);
            };
            for (const auto& column : shown.channels) {
                const auto told =
                    explain(*home, span.from, span.to, Figure::channel, column.channel).value();
                expect_same(told.explanation, column.known_slots[0] > 0
                                                  ? std::optional(column.amount[0])
                                                  : std::nullopt);
            }
            for (const auto figure : kFigures) {
                const auto told = explain(*home, span.from, span.to, figure);
                const bool is_flow = figure >= Figure::home && figure != Figure::grid_balance;
                const bool of_devices = figure == Figure::tracked || figure == Figure::untracked;
                if (is_of_battery(figure) && !shown.home.empty() && !said_by(shown, figure)) {
                    continue;  // what the batteries held is known of a part only
                }
                const bool there =
                    figure == Figure::grid_balance
                        ? shown.roles.size() > 0 && shown.roles[0].role == ChannelRole::grid_import
                    : of_devices ? !shown.tracked.empty()
                    : is_flow
                        ? !shown.home.empty()
                        : std::ranges::any_of(shown.roles, [&](const RoleColumn& role) {
                              return static_cast<int>(role.role) + 1 == static_cast<int>(figure);
                          });
                ASSERT_EQ(told.has_value(), there);
                if (told) {
                    expect_same(told->explanation, said_by(shown, figure));
                    EXPECT_EQ(told->explanation.by_slot, length <= 31 * 96 + 4);
                }
            }
            for (const auto figure : kShares) {
                const auto told = explain(*home, span.from, span.to, figure);
                ASSERT_EQ(told.has_value(), !shown.home.empty());
                if (told) {
                    const auto said = ratios(shown.flows[0], shown.discharge[0]);
                    EXPECT_EQ(told->explanation.share, share_in(said, figure));
                    EXPECT_EQ(told->explanation.share, share_of_terms(told->explanation));
                }
            }
        }
    }
}

// From what `explain` returns alone, every slot of every figure can be worked out again.
TEST_F(ExplainerTest, EverySlotFollowsFromItsInputs) {
    for (std::uint64_t seed = 0; seed < test::rounds(8); ++seed) {
        const auto home = random_home(seed);
        const Span span{kSpring.from + hours{100}, kSpring.from + hours{400}};
        for (const auto figure : kFigures) {
            const auto told = explain(*home, span.from, span.to, figure);
            if (!told || is_of_battery(figure)) {
                continue;  // what is in a battery follows from all slots before
            }
            const auto& explanation = told->explanation;
            for (std::size_t i = 0; i < explanation.rows.size(); ++i) {
                Exchange exchange;
                std::int64_t devices = 0;
                std::optional<std::int64_t> sum;
                for (const auto& input : explanation.inputs) {
                    if (input.amounts[i]) {
                        sum = sum.value_or(0) + *input.amounts[i];
                        if (auto* part = part_of(exchange, input.channel.role)) {
                            *part += *input.amounts[i];
                        } else {
                            devices += *input.amounts[i];
                        }
                    }
                }
                if (explanation.formula == Formula::sum_of_channels) {
                    ASSERT_EQ(explanation.amounts[i], sum);
                } else if (explanation.formula == Formula::grid_balance) {
                    ASSERT_EQ(explanation.amounts[i].value_or(0),
                              exchange.grid_import - exchange.grid_export);
                } else if (explanation.formula == Formula::sum_of_devices) {
                    ASSERT_EQ(explanation.amounts[i].value_or(devices), devices);
                } else if (explanation.formula == Formula::rest_of_home) {
                    const auto rest = balance(exchange).home - devices;
                    ASSERT_EQ(explanation.amounts[i].value_or(rest), rest);
                } else if (explanation.amounts[i]) {
                    EnergyView one;
                    const auto result = balance(exchange);
                    one.counts = {{.elapsed = 1, .known = 1, .estimated = 0}};
                    one.home = {result.home};
                    one.residual = {result.residual};
                    one.flows = {result.flows};
                    ASSERT_EQ(explanation.amounts[i], said_by(one, figure));
                }
            }
        }
    }
}

TEST_F(ExplainerTest, ShowsTheCorrectionAndWhatIsBehindIt) {
    MemoryHome home{1, "Europe/Berlin", kSpring};
    const ChannelId import{"import"};
    const auto first = slot_of(utc("2024-03-04T10:00:00Z"));
    for (SlotIndex slot = first; slot < first + 4; ++slot) {
        home.slots.set(import, test::whole_slot(slot, 1'000, Quality::estimated));
    }
    home.overlays.all.push_back({.id = OverlayId{"one"},
                                 .channel = import,
                                 .range = {first + 1, first + 3},
                                 .kind = OverlayKind::flat,
                                 .amount = 9,
                                 .shape = {},
                                 .reason = "The meter stood still.",
                                 .made = {},
                                 .undone = {}});
    home.overlays.all.push_back({.id = OverlayId{"two"},
                                 .channel = import,
                                 .range = {first + 2, first + 3},
                                 .kind = OverlayKind::unknown,
                                 .amount = 0,
                                 .shape = {},
                                 .reason = "Nor is it known.",
                                 .made = {},
                                 .undone = {}});
    const auto told =
        explain(home, slot_start(first), slot_start(first + 4), Figure::channel, import).value();
    ASSERT_EQ(told.explanation.inputs.size(), 1U);
    const auto& input = told.explanation.inputs[0];
    EXPECT_EQ(input.amounts, (TracedAmounts{1'000, 4, std::nullopt, 1'000}));
    EXPECT_EQ(input.given, (TracedAmounts{1'000, 1'000, 1'000, 1'000}));
    EXPECT_EQ(input.qualities, (std::vector{Quality::estimated, Quality::edited, Quality::missing,
                                            Quality::estimated}));
    EXPECT_EQ(input.overlays, (std::vector<const Overlay*>{nullptr, &told.overlays[0],
                                                           &told.overlays[1], nullptr}));
    EXPECT_EQ(told.explanation.amount, 2'004);
}

// What a home used today counts the slot that is still running, as Live does.
TEST_F(ExplainerTest, WhatIsUsedSoFarIsAllThatIsKnown) {
    MemoryHome home{1, "Europe/Berlin", kSpring};
    const auto open = slot_of(home.clock.now());
    Exchange all;
    for (auto slot = open - 3; slot <= open; ++slot) {
        home.slots.set(ChannelId{"import"}, test::whole_slot(slot, 1'000 + slot % 7));
        home.slots.set(ChannelId{"export"}, test::whole_slot(slot, 300));
        all.grid_import += 1'000 + slot % 7;
        all.grid_export += 300;
    }
    const auto told =
        explain(home, slot_start(open - 3), slot_start(open + 1), Figure::used_so_far).value();
    EXPECT_EQ(told.explanation.amount, balance(all).home);
    const auto over = explain(home, slot_start(open - 3), slot_start(open + 1), Figure::home);
    EXPECT_EQ(over->explanation.amounts.back(), std::nullopt);
}

TEST_F(ExplainerTest, WhatAChannelHasBeyondItsPartsIsExplainedByAllOfThem) {
    MemoryHome home{1, "Europe/Berlin", kSpring};
    auto part = test::channel("part", ChannelRole::device);
    const auto whole =
        std::ranges::find(home.homes.list_of_channels, ChannelRole::device, &Channel::role)->id;
    part.included_in = whole;
    home.homes.list_of_channels.push_back(part);
    const auto first = slot_of(utc("2024-03-04T10:00:00Z"));
    for (int i = 0; i < 2; ++i) {
        home.slots.set(whole, test::whole_slot(first + i, 1'000));
        home.slots.set(part.id, test::whole_slot(first + i, i == 0 ? 400 : 1'800));
    }
    auto told = explain(home, slot_start(first), slot_start(first + 1), Figure::own, whole);
    EXPECT_EQ(told->explanation.amount, 600);
    EXPECT_EQ(told->explanation.inputs.size(), 2U);
    told = explain(home, slot_start(first), slot_start(first + 2), Figure::own, whole);
    EXPECT_EQ(told->explanation.amounts, (TracedAmounts{600, -800}));
    EXPECT_EQ(told->explanation.amount, 0);
    EXPECT_EQ(told->explanation.deficit, 200);
}

TEST_F(ExplainerTest, CarbonIsEachSlotsImportTimesItsIntensity) {
    MemoryHome home{1, "Europe/Berlin", kSpring};
    const auto carbon = test::channel("carbon", ChannelRole::grid_carbon);
    home.homes.list_of_channels.push_back(carbon);
    const auto first = slot_of(utc("2024-03-04T10:00:00Z"));
    home.slots.set(ChannelId{"import"}, test::whole_slot(first, 2'000'000));
    home.slots.set(ChannelId{"import"}, test::whole_slot(first + 1, 1'000'000));
    readings_.channel = carbon.id;
    readings_.known = {{slot_start(first), 300'000}, {slot_start(first + 1), 100'000}};
    const auto told =
        explain(home, slot_start(first), slot_start(first + 2), Figure::carbon).value();
    EXPECT_EQ(told.explanation.amounts, (TracedAmounts{600'000, 100'000}));
    EXPECT_EQ(told.explanation.intensity, (TracedAmounts{300'000, 100'000}));
    EXPECT_EQ(told.explanation.amount, 700'000);
    ASSERT_EQ(told.explanation.terms.size(), 1U);
    EXPECT_EQ(told.explanation.terms[0].amount, 3'000'000);
}

TEST_F(ExplainerTest, RowsAreShortEnoughToFollowAndFewEnoughToRead) {
    MemoryHome home{1, "Europe/Berlin", kSpring};
    const auto rows = [&](const char* to) {
        const auto told = explain(home, date("2024-03-04"), date(to), Figure::home).value();
        return std::pair(told.rows, told.explanation.rows.size());
    };
    EXPECT_EQ(rows("2024-04-04"), std::pair(Period::slot, std::size_t{31 * 96 - 4}));
    EXPECT_EQ(rows("2024-04-05"), std::pair(Period::day, std::size_t{32}));
    EXPECT_EQ(rows("2025-03-05"), std::pair(Period::day, std::size_t{366}));
    EXPECT_EQ(rows("2025-03-06"), std::pair(Period::month, std::size_t{13}));
}

TEST_F(ExplainerTest, RefusesWhatIsNoFigureOfTheHome) {
    MemoryHome home{1, "Europe/Berlin", kSpring};
    const auto from = date("2024-03-04");
    const auto to = date("2024-03-05");
    const auto code = [&](const Result<ExplainedFigure>& result) {
        return result ? std::nullopt : std::optional(result.error().code);
    };
    EXPECT_EQ(code(explain(home, from, to, Figure::channel)), ErrorCode::invalid);
    EXPECT_EQ(code(explain(home, from, to, Figure::home, ChannelId{"import"})), ErrorCode::invalid);
    EXPECT_EQ(code(explain(home, from, to, Figure::channel, ChannelId{"nothing"})),
              ErrorCode::not_found);
    EXPECT_EQ(code(explain(home, from, to, Figure::generator)), ErrorCode::not_found);
    EXPECT_EQ(code(explain(home, to, from, Figure::home)), ErrorCode::invalid);
    EXPECT_EQ(code(explain(home, from, date("2064-06-04"), Figure::home)), ErrorCode::invalid);
    EXPECT_EQ(code(explain(home, from, to, Figure::own, ChannelId{"import"})),
              ErrorCode::not_found);
    EXPECT_EQ(code(explain(home, from, to, Figure::carbon)), ErrorCode::not_found);
    LedgerReader reader{home.homes, home.ledger_slots, home.derived, readings_, cpu_, home.clock};
    Explainer explainer{home.homes, reader, home.ledger_slots, cpu_};
    EXPECT_EQ(code(runner_.run(explainer.explain(
                  scope_for_ingest(home.id()), home.id(),
                  {.from = from, .to = to, .figure = Figure::home, .channel = {}}))),
              ErrorCode::not_found);
}

}  // namespace
}  // namespace ohmstead
