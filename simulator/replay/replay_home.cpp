#include "simulator/replay/replay_home.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "simulator/base/clock.hpp"
#include "simulator/base/json_file.hpp"
#include "simulator/home/directory.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

constexpr std::size_t kEnoughWaiting = 256;  // messages; then the clients are to read first
constexpr Millis kIdleWait = 20;

bool sums(const ReplayColumn& column) {
    return column.entity.state_class.starts_with("total");
}

/// Home Assistant's way from readings to a sum.
class Summer {
public:
    void add(double value) {
        if (!last_) {
            zero_ = value;
        } else if (value < 0.9 * *last_) {
            sum_ += *last_ - zero_;
            zero_ = 0;
        }
        last_ = value;
    }
    double sum() const { return last_ ? sum_ + *last_ - zero_ : 0; }
    std::optional<double> last() const { return last_; }

private:
    std::optional<double> last_;
    double zero_ = 0;
    double sum_ = 0;
};

}  // namespace

ReplayHome::ReplayHome(ReplayMap map, Recording recording, double speed, bool paused)
    : map_(std::move(map)),
      recording_(std::move(recording)),
      directory_(make_directory(map_.home)),
      speed_(speed),
      paused_(paused) {
    if (recording_.times.empty()) {
        throw std::runtime_error("the recording of '" + directory_.id + "' is empty");
    }
    for (const ReplayColumn& each : map_.columns) {
        attributes_.push_back(make_attributes(each.entity));
        states_.set(each.entity.id, "unknown", recording_.times.front(), &attributes_.back());
    }
    emit_row();
}

Millis ReplayHome::now() const {
    return recording_.times[position_ - 1];
}

void ReplayHome::emit_row() {
    const Millis at = recording_.times[position_];
    for (std::size_t i = 0; i < map_.columns.size(); ++i) {
        const std::string& text = recording_.values[i][position_];
        if (!text.empty()) {
            // Every row is a reading, also where it repeats the one before.
            states_.set(map_.columns[i].entity.id, text, at, nullptr, true);
        }
    }
    ++position_;
}

Millis ReplayHome::tick() {
    if (!states_.is_heard() || paused_ || position_ >= recording_.times.size()) {
        started_wall_ = 0;
        return kIdleWait;
    }
    if (started_wall_ == 0) {
        started_wall_ = wall_now();
        started_at_ = now();
    }
    if (speed_ == 0) {
        while (position_ < recording_.times.size() && states_.waiting() < kEnoughWaiting) {
            emit_row();
        }
        return 1;
    }
    const auto elapsed = static_cast<double>(wall_now() - started_wall_) * speed_;
    const Millis reached = started_at_ + static_cast<Millis>(elapsed);
    while (position_ < recording_.times.size() && recording_.times[position_] <= reached) {
        emit_row();
    }
    if (position_ >= recording_.times.size()) {
        return kIdleWait;
    }
    const auto wait = static_cast<double>(recording_.times[position_] - reached) / speed_;
    return std::clamp<Millis>(static_cast<Millis>(wait), 1, kSecond);
}

std::optional<std::size_t> ReplayHome::column(const std::string& entity_id) const {
    const auto found = std::ranges::find_if(
        map_.columns, [&](const ReplayColumn& each) { return each.entity.id == entity_id; });
    if (found == map_.columns.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - map_.columns.begin());
}

std::vector<StatisticInfo> ReplayHome::statistics_info() const {
    std::vector<StatisticInfo> all;
    for (const ReplayColumn& each : map_.columns) {
        auto info = make_statistic_info(each.entity.id, each.entity.state_class,
                                        each.entity.device_class, each.entity.unit);
        if (info) {
            all.push_back(std::move(*info));
        }
    }
    return all;
}

std::vector<StatisticRow> ReplayHome::sum_rows(std::size_t index, Millis from, Millis to,
                                               Millis window) const {
    std::vector<StatisticRow> rows;
    Summer summer;
    double before = 0;
    for (std::size_t i = 0; i < position_; ++i) {
        const auto value = finite_number(recording_.values[index][i]);
        if (!value) {
            continue;
        }
        // A reading on the border belongs to the window that it ends.
        const Millis start = floor_to(recording_.times[i] - 1, window);
        if (start >= to) {
            break;
        }
        if (start >= from && (rows.empty() || rows.back().start != start)) {
            before = summer.sum();
            rows.push_back({.start = start, .end = start + window});
        }
        summer.add(*value);
        if (start >= from) {
            rows.back().sum = summer.sum();
            rows.back().state = *value;
            rows.back().change = summer.sum() - before;
        }
    }
    return rows;
}

