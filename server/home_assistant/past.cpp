#include "home_assistant/past.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <boost/json/array.hpp>

namespace ohmstead::home_assistant {
namespace {

namespace json = boost::json;

using std::chrono::floor;
using std::chrono::hours;
using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kSourcesPerStep = 10;
constexpr Milliseconds kShortest = std::chrono::days{1};
constexpr PastLengths kLongest{};
// An answer that takes longer is asked for in shorter spans, one that takes less in longer ones.
constexpr std::chrono::seconds kSlow{8};
constexpr std::chrono::seconds kFast{2};
// What Home Assistant refused, or the store, is tried again.
constexpr std::chrono::minutes kAgain{2};
// When nothing is left, a look costs nothing.
constexpr std::chrono::hours kLongTime{24};
constexpr Milliseconds kQuarter = std::chrono::minutes{15};

Instant quarter_before(Instant instant) {
    return Instant{instant.time_since_epoch() / kQuarter * kQuarter};
}

Instant hour_at_or_after(Instant instant) {
    return Instant{std::chrono::ceil<hours>(instant)};
}

PastPlace at_the_beginning(Instant now) {
    const auto began = quarter_before(now);
    return {.began = began, .reached = began};
}

bool is_open(const PastSource& source) {
    return !source.place->complete;
}

// Rows of `id` in base units of its quantity.
std::vector<CounterRow> rows_of(const StatisticHistory& history, Quantity quantity) {
    const SourceUnit display{quantity, Measure::counter,
                             base_units_per_display_unit(quantity, Measure::counter), 1};
    const auto in_base = [&](std::optional<double> number) {
        return number ? to_base_units(*number, display) : std::nullopt;
    };
    std::vector<CounterRow> rows;
    rows.reserve(history.rows.size());
    for (const auto& row : history.rows) {
        rows.push_back({.span = {row.start, row.end},
                        .state = in_base(row.state),
                        .sum = in_base(row.sum),
                        .last_reset = row.last_reset});
    }
    return rows;
}

bool is_lost(const Error& error) {
    return error.code == ErrorCode::unavailable;
}

// Where a part stands when nothing at all is older than what is kept.
void finish(PastPart& part) {
    part.place.complete = true;
}

}  // namespace

std::optional<PastRequest> next_request(const std::vector<PastSource>& sources,
                                        const PastLengths& lengths) {
    const auto first = std::ranges::find_if(sources, is_open);
    if (first == sources.end()) {
        return std::nullopt;
    }
    const auto& place = *first->place;
    const bool fine = place.period == StatisticsPeriod::five_minutes;
    const auto length = fine ? lengths.five_minutes : lengths.hour;
    PastRequest request{.period = place.period,
                        .sources = {},
                        .span = {floor<hours>(place.reached - length), place.reached}};
    for (auto source = first; source != sources.end(); ++source) {
        // Those of about the same place go along, so that a group stays together.
        if (is_open(*source) && source->place->period == place.period &&
            source->place->reached > request.span.from + length / 2 &&
            source->place->reached <= place.reached + length / 2 &&
            request.sources.size() < kSourcesPerStep) {
            request.sources.push_back(static_cast<std::size_t>(source - sources.begin()));
            request.span.to = std::max(request.span.to, source->place->reached);
        }
    }
    return request;
}

PastPart part_of(const PastSource& source, std::vector<CounterRow> rows, Span span) {
    PastPart part{.type = source.type,
                  .source = source.id,
                  .period = source.place->period,
                  .rows = std::move(rows),
                  .from = *source.place,
                  .place = *source.place};
    auto& place = part.place;
    const bool fine = place.period == StatisticsPeriod::five_minutes;
    // Of five minutes only whole hours count, so that hours can take over anywhere.
    std::optional<Instant> first;
    for (const auto& row : part.rows) {
        if (row.span.from >= span.from) {
            first = std::min(first.value_or(Instant::max()), row.span.from);
        }
    }
    if (first && fine) {
        first = hour_at_or_after(*first);
    }
    std::erase_if(part.rows, [&](const CounterRow& row) {
        return !first || row.span.from < *first || row.span.to > place.reached || row.span.empty();
    });
    std::ranges::sort(part.rows, {}, [](const CounterRow& row) { return row.span.from; });
    if (!part.rows.empty()) {
        place.reached = span.from;
        if (fine) {
            place.fine_from = part.rows.front().span.from;
        }
    } else if (fine) {
        place.period = StatisticsPeriod::hour;
        place.reached = place.fine_from.value_or(floor<hours>(place.began));
    }
    if (place.stop_at && place.reached <= *place.stop_at) {
        finish(part);
    }
    return part;
}

Past::Past(boost::asio::any_io_executor executor, Services services)
    : services_(std::move(services)), wanted_(std::move(executor)) {}

void Past::look_again() {
    ++generation_;
    wanted_.notify();
}

void Past::fill_hole(const std::string& source, Instant since) {
    const auto [hole, is_new] = holes_.try_emplace(source, since);
    hole->second = std::min(hole->second, since);
    look_again();
}

Task<void> Past::run(Session& session) {
    while (services_.keeper != nullptr) {
        const auto generation = generation_;
        const auto loaded = co_await load();
        auto step = loaded ? Step::taken : Step::failed;
        while (step == Step::taken && generation == generation_) {
            show(/*stalled=*/false);
            step = co_await this->step(session);
        }
        if (step == Step::link_lost) {
            co_return;
        }
        show(step == Step::failed);
        if (step == Step::nothing_left && !holes_.empty()) {
            continue;
        }
        bool asked = true;
        while (asked && generation == generation_) {
            asked = co_await wanted_.wait_for(step == Step::failed ? kAgain : kLongTime);
        }
    }
}

Task<Status> Past::load() {
    OHMSTEAD_CO_TRY(sources_, co_await services_.keeper->past_of(services_.home));
    const auto now = services_.clock.now();
    for (auto& source : sources_) {
        if (!source.place) {
            source.place = at_the_beginning(now);
        }
    }
    co_return co_await take_holes();
}

// A source whose past is imported is opened once more for a hole in it. An import that is under way
// comes by itself, unless it began before the hole did: then the hole waits for its end.
Task<Status> Past::take_holes() {
    const auto now = services_.clock.now();
    std::vector<PastPart> parts;
    std::map<std::string, Instant> waiting;
    for (auto& source : sources_) {
        const auto hole = holes_.find(source.id);
        if (hole == holes_.end()) {
            continue;
        }
        if (is_open(source)) {
            if (source.place->began < hole->second) {
                waiting.insert(*hole);
            }
            continue;
        }
        auto place = at_the_beginning(now);
        place.stop_at = hole->second;
        parts.push_back({.type = source.type,
                         .source = source.id,
                         .period = place.period,
                         .rows = {},
                         .from = *source.place,
                         .place = place});
    }
    if (!parts.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await keep(std::move(parts)));
    }
    holes_ = std::move(waiting);
    co_return Status{};
}

