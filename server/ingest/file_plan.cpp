#include "ingest/file_plan.hpp"

#include <algorithm>
#include <tuple>

#include <fmt/format.h>

namespace ohmstead::ingest {
namespace {

__extension__ using Int128 = __int128;

using exchange::FileFaults;
using exchange::FileValue;

constexpr Milliseconds kTick{1};
constexpr Milliseconds kMargin{2};  // within which a declared end lies beside the interval's
constexpr Milliseconds kDay = std::chrono::hours{24};
const Instant kEarliest{std::chrono::sys_days{std::chrono::year{2000} / 1 / 1}};
// A count begins with it: multiples of a coarse meter's steps would be taken for such a meter.
constexpr std::int64_t kBase = 1;

// What two readings of a counter that follow one another say.
struct Piece {
    Instant from{};
    Instant to{};
    std::int64_t base = 0;  // the count at `from`
    std::int64_t amount = 0;
};

// The end of the interval that a declared end stands beside.
Instant snapped(Instant at) {
    const auto second = std::chrono::round<Seconds>(at);
    const auto off = at - Instant{second};
    return off <= kMargin && off >= -kMargin ? Instant{second} : at;
}

std::vector<Piece> pieces_of(std::span<const Reading> known) {
    std::vector<Piece> pieces;
    std::optional<Reading> before;
    for (const auto& reading : known) {
        if (reading.value == kDetached) {
            before.reset();
            continue;
        }
        if (reading.value == kRestarted) {
            before = {.at = reading.at, .value = 0};
            continue;
        }
        if (before && snapped(before->at) < snapped(reading.at)) {
            pieces.push_back({snapped(before->at), snapped(reading.at), before->value,
                              reading.value - before->value});
        }
        before = reading;
    }
    return pieces;
}

void widen(std::optional<Span>& span, Instant from, Instant to) {
    if (!span) {
        span = Span{from, to};
    }
    span->from = std::min(span->from, from);
    span->to = std::max(span->to, to);
}

// By time, without what the file says twice.
std::vector<FileValue> in_order(std::vector<FileValue> values, FilePlan& plan) {
    // Of two values of one instant the greater counts, as everywhere.
    std::ranges::sort(values, [](const FileValue& a, const FileValue& b) {
        const auto first_a = a.from == a.to ? -a.value : 0;
        const auto first_b = b.from == b.to ? -b.value : 0;
        return std::tie(a.from, a.to, first_a, a.line) < std::tie(b.from, b.to, first_b, b.line);
    });
    std::vector<FileValue> kept;
    for (const auto& value : values) {
        widen(plan.span, value.from, value.to);
        const auto* const before = kept.empty() ? nullptr : &kept.back();
        const bool same = before != nullptr && before->from == value.from && before->to == value.to;
        if (same && before->value == value.value) {
            ++plan.repeated;
        } else if (same) {
            plan.faults.add(value.line, 0, "contradicts",
                            fmt::format("line {} says something else of the same time, and counts",
                                        before->line));
        } else if (before != nullptr && value.from < before->to) {
            plan.faults.add(
                value.line, 0, "overlaps",
                fmt::format("the interval overlaps that of line {}, which counts", before->line));
        } else {
            kept.push_back(value);
        }
    }
    return kept;
}

// Adds to a plan what fills the spaces that are not known.
class Amounts {
public:
    Amounts(std::span<const Reading> known, Prevails prevails, FilePlan& plan)
        : known_(known), pieces_(pieces_of(known)), prevails_(prevails), plan_(plan) {}

    void run(std::span<const FileValue> values) {
        for (std::size_t i = 0; i < values.size();) {
            const auto& value = values[i];
            while (next_ < pieces_.size() && pieces_[next_].to <= value.from) {
                ++next_;
            }
            if (next_ == pieces_.size() || pieces_[next_].from >= value.to) {
                i += take_run(values.subspan(i));
            } else if (const auto& piece = pieces_[next_];
                       piece.from <= value.from && piece.to >= value.to &&
                       (piece.from < value.from || piece.to > value.to)) {
                i += take_within(values.subspan(i), piece);
            } else {
                compare(value);
                ++i;
            }
        }
        std::ranges::sort(plan_.readings, {}, &Reading::at);
    }

private:
    void contradict(const FileValue& value, std::string_view what) {
        if (prevails_ == Prevails::file) {
            return;
        }
        plan_.faults.add(value.line, 0, "known_otherwise",
                         fmt::format("{}; what is known stays", what));
    }

