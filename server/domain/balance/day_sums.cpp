#include "domain/balance/day_sums.hpp"

#include <string_view>

#include "domain/balance/balance.hpp"
#include "domain/balance/parts.hpp"
#include "domain/balance/slot_inputs.hpp"

namespace ohmstead {
namespace {

// Goes up whenever the rules make other sums of the same slots, or days are packed in another way:
// then all are made again.
constexpr std::uint64_t kRules = 4;

// FNV-1a: sums made by one build are judged by another.
class Digest {
public:
    void number(std::uint64_t value) {
        for (int byte = 0; byte < 8; ++byte) {
            add(static_cast<std::uint8_t>(value >> (8 * byte)));
        }
    }
    void text(std::string_view text) {
        number(text.size());
        for (const char c : text) {
            add(static_cast<std::uint8_t>(c));
        }
    }
    void instant(Instant instant) { number(static_cast<std::uint64_t>(ms_of(instant))); }
    std::uint64_t value() const { return value_; }

private:
    void add(std::uint8_t byte) { value_ = (value_ ^ byte) * 0x100000001b3; }

    std::uint64_t value_ = 0xcbf29ce484222325;
};

void add_to(Digest& digest, const Channel& channel, bool balanced) {
    digest.text(channel.id.value);
    digest.number(static_cast<std::uint64_t>(channel.role));
    digest.number(is_input(channel, balanced) ? 1 : 0);
    digest.number(is_top_level_device(channel) ? 1 : 0);
    digest.number(channel.bindings.size());
    for (const auto& binding : channel.bindings) {
        digest.instant(binding.valid_from);
        digest.instant(binding.valid_to.value_or(Instant::max()));
    }
}

ChannelDay sum_channel(const std::vector<Slot>& slots, SlotRange day) {
    ChannelDay sum;
    auto slot = std::ranges::lower_bound(slots, day.from, {}, &Slot::index);
    for (; slot != slots.end() && slot->index < day.to; ++slot) {
        if (slot->quality != Quality::missing) {
            sum.amount += slot->amount;
            ++sum.known;
            sum.told = static_cast<std::uint16_t>(slot->index - day.from + 1);
        }
    }
    return sum;
}

void sum_balance(const SlotInputs& inputs, std::size_t first, DaySums& sums, Storage& content) {
    const auto count = static_cast<std::size_t>(sums.day.slots.size());
    for (std::size_t i = first; i < first + count; ++i) {
        if (!inputs.known(i)) {
            continue;
        }
        const auto [slot, discharge] = sum_slot(inputs, i, content);
        ++sums.known;
        sums.estimated += inputs.estimated(i) ? 1 : 0;
        sums.coarse += inputs.coarse(i) ? 1 : 0;
        sums.faulty += slot.faulty() ? 1 : 0;
        sums.home += slot.home;
        sums.residual += slot.residual;
        sums.flows += slot.flows;
        sums.discharge += discharge;
        sums.tracked += inputs.tracked(i);
        sums.tracked_assumed += inputs.tracked_assumed(i) ? 1 : 0;
    }
}

}  // namespace

DayStamp day_stamp(const Zone& zone, std::span<const Channel> channels) {
    Digest digest;
    digest.number(kRules);
    const bool balanced = has_balance(channels);
    for (const auto& channel : channels) {
        if (is_flow(channel.role)) {
            add_to(digest, channel, balanced);
        }
    }
    return {
        .time_zone = zone.name(), .tz_version = Zone::data_version(), .channels = digest.value()};
}

LocalDay local_day(const Zone& zone, LocalDate date) {
    const Span span = zone.day_span(date);
    return {.date = date, .slots = {slot_of(span.from), slot_of(span.to)}};
}

std::vector<LocalDay> local_days(const Zone& zone, LocalDate first, LocalDate last) {
    std::vector<LocalDay> days;
    for (auto date = first; date <= last; date = plus_days(date, 1)) {
        const auto day = local_day(zone, date);
        if (!day.slots.empty()) {
            days.push_back(day);
        }
    }
    return days;
}

std::vector<DaySums> day_sums(std::span<const Channel> channels,
                              std::span<const ChannelSlots> slots, std::span<const LocalDay> days,
                              const DayStamp& stamp, Storage content) {
    std::vector<DaySums> sums;
    if (days.empty()) {
        return sums;
    }
    const SlotRange range{days.front().slots.from, days.back().slots.to};
    const SlotFrame frame{range};
    const auto found = by_channel(slots);
    const SlotInputs inputs{frame, channels, found, slot_start(range.to) + kSettleTime};
    content.resize(count_batteries(battery_meters(channels)));
    sums.reserve(days.size());
    for (const auto& day : days) {
        auto& of_day = sums.emplace_back();
        of_day.day = day;
        of_day.stamp = stamp;
        for (const auto& channel : channels) {
            if (is_flow(channel.role)) {
                of_day.channels.push_back(sum_channel(slots_of(found, channel.id), day.slots));
            }
        }
        sum_balance(inputs, static_cast<std::size_t>(day.slots.from - range.from), of_day, content);
        of_day.content = content;
    }
    return sums;
}

}  // namespace ohmstead
