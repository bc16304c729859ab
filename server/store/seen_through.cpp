#include "store/seen_through.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

namespace ohmstead {
namespace {

// When it held and what it measured tells which slots should be known. All else is the home's.
Binding without_source(const Binding& binding) {
    return {
        .measure = binding.measure, .valid_from = binding.valid_from, .valid_to = binding.valid_to};
}

// The slots that lie in `window` as a whole.
SlotRange slots_within(Span window) {
    return {slot_of(window.from + Milliseconds{kSlotMs - 1}), slot_of(window.to)};
}

// An overlay's part within `range`, each slot of which stays what it was.
Overlay cut_to(const Overlay& overlay, SlotRange range) {
    Overlay part = overlay;
    part.range = range;
    part.reason.clear();
    part.made = {.user = {}, .name = {}, .at = overlay.made.at};
    part.amount = 0;
    part.shape.clear();
    if (overlay.kind == OverlayKind::unknown) {
        return part;
    }
    part.kind = OverlayKind::proportional;
    for (auto slot = range.from; slot < range.to; ++slot) {
        part.shape.push_back(slot_under(overlay, slot).amount);
        part.amount += part.shape.back();
    }
    return part;
}

// `seen`: of the channels that are summed, in the home's order. A day's stamp says that its own are
// these.
DaySums of_fields(const View& view, DaySums day, const std::vector<bool>& seen) {
    std::size_t kept = 0;
    for (std::size_t i = 0; i < std::min(day.channels.size(), seen.size()); ++i) {
        if (seen[i]) {
            day.channels[kept++] = day.channels[i];
        }
    }
    day.channels.resize(kept);
    if (!view.fields.contain(SharedField::devices)) {
        day.tracked = 0;
        day.tracked_assumed = 0;
    }
    if (view.sees_balance()) {
        return day;
    }
    // How well the others are known is not told either.
    day.known = 0;
    for (const auto& channel : day.channels) {
        day.known = std::max(day.known, channel.known);
    }
    day.estimated = 0;
    day.coarse = 0;
    day.faulty = 0;
    day.home = 0;
    day.residual = 0;
    day.flows = {};
    day.discharge = {};
    day.content.clear();
    day.tracked = 0;
    day.tracked_assumed = 0;
    return day;
}

bool same_month(LocalDate a, LocalDate b) {
    return a.year() == b.year() && a.month() == b.month();
}

void add_to(DaySums& month, DaySums day) {
    const auto before = static_cast<std::uint16_t>(month.day.slots.size());
    month.day.slots.to = day.day.slots.to;
    month.known += day.known;
    month.estimated += day.estimated;
    month.coarse += day.coarse;
    month.faulty += day.faulty;
    month.home += day.home;
    month.residual += day.residual;
    month.flows += day.flows;
    month.discharge += day.discharge;
    month.content = std::move(day.content);
    month.tracked += day.tracked;
    month.tracked_assumed += day.tracked_assumed;
    for (std::size_t i = 0; i < month.channels.size(); ++i) {
        auto& sum = month.channels[i];
        const auto& of_channel = day.channels[i];
        sum.amount += of_channel.amount;
        sum.known += of_channel.known;
        if (of_channel.told > 0) {
            sum.told = static_cast<std::uint16_t>(before + of_channel.told);
        }
    }
}

// The months of which every day is there.
std::vector<DaySums> whole_months(std::vector<DaySums> days) {
    std::vector<DaySums> months;
    std::size_t at = 0;
    while (at < days.size()) {
        auto month = std::move(days[at]);
        const auto first = month.day.date;
        auto last = first;
        bool unbroken = first.day() == std::chrono::day{1};
        for (++at; at < days.size() && same_month(days[at].day.date, first); ++at) {
            unbroken = unbroken && days[at].day.slots.from == month.day.slots.to &&
                       days[at].stamp == month.stamp;
            last = days[at].day.date;
            add_to(month, std::move(days[at]));
        }
        const LocalDate end{first.year() / first.month() / std::chrono::last};
        if (unbroken && last == end) {
            months.push_back(std::move(month));
        }
    }
    return months;
}

}  // namespace

Home seen_through(const View& view, Home home) {
    if (view.limited) {
        home.main_fuse.reset();
        home.setup = SetupStep::done;
        home.created_at = {};
        if (!view.fields.contain(SharedField::gas)) {
            home.calorific_values.clear();
        }
    }
    return home;
}

std::vector<Channel> seen_through(const View& view, std::vector<Channel> channels) {
    if (!view.limited) {
        return channels;
    }
    std::erase_if(channels, [&](const Channel& channel) { return !view.sees(channel.role); });
    for (auto& channel : channels) {
        channel.device_entity.clear();
        if (channel.role != ChannelRole::device) {
            channel.area.clear();
        }
        for (auto& binding : channel.bindings) {
            binding = without_source(binding);
        }
    }
    return channels;
}

Status require_slots(const View& view) {
    return view.sees_slots() ? Status{}
                             : make_error(ErrorCode::forbidden,
                                          "The home's consent is for sums of longer times.");
}

Span seen_through(const View& view, Span span) {
    if (!view.limited) {
        return span;
    }
    const auto whole = span_of(slots_within(view.window));
    return {std::max(span.from, whole.from), std::min(span.to, whole.to)};
}

std::unordered_set<ChannelId> seen_of(const View& view, std::span<const Channel> channels) {
    std::unordered_set<ChannelId> seen;
    for (const auto& channel : channels) {
        if (view.sees(channel.role)) {
            seen.insert(channel.id);
        }
    }
    return seen;
}

std::vector<Overlay> seen_through(const View& view, std::vector<Overlay> overlays,
                                  std::span<const Channel> channels) {
    if (!view.limited) {
        return overlays;
    }
    const auto seen = seen_of(view, channels);
    const auto window = slots_within(view.window);
    std::vector<Overlay> parts;
    for (const auto& overlay : overlays) {
        const SlotRange range{std::max(overlay.range.from, window.from),
                              std::min(overlay.range.to, window.to)};
        if (!range.empty() && seen.contains(overlay.channel)) {
            parts.push_back(cut_to(overlay, range));
        }
    }
    return parts;
}

DateRange days_to_read(const View& view, LocalDate first, LocalDate last) {
    if (view.sees_days()) {
        return {first, last};
    }
    return {first.year() / first.month() / 1,
            LocalDate{last.year() / last.month() / std::chrono::last}};
}

std::vector<DaySums> seen_through(const View& view, std::vector<DaySums> days,
                                  std::span<const Channel> channels) {
    if (!view.limited) {
        return days;
    }
    const auto window = slots_within(view.window);
    const auto of_these = day_stamp(Zone::utc(), channels).channels;
    std::erase_if(days, [&](const DaySums& day) {
        return day.day.slots.from < window.from || day.day.slots.to > window.to ||
               day.stamp.channels != of_these;
    });
    std::vector<bool> seen;
    for (const auto& channel : channels) {
        if (is_flow(channel.role)) {
            seen.push_back(view.sees(channel.role));
        }
    }
    for (auto& day : days) {
        day = of_fields(view, std::move(day), seen);
    }
    return view.sees_days() ? days : whole_months(std::move(days));
}

// When the home began is known only if the window reaches as far back.
DerivedState seen_through(const View& view, DerivedState state) {
    if (view.limited && state.first && *state.first < slots_within(view.window).from) {
        state.first.reset();
    }
    return state;
}

}  // namespace ohmstead
