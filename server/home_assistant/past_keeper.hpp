#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead::home_assistant {

// Home Assistant keeps statistics of five minutes for days, and of hours for ever.
enum class StatisticsPeriod { five_minutes, hour };
BOOST_DESCRIBE_ENUM(StatisticsPeriod, five_minutes, hour)

// What statistics say of a counter for one period, in the counter's base unit.
struct CounterRow {
    Span span;
    std::optional<std::int64_t> state;    // the meter's own count when the period ended
    std::optional<std::int64_t> sum;      // what Home Assistant has booked by then
    std::optional<Instant> last_reset{};  // when the meter last began again, where it says so

    friend bool operator==(const CounterRow&, const CounterRow&) = default;
};

// Where the import of a source's past stands. It goes backwards: first five minutes, then hours.
struct PastPlace {
    Instant began{};    // what is newer is not of the past
    Instant reached{};  // everything since then is kept
    StatisticsPeriod period = StatisticsPeriod::five_minutes;
    // Where the rows of five minutes begin, on a full hour: hours take over.
    std::optional<Instant> fine_from{};
    // Only a hole is filled, from here on.
    std::optional<Instant> stop_at{};
    bool complete = false;

    bool is_begun() const { return began != Instant{}; }
    friend bool operator==(const PastPlace&, const PastPlace&) = default;
};
BOOST_DESCRIBE_STRUCT(PastPlace, (), (began, reached, period, fine_from, stop_at, complete))

// A counter whose past is wanted. Without a place it is not begun.
struct PastSource {
    SourceType type = SourceType::entity;
    std::string id;
    Quantity quantity = Quantity::energy;
    std::optional<PastPlace> place{};

    friend bool operator==(const PastSource&, const PastSource&) = default;
};

// Rows of one source, and where its import stands when they are kept.
struct PastPart {
    SourceType type = SourceType::entity;
    std::string source;
    StatisticsPeriod period = StatisticsPeriod::hour;
    std::vector<CounterRow> rows;  // ascending, directly before those of the part before
    PastPlace from;                // where it stood when they were asked for
    PastPlace place;               // and stands when they are kept
};

// Keeps what is imported. I/O thread.
class PastKeeper {
public:
    virtual ~PastKeeper() = default;
    // The counters of the home in Home Assistant, in the order of its channels.
    virtual Task<Result<std::vector<PastSource>>> past_of(HomeId home) = 0;
    // Success means that rows and places are durable. A part that was kept in vain, because its
    // place was not, may come again and changes nothing; one that does not go on from where the
    // source stands, because that was changed meanwhile, is left out.
    virtual Task<Status> keep_past(HomeId home, std::vector<PastPart> parts) = 0;
};

}  // namespace ohmstead::home_assistant