Task<Past::Step> Past::step(Session& session) {
    const auto request = next_request(sources_, lengths_);
    if (!request) {
        co_return Step::nothing_left;
    }
    const bool fine = request->period == StatisticsPeriod::five_minutes;
    const auto asked_at = SteadyClock::now();
    auto answer = co_await ask(session, request->sources, request->span, fine ? "5minute" : "hour");
    if (!answer) {
        if (is_lost(answer.error())) {
            co_return Step::link_lost;
        }
        co_return answer.error().code == ErrorCode::timeout&& shorten(request->period)
            ? Step::taken
            : Step::failed;
    }
    adapt(request->period, SteadyClock::now() - asked_at);
    std::vector<PastPart> parts;
    for (const auto position : request->sources) {
        const auto& source = sources_[position];
        parts.push_back(part_of(source, std::move((*answer)[source.id]), request->span));
    }
    answer->clear();
    if (!fine) {
        const auto looked = co_await look_further(session, parts);
        if (!looked) {
            co_return is_lost(looked.error()) ? Step::link_lost : Step::failed;
        }
    }
    const auto kept = co_await keep(std::move(parts));
    if (!kept) {
        services_.log.warning("home {}: the past waits: {}", services_.home.value,
                              kept.error().detail);
    }
    co_return kept ? Step::taken : Step::failed;
}