std::vector<StatisticRow> ReplayHome::mean_rows(std::size_t index, Millis from, Millis to,
                                                Millis window) const {
    std::vector<StatisticRow> rows;
    double integral = 0;
    Millis covered = 0;
    Millis since = 0;
    std::optional<double> held;
    const auto hold_until = [&](Millis t) {
        if (held && !rows.empty() && t > since) {
            integral += *held * static_cast<double>(t - since);
            covered += t - since;
            rows.back().mean = integral / static_cast<double>(covered);
        }
        since = t;
    };
    for (std::size_t i = 0; i < position_; ++i) {
        const auto value = finite_number(recording_.values[index][i]);
        const Millis at = recording_.times[i];
        if (!value || at >= to) {
            continue;
        }
        const Millis start = floor_to(at, window);
        if (start >= from && (rows.empty() || rows.back().start != start)) {
            if (!rows.empty()) {
                hold_until(rows.back().end);
            }
            rows.push_back({.start = start, .end = start + window});
            integral = 0;
            covered = 0;
            since = held ? start : at;
            hold_until(at);
        } else {
            hold_until(at);
        }
        held = value;
        if (start >= from) {
            StatisticRow& row = rows.back();
            row.min = std::min(row.min.value_or(*value), *value);
            row.max = std::max(row.max.value_or(*value), *value);
            row.mean = row.mean.value_or(*value);
        }
    }
    if (!rows.empty()) {
        hold_until(std::min(rows.back().end, now()));
    }
    return rows;
}

std::vector<StatisticRow> ReplayHome::statistics(const std::string& id, Millis from, Millis to,
                                                 bool five_minutes) {
    const auto index = column(id);
    if (!index || map_.columns[*index].entity.state_class.empty()) {
        return {};
    }
    const Millis window = five_minutes ? 5 * kMinute : kHour;
    from = floor_to(from + window - 1, window);
    // Only windows that are over have a row.
    to = std::min(to, floor_to(now(), window));
    return sums(map_.columns[*index]) ? sum_rows(*index, from, to, window)
                                      : mean_rows(*index, from, to, window);
}

std::vector<HistoryRow> ReplayHome::history(const std::string& entity_id, Millis from, Millis to) {
    std::vector<HistoryRow> rows;
    const auto index = column(entity_id);
    if (!index) {
        return rows;
    }
    for (std::size_t i = 0; i < position_ && recording_.times[i] < to; ++i) {
        const std::string& text = recording_.values[*index][i];
        if (text.empty()) {
            continue;
        }
        if (recording_.times[i] <= from) {
            rows.clear();  // only the last one before is valid at `from`
        }
        rows.push_back({.at = recording_.times[i], .state = text});
    }
    return rows;
}

std::optional<json::object> ReplayHome::act(std::string_view name, const json::object& parameters) {
    if (name != "replay") {
        return std::nullopt;
    }
    paused_ = flag_or(parameters, "pause", paused_);
    return json::object{
        {"at_ms", wall_now()},          {"rows", recording_.times.size()},
        {"position", position_},        {"done", position_ >= recording_.times.size()},
        {"waiting", states_.waiting()}, {"time", format_time(now())}};
}

std::optional<json::object> ReplayHome::ledger(Millis from, Millis to) {
    json::object entities;
    for (std::size_t index = 0; index < map_.columns.size(); ++index) {
        if (!sums(map_.columns[index])) {
            continue;
        }
        const std::string& unit = map_.columns[index].entity.unit;
        const double per_unit = unit == "Wh" || unit == "L" ? 1e3 : 1e6;
        Summer summer;
        double at_start = 0;
        for (std::size_t i = 0; i < position_ && recording_.times[i] <= to; ++i) {
            if (const auto value = finite_number(recording_.values[index][i])) {
                summer.add(*value);
                if (recording_.times[i] <= from) {
                    at_start = summer.sum();
                }
            }
        }
        entities[map_.columns[index].entity.id] =
            json::object{{"shown", std::llround((summer.sum() - at_start) * per_unit)}};
    }
    return json::object{{"from", format_time(from)},
                        {"to", format_time(std::min(to, now()))},
                        {"entities", std::move(entities)}};
}

}  // namespace ohmstead::simulator
