#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/result.hpp"
#include "domain/home/channel.hpp"
#include "domain/metering/reading.hpp"
#include "domain/metering/rules.hpp"
#include "domain/time/zone.hpp"
#include "home_assistant/past_keeper.hpp"

namespace ohmstead::ingest {

// What in Home Assistant's rows makes its sums others than ours.
enum class BookedReason {
    reset,     // the meter began anew, and Home Assistant booked its new count from zero
    fell,      // the meter fell, and Home Assistant took the fall off
    spike,     // more was booked at once than can have flowed; our rules decide anew
    adjusted,  // the sum moved by another amount than the meter
    hole,      // nothing was recorded across the month's border; Home Assistant books it at the end
    zone_cut,  // the month's border lies within an hour of Home Assistant's
};
BOOST_DESCRIBE_ENUM(BookedReason, reset, fell, spike, adjusted, hole, zone_cut)

// What Home Assistant has booked in one local month, as far as it comes from one kind of row.
struct BookedMonth {
    std::string month;  // "2025-03"
    home_assistant::StatisticsPeriod period = home_assistant::StatisticsPeriod::hour;
    std::int64_t amount = 0;            // base units
    std::vector<BookedReason> reasons;  // each once

    friend bool operator==(const BookedMonth&, const BookedMonth&) = default;
};
BOOST_DESCRIBE_STRUCT(BookedMonth, (), (month, period, amount, reasons))

// A row whose amount depends on the one before it, which is not imported yet.
struct OldestRow {
    Instant from{};
    Instant to{};
    home_assistant::StatisticsPeriod period = home_assistant::StatisticsPeriod::hour;
    std::optional<std::int64_t> state{};
    std::optional<std::int64_t> sum{};
    std::optional<Instant> last_reset{};

    friend bool operator==(const OldestRow&, const OldestRow&) = default;
};
BOOST_DESCRIBE_STRUCT(OldestRow, (), (from, to, period, state, sum, last_reset))

// So far back from where an import began states are fetched, which tell finer than any row.
inline constexpr Milliseconds kToldByStates = std::chrono::hours{48};

// How far the past of one source of a channel is imported, and what Home Assistant's own sums say
// of it.
struct PastState {
    std::string binding;  // what it was imported for; other bindings need another import
    home_assistant::PastPlace place;
    bool metered = false;            // the slots are made
    std::optional<Instant> first{};  // the oldest reading
    std::optional<OldestRow> oldest{};
    std::optional<Instant> compared_from{};  // since when the sums are complete, up to place.began
    std::vector<BookedMonth> months;         // by month

    friend bool operator==(const PastState&, const PastState&) = default;
};
BOOST_DESCRIBE_STRUCT(PastState, (),
                      (binding, place, metered, first, oldest, compared_from, months))

std::string encode_past(const PastState& state);
Result<PastState> decode_past(const std::string& text);

// Names what an import depends on beside the source, of the bindings by which a channel takes it.
std::string mark_of(std::span<const Binding> bindings, const Zone& zone);

// Names what a channel's slots depend on beside its readings.
std::string mark_of(const MeterRules& rules);

// "2025-03"
std::string month_of(const Zone& zone, Instant instant);

// Takes up a part of the source of `bindings`, of which there are several when a meter was replaced
// by one that speaks under the same name, and answers its readings, ascending, as the channel takes
// them. Parts come from the newest to the oldest. Pure.
//
// A meter's own count is the reading, so that what Home Assistant has booked is decided anew. Where
// it is not known, the booked sum carries it on; a statistic without an entity has the sum alone.
// A meter that says when it began again is believed, as it is live.
// What was booked before the first row ended counts from that row's beginning.
std::vector<Reading> take_part(PastState& state, const home_assistant::PastPart& part,
                               std::span<const Binding> bindings, const MeterRules& rules,
                               const Zone& zone);

}  // namespace ohmstead::ingest
