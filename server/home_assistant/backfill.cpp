#include "home_assistant/backfill.hpp"

#include <algorithm>
#include <set>
#include <string_view>
#include <tuple>
#include <utility>

#include <boost/json/array.hpp>

#include "home_assistant/quiet_gaps.hpp"
#include "home_assistant/records.hpp"
#include "home_assistant/source_use.hpp"

namespace ohmstead::home_assistant {
namespace {

namespace json = boost::json;

constexpr std::size_t kSourcesPerRequest = 10;
constexpr Milliseconds kSpanOfStates = std::chrono::hours{12};
constexpr Milliseconds kSpanOfStatistics = std::chrono::days{10};
// Reaches the start of yesterday in every zone, also over a 25-hour day.
constexpr Milliseconds kTodayAndYesterday = std::chrono::hours{49};
// Home Assistant keeps states for ten days unless told otherwise.
constexpr Milliseconds kKept = std::chrono::days{10};
// Statistics without an entity come when their integration sends them.
constexpr std::chrono::minutes kStatisticsPoll{10};
// They may also still change for a while.
constexpr Milliseconds kStatisticsSettle = std::chrono::hours{2};

json::array to_array(const std::vector<std::string>& ids) {
    json::array array;
    for (const auto& id : ids) {
        array.emplace_back(id);
    }
    return array;
}

json::object states_command(const HistorySlice& slice) {
    return {{"type", "history/history_during_period"},
            {"start_time", format_rfc3339(slice.span.from)},
            {"end_time", format_rfc3339(slice.span.to)},
            {"entity_ids", to_array(slice.ids)},
            {"include_start_time_state", true},
            {"significant_changes_only", false},
            {"minimal_response", true},
            {"no_attributes", true}};
}

json::object statistics_command(const HistorySlice& slice, std::string_view period) {
    return {{"type", "recorder/statistics_during_period"},
            {"start_time", format_rfc3339(slice.span.from)},
            {"end_time", format_rfc3339(slice.span.to)},
            {"statistic_ids", to_array(slice.ids)},
            {"period", period},
            {"types", json::array{"state", "sum", "mean"}},
            {"units", json::object{{"energy", "kWh"},
                                   {"power", "W"},
                                   {"volume", "m³"},
                                   {"volume_flow_rate", "m³/h"},
                                   {"temperature", "°C"}}}};
}

// Those of `ids` that no series came from.
std::vector<std::string> without_readings(const std::vector<std::string>& ids,
                                          const std::vector<SourceReadings>& readings) {
    std::set<std::string> silent(ids.begin(), ids.end());
    for (const auto& series : readings) {
        silent.erase(series.source);
    }
    return {silent.begin(), silent.end()};
}

std::vector<SourceReadings> read_states(const JsonText& text, const SourceUses& uses, Instant now) {
    const auto histories = decode_history(text);
    return histories ? readings_of(*histories, uses, now) : std::vector<SourceReadings>{};
}

std::vector<SourceReadings> read_statistics(const JsonText& text, const SourceUses& uses,
                                            Instant now) {
    const auto histories = decode_statistics(text);
    return histories ? readings_of(*histories, uses, now) : std::vector<SourceReadings>{};
}

}  // namespace

std::vector<HistorySlice> plan_history(std::vector<HistoryNeed> needs, Instant now) {
    std::sort(needs.begin(), needs.end(), [](const HistoryNeed& a, const HistoryNeed& b) {
        return std::tie(a.type, a.from, a.id) < std::tie(b.type, b.from, b.id);
    });
    std::vector<HistorySlice> slices;
    for (std::size_t first = 0; first < needs.size();) {
        HistorySlice slice{.type = needs[first].type, .ids = {}, .span = {}};
        const auto from = needs[first].from;
        while (first < needs.size() && needs[first].type == slice.type &&
               slice.ids.size() < kSourcesPerRequest) {
            slice.ids.push_back(needs[first].id);
            ++first;
        }
        const auto step = slice.type == SourceType::statistic ? kSpanOfStatistics : kSpanOfStates;
        for (auto at = from; at < now; at += step) {
            slice.span = {at, std::min(now, at + step)};
            slices.push_back(slice);
        }
    }
    std::sort(slices.begin(), slices.end(), [](const HistorySlice& a, const HistorySlice& b) {
        return std::tie(a.span.from, a.type, a.ids) < std::tie(b.span.from, b.type, b.ids);
    });
    return slices;
}

Backfill::Backfill(boost::asio::any_io_executor executor, Services services)
    : services_(services), wanted_(executor), rests_(std::move(executor)) {}

void Backfill::set_sources(const std::vector<WatchedSource>& sources) {
    sources_ = sources;
    ++generation_;
    wanted_.notify();
}

void Backfill::incomplete_since(Instant instant) {
    for (auto& [id, until] : complete_until_) {
        until = followed_.contains(id) ? instant : std::min(until, instant);
    }
    followed_.clear();
    ++generation_;
    wanted_.notify();
}

Task<void> Backfill::caught_up() {
    while (!resting_) {
        co_await rests_.wait();
    }
}

// However old that is.
Instant Backfill::wanted_from(const WatchedSource& source, Instant now) const {
    auto from = std::min(source.have_until.value_or(now), now - kTodayAndYesterday);
    if (const auto known = complete_until_.find(source.id); known != complete_until_.end()) {
        from = known->second;
    }
    return source.type == SourceType::statistic ? from - kStatisticsSettle : from;
}

// What was missed before the states that Home Assistant keeps, its statistics know.
void Backfill::pass_on_holes(Instant now) {
    for (const auto& source : sources_) {
        const auto from = wanted_from(source, now);
        if (source.measure == Measure::counter && from < now - kKept &&
            passed_on_.insert_or_assign(source.id, from).second) {
            services_.past.fill_hole(source.id, from);
        }
    }
}

std::vector<HistoryNeed> Backfill::needs(Instant now, bool statistics_only) const {
    std::map<std::pair<SourceType, std::string>, Instant> earliest;
    for (const auto& source : sources_) {
        if (source.type == SourceType::push ||
            (statistics_only && source.type != SourceType::statistic)) {
            continue;
        }
        const auto from = std::max(wanted_from(source, now), now - kKept);
        const auto [entry, is_new] = earliest.try_emplace({source.type, source.id}, from);
        entry->second = std::min(entry->second, from);
    }
    std::vector<HistoryNeed> needs;
    for (const auto& [source, from] : earliest) {
        needs.push_back({.type = source.first, .id = source.second, .from = from});
    }
    return needs;
}

Task<void> Backfill::run(Session& session) {
    bool statistics_only = false;
    for (;;) {
        const auto generation = generation_;
        const auto now = services_.clock.now();
        resting_ = false;
        pass_on_holes(now);
        const auto slices = plan_history(needs(now, statistics_only), now);
        const bool shown = !slices.empty() && !statistics_only;
        std::set<std::string> failed;
        for (std::size_t done = 0; done < slices.size(); ++done) {
            if (shown) {
                set_progress({.running = true, .done = done, .total = slices.size()});
            }
            const auto fetched = co_await fetch(session, slices[done]);
            if (fetched == Fetched::link_lost) {
                set_progress({.running = false, .done = done, .total = slices.size()});
                co_return;
            }
            if (fetched == Fetched::no) {
                failed.insert(slices[done].ids.begin(), slices[done].ids.end());
            }
            note_complete(slices[done], failed, now);
            if (generation != generation_) {
                break;
            }
        }
        if (generation != generation_) {
            statistics_only = false;
            continue;
        }
        if (shown) {
            set_progress({.running = false, .done = slices.size(), .total = slices.size()});
        }
        if (!sources_.empty()) {
            resting_ = true;
            rests_.notify();
        }
        bool asked = true;
        while (asked && generation == generation_) {
            asked = co_await wanted_.wait_for(kStatisticsPoll);
        }
        // What failed is tried again with the rest.
        statistics_only = !asked && failed.empty();
    }
}

void Backfill::note_complete(const HistorySlice& slice, const std::set<std::string>& failed,
                             Instant now) {
    for (const auto& id : slice.ids) {
        if (failed.contains(id)) {
            continue;  // behind a hole that is still to be filled
        }
        complete_until_[id] = slice.span.to;
        if (slice.type == SourceType::entity && slice.span.to == now) {
            followed_.insert(id);
        }
    }
}

Task<Backfill::Fetched> Backfill::fetch(Session& session, HistorySlice slice) {
    if (slice.type == SourceType::statistic) {
        auto fetched = co_await fetch_statistics(session, std::move(slice));
        co_return fetched;
    }
    auto fetched = co_await fetch_states(session, std::move(slice));
    co_return fetched;
}

Task<Backfill::Fetched> Backfill::fetch_states(Session& session, HistorySlice slice) {
    auto answer = co_await session.call(states_command(slice));
    if (!answer && answer.error().code == ErrorCode::unavailable) {
        co_return Fetched::link_lost;
    }
    std::vector<SourceReadings> states;
    if (answer) {
        auto read = [text = std::move(*answer), uses = services_.feed.uses_of(slice.ids),
                     now = services_.clock.now()] { return read_states(text, uses, now); };
        states = co_await services_.cpu.run(std::move(read));
        deliver(states);
    }
    auto quiet = slice;
    quiet.ids = sources_with_gaps(states, slice.span);
    if (!quiet.ids.empty()) {
        auto means = co_await ask_statistics(session, quiet, "5minute");
        if (!means && means.error().code == ErrorCode::unavailable) {
            co_return Fetched::link_lost;
        }
        if (means) {
            deliver(within_gaps(std::move(*means), states));
        }
    }
    slice.ids = without_readings(slice.ids, states);
    if (slice.ids.empty()) {
        co_return Fetched::yes;
    }
    // Not recorded, purged, or the history is switched off: statistics may still know.
    const auto fetched = co_await fetch_statistics(session, std::move(slice));
    co_return answer || fetched == Fetched::link_lost ? fetched : Fetched::no;
}

Task<Result<std::vector<SourceReadings>>> Backfill::ask_statistics(Session& session,
                                                                   HistorySlice slice,
                                                                   std::string period) {
    auto answer = co_await session.call(statistics_command(slice, period));
    if (!answer) {
        co_return answer.error();
    }
    auto read = [text = std::move(*answer), uses = services_.feed.uses_of(slice.ids),
                 now = services_.clock.now()] { return read_statistics(text, uses, now); };
    auto readings = co_await services_.cpu.run(std::move(read));
    co_return readings;
}

Task<Backfill::Fetched> Backfill::fetch_statistics(Session& session, HistorySlice slice) {
    const std::string fine = "5minute";
    const std::string coarse = "hour";
    for (const auto& period : {fine, coarse}) {
        auto readings = co_await ask_statistics(session, slice, period);
        if (!readings) {
            co_return readings.error().code == ErrorCode::unavailable ? Fetched::link_lost
                                                                      : Fetched::no;
        }
        slice.ids = without_readings(slice.ids, *readings);
        deliver(std::move(*readings));
        if (slice.ids.empty()) {
            break;
        }
    }
    co_return Fetched::yes;
}

void Backfill::deliver(std::vector<SourceReadings> readings) {
    if (!readings.empty()) {
        services_.sink.accept(services_.home, std::move(readings));
    }
}

void Backfill::set_progress(BackfillProgress progress) {
    if (progress_ != progress) {
        progress_ = progress;
        services_.listener.on_backfill(services_.home, progress_);
    }
}

}  // namespace ohmstead::home_assistant