    // The interval begins or ends where something known does.
    void compare(const FileValue& value) {
        std::int64_t amount = 0;
        auto reached = value.from;
        for (auto i = next_;
             i < pieces_.size() && pieces_[i].from == reached && pieces_[i].to <= value.to; ++i) {
            amount += pieces_[i].amount;
            reached = pieces_[i].to;
        }
        if (reached != value.to) {
            contradict(value, "a part of the interval is known already");
        } else if (amount == value.value) {
            ++plan_.repeated;
        } else {
            contradict(value, "another amount is known of the interval");
        }
    }

    // Intervals within one piece divide it, unless they amount to more.
    std::size_t take_within(std::span<const FileValue> values, const Piece& piece) {
        std::size_t count = 0;
        std::int64_t sum = 0;
        Milliseconds covered{0};
        while (count < values.size() && values[count].to <= piece.to) {
            sum += values[count].value;
            covered += values[count].to - values[count].from;
            ++count;
        }
        const auto rest = piece.amount - sum;
        const auto free = (piece.to - piece.from) - covered;
        if (rest < 0 || (rest > 0 && free.count() == 0)) {
            for (const auto& value : values.first(count)) {
                contradict(value,
                           "the intervals between two known readings amount to something "
                           "else than these");
            }
            return count;
        }
        Instant at = piece.from;
        auto booked = piece.base;
        Milliseconds passed{0};
        const auto say = [&](Instant when, std::int64_t what) {
            if (when > piece.from && when < piece.to) {
                plan_.readings.push_back({when, what});
            }
        };
        for (const auto& value : values.first(count)) {
            if (value.from > at) {
                const auto before = passed;
                passed += value.from - at;
                booked += share(rest, passed, free) - share(rest, before, free);
                say(value.from, booked);
            }
            booked += value.value;
            say(value.to, booked);
            at = value.to;
            ++plan_.taken;
        }
        return count;
    }

    static std::int64_t share(std::int64_t rest, Milliseconds passed, Milliseconds free) {
        return static_cast<std::int64_t>(Int128{rest} * passed.count() / free.count());
    }

    // The reading of exactly that instant.
    const Reading* known_at(Instant at) const {
        const auto found = std::ranges::lower_bound(known_, at, {}, &Reading::at);
        return found != known_.end() && found->at == at ? &*found : nullptr;
    }

    // Intervals that follow one another, in a space that is not known.
    std::size_t take_run(std::span<const FileValue> values) {
        const auto space = next_ == pieces_.size() ? Instant::max() : pieces_[next_].from;
        const auto start = values.front().from;
        auto count = begin_run(start);
        auto end = start;
        std::size_t taken = 0;
        while (taken < values.size() && values[taken].from == end && values[taken].to <= space) {
            end = values[taken].to;
            count += values[taken].value;
            plan_.readings.push_back({end, count});
            ++taken;
        }
        if (taken == 0) {
            // It reaches into what is known.
            plan_.readings.resize(begun_with_);
            compare(values.front());
            return 1;
        }
        if (known_at(end) != nullptr) {
            plan_.readings.back().at = end - 2 * kTick;
            plan_.readings.push_back({end - kTick, kDetached});
        } else {
            plan_.readings.push_back({end + kTick, kDetached});
        }
        plan_.taken += taken;
        return taken;
    }

    // The count from which a run goes on.
    std::int64_t begin_run(Instant start) {
        begun_with_ = plan_.readings.size();
        const auto* const there = known_at(start);
        if (there != nullptr && !is_declaration(there->value) && there->value >= 0 &&
            known_at(start + kTick) == nullptr) {
            return there->value;
        }
        const bool after_own = !plan_.readings.empty() && plan_.readings.back().at >= start - kTick;
        if (there != nullptr || after_own) {
            plan_.readings.push_back({start + kTick, kDetached});
            plan_.readings.push_back({start + kMargin, kBase});
        } else {
            plan_.readings.push_back({start - kTick, kDetached});
            plan_.readings.push_back({start, kBase});
        }
        return kBase;
    }

