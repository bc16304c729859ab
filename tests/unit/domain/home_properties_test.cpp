// What holds for any home, however its meters behave and in whatever order their readings come.

#include <numeric>

#include <gtest/gtest.h>

#include "domain/balance/day_sums.hpp"
#include "domain/balance/slot_inputs.hpp"
#include "domain/time/period.hpp"
#include "unit/domain/metered_blocks.hpp"
#include "unit/domain/random_home.hpp"

namespace ohmstead {
namespace {

using std::chrono::hours;
using test::Blocks;
using test::kMeterEnd;
using test::kMeterStart;
using test::metered_at_once;
using test::MeterMaker;
using test::resume;

constexpr std::uint64_t kHomes = 30;
const SlotRange kMeteredSlots{slot_of(kMeterStart), slot_of(kMeterEnd + hours{96})};

// Every role with a meter of its own kind.
struct MeteredHome {
    std::vector<Channel> channels;
    std::vector<test::RandomMeter> meters;
    std::vector<Blocks> blocks;

    explicit MeteredHome(std::uint64_t seed) {
        for (const auto role :
             {ChannelRole::grid_import, ChannelRole::grid_export, ChannelRole::solar,
              ChannelRole::battery_charge, ChannelRole::battery_discharge,
              ChannelRole::battery_charge, ChannelRole::battery_discharge, ChannelRole::device}) {
            const auto number = channels.size();
            channels.push_back(test::channel(std::to_string(number), role));
            meters.push_back(MeterMaker{seed * 100 + number}.any(seed + number));
            blocks.push_back(metered_at_once(meters.back()));
        }
    }

    std::vector<ChannelSlots> slots() const {
        std::vector<ChannelSlots> all;
        for (std::size_t i = 0; i < channels.size(); ++i) {
            auto& column = all.emplace_back(ChannelSlots{channels[i].id, {}});
            for (const auto& [day, block] : blocks[i]) {
                column.slots.insert(column.slots.end(), block.slots.begin(), block.slots.end());
            }
        }
        return all;
    }
};

// A store that metering goes on from, whatever comes next: it keeps what came, once for each
// instant, and works the days out again from the first that is concerned.
class Arrivals {
public:
    explicit Arrivals(const MeterRules& rules) : rules_(rules) {}