// No rows may mean a hole of any length, or the beginning. Months tell, and are few.
Task<Status> Past::look_further(Session& session, std::vector<PastPart>& parts) {
    std::vector<std::size_t> silent;
    Instant before{};
    for (const auto& part : parts) {
        if (part.rows.empty() && !part.place.complete) {
            const auto source = std::ranges::find(sources_, part.source, &PastSource::id);
            silent.push_back(static_cast<std::size_t>(source - sources_.begin()));
            before = std::max(before, part.place.reached);
        }
    }
    if (silent.empty()) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto months, co_await ask(session, silent, {Instant{}, before}, "month"));
    const auto length = lengths_.hour;
    for (auto& part : parts) {
        if (!part.rows.empty() || part.place.complete) {
            continue;
        }
        const auto known = months.find(part.source);
        // The month of the oldest row that is kept is told as well.
        const auto asked = floor<hours>(part.place.reached - length);
        if (known == months.end() || known->second.empty()) {
            finish(part);
        } else {
            part.place.reached = std::min(asked, floor<hours>(known->second.back().span.to));
        }
    }
    co_return Status{};
}

Task<Result<Past::Rows>> Past::ask(Session& session, std::vector<std::size_t> sources, Span span,
                                   std::string period) {
    json::array ids;
    std::map<std::string, Quantity> quantities;
    for (const auto position : sources) {
        ids.emplace_back(sources_[position].id);
        quantities.emplace(sources_[position].id, sources_[position].quantity);
    }
    json::object command{{"type", "recorder/statistics_during_period"},
                         {"start_time", format_rfc3339(span.from)},
                         {"end_time", format_rfc3339(span.to)},
                         {"statistic_ids", std::move(ids)},
                         {"period", period},
                         {"types", json::array{"state", "sum", "last_reset"}},
                         {"units", json::object{{"energy", "kWh"}, {"volume", "m³"}}}};
    OHMSTEAD_CO_TRY(auto text, co_await session.call(std::move(command)));
    auto read = [text = std::move(text), quantities = std::move(quantities)]() -> Result<Rows> {
        OHMSTEAD_TRY(const auto histories, decode_statistics(text));
        Rows rows;
        for (const auto& history : histories) {
            if (const auto known = quantities.find(history.id); known != quantities.end()) {
                rows[history.id] = rows_of(history, known->second);
            }
        }
        return rows;
    };
    auto rows = co_await services_.cpu.run(std::move(read));
    co_return rows;
}

// Keeps the parts, and then goes on from there.
Task<Status> Past::keep(std::vector<PastPart> parts) {
    std::map<std::string, PastPlace> places;
    for (const auto& part : parts) {
        places[part.source] = part.place;
    }
    OHMSTEAD_CO_TRY_VOID(co_await services_.keeper->keep_past(services_.home, std::move(parts)));
    for (auto& source : sources_) {
        if (const auto place = places.find(source.id); place != places.end()) {
            source.place = place->second;
        }
    }
    co_return Status{};
}

void Past::adapt(StatisticsPeriod period, SteadyClock::duration took) {
    if (took > kSlow) {
        shorten(period);
    } else if (took < kFast) {
        lengths_.five_minutes = std::min(lengths_.five_minutes * 2, kLongest.five_minutes);
        lengths_.hour = std::min(lengths_.hour * 2, kLongest.hour);
    }
}

// False when it is as short as it gets.
bool Past::shorten(StatisticsPeriod period) {
    auto& length = period == StatisticsPeriod::five_minutes ? lengths_.five_minutes : lengths_.hour;
    const auto before = std::exchange(length, std::max(length / 2, kShortest));
    return length < before;
}

void Past::show(bool stalled) {
    PastProgress progress{
        .sources = sources_.size(), .complete = 0, .reached = {}, .stalled = stalled};
    for (const auto& source : sources_) {
        if (!is_open(source)) {
            ++progress.complete;
        } else {
            progress.reached =
                std::min(progress.reached.value_or(Instant::max()), source.place->reached);
        }
    }
    if (std::exchange(progress_, progress) != progress) {
        services_.listener.on_past(services_.home, progress_);
    }
}

}  // namespace ohmstead::home_assistant
