// What the recorder of the simulated Home Assistant would have kept: statistics and raw states.
#include <algorithm>

#include "simulator/home/directory.hpp"
#include "simulator/home/model_home.hpp"

namespace ohmstead::simulator {

namespace {

constexpr Millis kRawDays = 10 * kDay;  // raw states are kept this long
constexpr Millis kRawStep = 10 * kSecond;

}  // namespace

std::vector<StatisticInfo> ModelHome::statistics_info() const {
    std::vector<StatisticInfo> all;
    for (const Channel& channel : channels_) {
        auto info = make_statistic_info(channel.spec.id, channel.spec.state_class,
                                        channel.spec.device_class, channel.spec.unit);
        if (info) {
            all.push_back(std::move(*info));
        }
    }
    return all;
}

std::optional<Millis> ModelHome::last_sample(const Channel& channel, Millis start, Millis end) {
    // A reading on the border belongs to the window that it ends, if the entity was there before.
    const Millis last = floor_to(end, channel.spec.every);
    Presence::Status status = channel.presence.at(end - 1);
    if (status.kind == Presence::Kind::present) {
        status = channel.presence.at(last);
    }
    if (status.kind == Presence::Kind::present) {
        return last;
    }
    const Millis before = floor_to(status.since - 1, channel.spec.every);
    if (status.kind == Presence::Kind::held || before > start) {
        return before;
    }
    return std::nullopt;
}

void ModelHome::sum_rows(const Channel& channel, Millis from, Millis to, Millis window,
                         std::vector<StatisticRow>& rows) const {
    Walker walker(timeline_);
    const auto amount = [&](Millis t) {
        if (t <= timeline_.stored_until() && t == floor_to(t, kHour)) {
            return timeline_.total_at_hour(t, channel.signal) / kPerMilliwattHour;
        }
        return walker.at(t).total(channel.signal) / kPerMilliwattHour;
    };
    const double unit = channel.meter->per_unit();
    const Millis first = std::max(timeline_.begins(), channel.spec.from);
    double before = 0;
    if (from > first) {
        if (const auto sample = last_sample(channel, 0, from)) {
            before = static_cast<double>(channel.meter->sum(*sample, amount(*sample))) / unit;
        }
    }
    for (Millis start = from; start < to; start += window) {
        const auto sample = last_sample(channel, start, start + window);
        if (!sample || *sample < first) {
            continue;
        }
        const std::int64_t at = amount(*sample);
        const double sum = static_cast<double>(channel.meter->sum(*sample, at)) / unit;
        StatisticRow row{.start = start, .end = start + window};
        row.sum = sum;
        row.state = static_cast<double>(channel.meter->shown(*sample, at)) / unit;
        row.change = sum - before;
        before = sum;
        rows.push_back(row);
    }
}

std::optional<StatisticRow> ModelHome::mean_row(const Channel& channel, Millis start, Millis end,
                                                Walker& walker) const {
    const double scale = model_.signals()[static_cast<std::size_t>(channel.signal)].scale;
    const double factor = channel.spec.factor / scale;
    StatisticRow row{.start = start, .end = end};
    const auto set = [&](double mean, double low, double high) {
        row.mean = mean * factor;
        row.min = std::min(low * factor, high * factor);
        row.max = std::max(low * factor, high * factor);
    };
    const Presence::Status at_start = channel.presence.at(start);
    const Presence::Status at_end = channel.presence.at(end - 1);
    if (at_end.kind == Presence::Kind::held && at_end.since <= start) {
        const Millis seen = floor_to(at_end.since - 1, channel.spec.every);
        const auto value = static_cast<double>(walker.at(seen).rate(channel.signal));
        set(value, value, value);
        return row;
    }
    Millis from = start;
    Millis to = end;
    if (at_start.kind != Presence::Kind::present) {
        from = channel.presence.next_change(start);
    }
    if (at_end.kind != Presence::Kind::present) {
        to = at_end.since;
    }
    if (from >= to) {
        return std::nullopt;
    }
    if (to - from == kHour && to <= timeline_.stored_until()) {
        const std::int64_t total = timeline_.total_at_hour(to, channel.signal) -
                                   timeline_.total_at_hour(from, channel.signal);
        set(static_cast<double>(total) / static_cast<double>(kHour),
            timeline_.lowest_in_hour(from, channel.signal),
            timeline_.highest_in_hour(from, channel.signal));
        return row;
    }
    Cursor& cursor = walker.at(from);
    const std::int64_t before = cursor.total(channel.signal);
    cursor.reset_extremes();
    cursor.advance(to);
    const auto signal = static_cast<std::size_t>(channel.signal);
    set(static_cast<double>(cursor.total(channel.signal) - before) / static_cast<double>(to - from),
        static_cast<double>(cursor.lowest()[signal]),
        static_cast<double>(cursor.highest()[signal]));
    return row;
}

std::vector<StatisticRow> ModelHome::statistics(const std::string& id, Millis from, Millis to,
                                                bool five_minutes) {
    std::vector<StatisticRow> rows;
    const Channel* channel = find(id);
    if (channel == nullptr || channel->spec.state_class.empty()) {
        return rows;
    }
    const Millis now = clock_.now();
    timeline_.extend_to(now);
    const Millis window = five_minutes ? 5 * kMinute : kHour;
    const Millis oldest = five_minutes
                              ? std::max(timeline_.begins(), floor_to(now - kRawDays, kDay))
                              : timeline_.begins();
    // Only windows that are over have a row.
    from = floor_to(std::max(from, oldest) + window - 1, window);
    to = std::min(to, floor_to(now, window));
    if (channel->counts()) {
        sum_rows(*channel, from, to, window, rows);
        return rows;
    }
    Walker walker(timeline_);
    for (Millis start = from; start < to; start += window) {
        if (const auto row = mean_row(*channel, start, start + window, walker)) {
            rows.push_back(*row);
        }
    }
    return rows;
}

std::vector<HistoryRow> ModelHome::history(const std::string& entity_id, Millis from, Millis to) {
    std::vector<HistoryRow> rows;
    const Channel* channel = find(entity_id);
    const Millis now = clock_.now();
    if (channel == nullptr || from > now) {
        return rows;
    }
    const Millis step = std::max(kRawStep, channel->spec.every);
    from = std::max({floor_to(from, step), floor_to(now - kRawDays, kDay), timeline_.begins()});
    to = std::min(to, now + 1);
    if (from >= to) {
        return rows;
    }
    timeline_.extend_to(now);
    Cursor cursor = timeline_.cursor_at(from);
    // Between the steps an entity says something when its meter is meddled with.
    const auto after = [&](Millis t) {
        const Millis next = floor_to(t, step) + step;
        return channel->counts() ? std::min(next, channel->meter->next_change(t)) : next;
    };
    for (Millis t = from; t < to; t = after(t)) {
        cursor.advance(t);
        std::string state;
        switch (channel->presence.at(t).kind) {
            case Presence::Kind::present:
                state = text(*channel, cursor);
                break;
            case Presence::Kind::unavailable:
                state = "unavailable";
                break;
            case Presence::Kind::held:
            case Presence::Kind::absent:
                continue;
        }
        if (rows.empty() || rows.back().state != state) {
            rows.push_back({.at = t, .state = std::move(state)});
        }
    }
    return rows;
}

}  // namespace ohmstead::simulator