    void take(std::span<const Reading> readings) {
        auto first = Instant::max();
        for (const auto& reading : readings) {
            kept_.emplace(reading.at, reading);
            first = std::min(first, reading.at);
        }
        const bool before_all = blocks_.empty() || first < Instant{blocks_.begin()->first};
        if (before_all) {
            blocks_.clear();
        }
        auto meter = before_all ? DayMeter{rules_, test::kFirstMeterDay, {}}
                                : resume(rules_, blocks_, first);
        // Nothing that follows stands, but where nothing is told any more.
        blocks_.erase(blocks_.lower_bound(meter.first_day()), blocks_.end());
        for (auto at = kept_.lower_bound(Instant{meter.first_day()}); at != kept_.end(); ++at) {
            meter.push(at->second);
        }
        test::write(blocks_, meter);
    }
    const Blocks& blocks() const { return blocks_; }

private:
    const MeterRules& rules_;
    std::map<Instant, Reading> kept_;
    Blocks blocks_;
};

TEST(HomeProperty, AnyOrderOfArrivalGivesTheSameSlots) {
    for (std::uint64_t seed = 0; seed < kHomes * 2; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        MeterMaker maker{seed};
        const auto made = maker.any(seed);
        std::map<Instant, Reading> once;
        for (const auto& reading : made.readings) {
            once.emplace(reading.at, reading);
        }
        test::RandomMeter in_order{made.rules, {}, 0};
        for (const auto& [at, reading] : once) {
            in_order.readings.push_back(reading);
        }
        // Pieces of it, in any order, some of them twice.
        std::vector<std::vector<Reading>> pieces;
        for (auto left = std::span<const Reading>(in_order.readings); !left.empty();) {
            const auto count =
                std::min<std::size_t>(static_cast<std::size_t>(maker.pick(1, 120)), left.size());
            pieces.emplace_back(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
            left = left.subspan(count);
        }
        for (std::size_t i = pieces.size(); i > 1; --i) {
            std::swap(pieces[i - 1],
                      pieces[static_cast<std::size_t>(maker.pick(0, static_cast<int>(i) - 1))]);
        }
        Arrivals arrivals{in_order.rules};
        for (const auto& piece : pieces) {
            arrivals.take(piece);
            if (maker.pick(0, 3) == 0) {
                const auto before = arrivals.blocks();
                arrivals.take(piece);
                ASSERT_EQ(arrivals.blocks(), before) << "what is known already changes nothing";
            }
        }
        ASSERT_EQ(arrivals.blocks(), metered_at_once(in_order));
    }
}

TEST(HomeProperty, FlowsAndOriginsAccountForEveryUnit) {
    std::size_t known = 0;
    for (std::uint64_t seed = 0; seed < kHomes; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const MeteredHome home{seed};
        const auto slots = home.slots();
        const SlotFrame frame{kMeteredSlots};
        const SlotInputs inputs{frame, home.channels, by_channel(slots), kMeterEnd + hours{200}};
        Storage storage(2);
        for (std::size_t i = 0; i < frame.size(); ++i) {
            if (!inputs.known(i)) {
                continue;
            }
            ++known;
            const auto& e = inputs.exchange(i);
            const auto before = storage;
            const auto [sums, out] = sum_slot(inputs, i, storage);
            const auto& f = sums.flows;
            ASSERT_EQ(sums.home + sums.residual, e.grid_import + e.solar + e.battery_discharge -
                                                     e.grid_export - e.battery_charge);
            ASSERT_EQ(e.solar, f.solar_to_home + f.solar_to_battery + f.solar_to_grid);
            ASSERT_EQ(e.grid_import, f.grid_to_home + f.grid_to_battery + f.grid_to_grid);
            ASSERT_EQ(e.battery_discharge,
                      f.battery_to_home + f.battery_to_grid + f.battery_to_battery);
            ASSERT_EQ(sums.home, f.solar_to_home + f.battery_to_home + f.grid_to_home);
            const auto held = [](const Storage& all) {
                return std::accumulate(all.begin(), all.end(), std::int64_t{0},
                                       [](std::int64_t sum, const StorageContent& battery) {
                                           return sum + battery.solar + battery.grid;
                                       });
            };
            std::int64_t lost = 0;
            for (std::size_t b = 0; b < storage.size(); ++b) {
                lost += storage[b].week == before[b].week ? 0 : before[b].least;
            }
            ASSERT_EQ(held(before) - lost + f.solar_to_battery + f.grid_to_battery,
                      held(storage) + out.to_home.solar + out.to_home.grid + out.to_grid.solar +
                          out.to_grid.grid);
        }
    }
    EXPECT_GT(known, 1'000u) << "the property was not tried";
}

TEST(HomeProperty, DaysAreTheSumOfTheirSlotsInEveryZone) {
    for (std::uint64_t seed = 0; seed < kHomes; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const MeteredHome home{seed};
        const auto slots = home.slots();
        const auto here = test::zone(test::kZones[seed % test::kZones.size()]);
        const auto days = local_days(here, here.date_of(kMeterStart - hours{24}),
                                     here.date_of(kMeterEnd + hours{96}));
        const auto sums = day_sums(home.channels, slots, days, day_stamp(here, home.channels), {});
        for (std::size_t c = 0; c < home.channels.size(); ++c) {
            std::int64_t of_days = 0;
            for (const auto& day : sums) {
                of_days += day.channels[c].amount;
            }
            std::int64_t of_slots = 0;
            for (const auto& slot : slots[c].slots) {
                of_slots += slot.amount;
            }
            ASSERT_EQ(of_days, of_slots);
        }
    }
}

// Half of the energy in each half: the flows of the two are those of the whole.
TEST(HomeProperty, SplittingASlotChangesNoFlow) {
    for (std::uint64_t seed = 0; seed < kHomes; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        const MeteredHome home{seed};
        auto slots = home.slots();
        for (auto& column : slots) {
            for (auto& slot : column.slots) {
                slot.amount *= 2;
            }
        }
        const SlotFrame frame{kMeteredSlots};
        const SlotInputs whole{frame, home.channels, by_channel(slots), kMeterEnd + hours{200}};
        const auto halves = home.slots();
        const SlotInputs half{frame, home.channels, by_channel(halves), kMeterEnd + hours{200}};
        for (std::size_t i = 0; i < frame.size(); ++i) {
            auto twice = balance(half.exchange(i));
            twice.flows += balance(half.exchange(i)).flows;
            ASSERT_EQ(twice.flows, balance(whole.exchange(i)).flows);
            ASSERT_EQ(twice.home * 2, balance(whole.exchange(i)).home);
        }
    }
}

}  // namespace
}  // namespace ohmstead