    std::span<const Reading> known_;
    std::vector<Piece> pieces_;
    Prevails prevails_;
    FilePlan& plan_;
    std::size_t next_ = 0;  // the first piece that ends after the interval begins
    std::size_t begun_with_ = 0;
};

// What is below 0 comes off what follows, so that no flow is negative and the sum is right.
void carry_negatives(std::vector<FileValue>& values, FilePlan& plan) {
    std::int64_t debt = 0;
    std::size_t line = 0;
    for (auto& value : values) {
        if (value.value < 0) {
            debt -= value.value;
            line = value.line;
            value.value = 0;
        } else {
            const auto off = std::min(debt, value.value);
            value.value -= off;
            debt -= off;
        }
    }
    if (debt > 0) {
        plan.faults.add(line, 0, "negative", "less follows than the amount below 0 takes off");
    }
}

// The known readings around an instant.
struct Around {
    const Reading* before = nullptr;
    const Reading* at = nullptr;
    const Reading* after = nullptr;
};

Around around(std::span<const Reading> known, Instant at) {
    const auto place = std::ranges::lower_bound(known, at, {}, &Reading::at);
    Around found;
    auto next = place;
    if (place != known.end() && place->at == at) {
        found.at = &*place;
        ++next;
    }
    found.before = place == known.begin() ? nullptr : &*std::prev(place);
    found.after = next == known.end() ? nullptr : &*next;
    return found;
}

// True when the reading of that instant has been dealt with.
bool is_known(const FileValue& value, const Reading* at, FilePlan& plan) {
    if (at == nullptr) {
        return false;
    }
    if (at->value == value.value) {
        ++plan.repeated;
    } else {
        plan.faults.add(value.line, 0, "known_otherwise",
                        "another value is known of that time; what is known stays");
    }
    return true;
}

}  // namespace

void refuse_impossible(std::vector<FileValue>& values, Instant now, FileFaults& faults) {
    std::erase_if(values, [&](const FileValue& value) {
        if (value.from >= kEarliest && value.to <= now + kDay) {
            return false;
        }
        faults.add(value.line, 0, "time_range",
                   value.from < kEarliest ? "the time is before 2000"
                                          : "the time is more than a day ahead");
        return true;
    });
}

std::vector<FileValue> amounts_of(std::vector<FileValue> mean_power) {
    std::ranges::sort(mean_power, {}, &FileValue::from);
    Int128 rest = 0;
    Instant end{};
    for (auto& value : mean_power) {
        if (value.from != end) {
            rest = 0;
        }
        rest += Int128{value.value} * (value.to - value.from).count();
        value.value = static_cast<std::int64_t>(rest / kMsPerHour);
        rest %= kMsPerHour;
        end = value.to;
    }
    return mean_power;
}

FilePlan plan_amounts(std::vector<FileValue> values, std::span<const Reading> known,
                      Prevails prevails) {
    FilePlan plan;
    auto ordered = in_order(std::move(values), plan);
    carry_negatives(ordered, plan);
    Amounts(known, prevails, plan).run(ordered);
    if (prevails == Prevails::file) {
        plan.said = std::move(ordered);
    }
    return plan;
}

FilePlan plan_counter(std::vector<FileValue> values, std::span<const Reading> known) {
    FilePlan plan;
    for (const auto& value : in_order(std::move(values), plan)) {
        const auto [before, at, after] = around(known, value.from);
        if (is_known(value, at, plan)) {
            continue;
        }
        const bool between = before != nullptr && after != nullptr &&
                             !is_declaration(before->value) && !is_declaration(after->value);
        if (between && after->at - before->at <= kFilePlanReach) {
            ++plan.covered;
        } else if (between && before->value <= after->value &&
                   (value.value < before->value || value.value > after->value)) {
            plan.faults.add(value.line, 0, "known_otherwise",
                            "the value is not between the known ones before and after it; what is "
                            "known stays");
        } else {
            plan.readings.push_back({value.from, value.value});
            ++plan.taken;
        }
    }
    return plan;
}

FilePlan plan_instants(std::vector<FileValue> values, std::span<const Reading> known) {
    FilePlan plan;
    for (const auto& value : in_order(std::move(values), plan)) {
        if (!is_known(value, around(known, value.from).at, plan)) {
            plan.readings.push_back({value.from, value.value});
            ++plan.taken;
        }
    }
    return plan;
}

}  // namespace ohmstead::ingest
