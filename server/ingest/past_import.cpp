#include "ingest/past_import.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>

#include "domain/metering/rules.hpp"
#include "home_assistant/reading_sink.hpp"

namespace ohmstead::ingest {
namespace {

using home_assistant::PastPart;
using home_assistant::PastSource;

// Between readings that lie closer together, statistics tell nothing that is not known better.
constexpr Milliseconds kFine = std::chrono::minutes{65};

// Stands for the source of what came out of files; no source of Home Assistant has such an id.
constexpr std::string_view kFiles = "files";
// And for the rules by which a channel is metered.
constexpr std::string_view kRules = "rules";

bool is_of_home_assistant(const std::string& source) {
    return source != kFiles && source != kRules;
}

bool has_past(const Channel& channel, const Binding& binding) {
    return is_flow(channel.role) && binding.measure == Measure::counter &&
           binding.source_type != SourceType::push;
}

// The channel's bindings to a source that has a past.
std::vector<Binding> bindings_to(const Channel& channel, const std::string& source) {
    std::vector<Binding> found;
    std::ranges::copy_if(channel.bindings, std::back_inserter(found), [&](const Binding& binding) {
        return has_past(channel, binding) && binding.source_id == source;
    });
    return found;
}

bool goes_on(const PastState& state, const PastPart& part) {
    return state.place.is_begun() ? part.from == state.place : part.from.reached == part.from.began;
}

// Where metering has to begin when the import is complete; nothing when it is not, or has been.
std::optional<Instant> unmetered_since(const PastState& state) {
    if (!state.place.complete || state.metered || !state.first) {
        return std::nullopt;
    }
    return state.place.stop_at ? state.place.stop_at : state.first;
}

// Those of `readings` that lie in gaps of `known`; both ascend.
std::vector<Reading> within_gaps(std::vector<Reading> readings, const std::vector<Reading>& known) {
    auto after = known.begin();
    std::erase_if(readings, [&](const Reading& reading) {
        while (after != known.end() && after->at < reading.at) {
            ++after;
        }
        return after != known.begin() && after != known.end() &&
               after->at - std::prev(after)->at <= kFine;
    });
    return readings;
}

}  // namespace

PastImport::PastImport(Services services, HomeId home)
    : services_(std::move(services)), home_(std::move(home)) {}

Task<Status> PastImport::load() {
    if (states_) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto records, co_await services_.past.load(services_.scope, home_));
    std::map<Key, PastState> states;
    for (const auto& record : records) {
        auto state = decode_past(record.data);
        if (state) {
            states.emplace(Key{record.channel, record.source}, std::move(*state));
        } else {
            services_.log.error(
                "what is known of the past of channel {} cannot be read: it is "
                "imported again",
                record.channel.value);
        }
    }
    states_ = std::move(states);
    co_return Status{};
}

Task<Status> PastImport::save(std::vector<Key> keys) {
    std::vector<PastRecord> records;
    for (const auto& key : keys) {
        const auto& state = states_->at(key);
        records.push_back({.channel = key.first,
                           .source = key.second,
                           .done = state.place.complete && state.metered,
                           .data = encode_past(state)});
    }
    auto status = co_await services_.past.put(services_.scope, home_, std::move(records));
    if (!status) {
        // What is stored counts.
        states_.reset();
    }
    co_return status;
}

Task<Result<std::vector<PastSource>>> PastImport::sources(ChannelsPtr channels, Zone zone) {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    struct Wanted {
        PastSource source;
        std::vector<std::pair<Key, std::string>> takers;
    };
    std::vector<Wanted> wanted;
    for (const auto& channel : *channels) {
        for (const auto& binding : channel.bindings) {
            if (!has_past(channel, binding)) {
                continue;
            }
            auto found = std::ranges::find_if(
                wanted, [&](const Wanted& each) { return each.source.id == binding.source_id; });
            if (found == wanted.end()) {
                wanted.push_back({.source = {.type = binding.source_type,
                                             .id = binding.source_id,
                                             .quantity = quantity_of(channel.role)},
                                  .takers = {}});
                found = std::prev(wanted.end());
            }
            const Key key{channel.id, binding.source_id};
            if (found->takers.empty() || found->takers.back().first != key) {
                found->takers.emplace_back(key,
                                           mark_of(bindings_to(channel, binding.source_id), zone));
            }
        }
    }
    std::vector<PastSource> sources;
    for (auto& [source, takers] : wanted) {
        const auto first = states_->find(takers.front().first);
        const bool fits =
            first != states_->end() && std::ranges::all_of(takers, [&](const auto& taker) {
                const auto state = states_->find(taker.first);
                return state != states_->end() && state->second.binding == taker.second &&
                       state->second.place == first->second.place;
            });
        if (fits && first->second.place.is_begun()) {
            source.place = first->second.place;
        } else if (!fits) {
            for (const auto& [key, mark] : takers) {
                auto& state = (*states_)[key];
                state = {};
                state.binding = mark;
            }
        }
        sources.push_back(std::move(source));
    }
    co_return sources;
}

Task<Result<PastImport::Completed>> PastImport::keep(ChannelsPtr channels, Home home, Zone zone,
                                                     std::vector<PastPart> parts) {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<SeriesReadings> batch;
    std::map<Key, PastState> taken;
    std::map<Key, home_assistant::PastPlace> before;
    for (const auto& part : parts) {
        for (const auto& channel : *channels) {
            const auto bindings = bindings_to(channel, part.source);
            const Key key{channel.id, part.source};
            const auto known = states_->find(key);
            if (bindings.empty() || known == states_->end() || !goes_on(known->second, part) ||
                known->second.binding != mark_of(bindings, zone)) {
                continue;
            }
            auto& state = taken[key] = known->second;
            before[key] = state.place;
            auto readings = take_part(state, part, bindings, meter_rules_for(channel, home), zone);
            // Without readings there is nothing to meter.
            state.metered = state.place.complete && !state.first;
            std::erase_if(readings, [&](const Reading& reading) {
                return reading.at > part.place.began - kToldByStates;
            });
            OHMSTEAD_CO_TRY_VOID(co_await append(channel.id, std::move(readings), batch));
        }
    }
    if (!batch.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services_.readings.append(
            services_.scope, home_, std::move(batch), Durability::bulk));
    }
    // Channels may have changed meanwhile.
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<Key> changed;
    Completed completed;
    for (auto& [key, state] : taken) {
        const auto known = states_->find(key);
        if (known == states_->end() || known->second.binding != state.binding ||
            known->second.place != before.at(key)) {
            continue;
        }
        if (const auto since = unmetered_since(state)) {
            const auto entry = completed.try_emplace(key.first, *since).first;
            entry->second = std::min(entry->second, *since);
        }
        known->second = std::move(state);
        changed.push_back(key);
    }
    OHMSTEAD_CO_TRY_VOID(co_await save(std::move(changed)));
    co_return completed;
}

// Adds to `batch` what is not known better.
Task<Status> PastImport::append(const ChannelId& channel, std::vector<Reading> readings,
                                std::vector<SeriesReadings>& batch) {
    if (readings.empty()) {
        co_return Status{};
    }
    const Span span{readings.front().at - kFine, readings.back().at + kFine};
    OHMSTEAD_CO_TRY(const auto known, co_await services_.readings.read(
                                          services_.scope, home_, channel, Measure::counter, span,
                                          /*with_previous=*/false));
    readings = within_gaps(std::move(readings), known);
    if (!readings.empty()) {
        batch.push_back(
            {.channel = channel,
             .measure = Measure::counter,
             .source_rank = static_cast<std::uint8_t>(home_assistant::Origin::statistics),
             .readings = std::move(readings)});
    }
    co_return Status{};
}

Task<Result<PastImport::Completed>> PastImport::to_be_metered() {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    Completed completed;
    for (const auto& [key, state] : *states_) {
        if (const auto since = unmetered_since(state)) {
            const auto entry = completed.try_emplace(key.first, *since).first;
            entry->second = std::min(entry->second, *since);
        }
    }
    co_return completed;
}

Task<Status> PastImport::metered(ChannelId channel, Instant since) {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<Key> changed;
    for (auto& [key, state] : *states_) {
        const auto wanted = unmetered_since(state);
        if (key.first == channel && wanted && since <= *wanted) {
            state.metered = true;
            changed.push_back(key);
        }
    }
    if (changed.empty()) {
        co_return Status{};
    }
    co_return co_await save(std::move(changed));
}

Task<Status> PastImport::expect_files(Completed since) {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<Key> changed;
    for (const auto& [channel, from] : since) {
        const Key key{channel, std::string(kFiles)};
        auto& state = (*states_)[key];
        const auto noted = unmetered_since(state);
        if (!noted || from < *noted) {
            state.place.complete = true;
            state.metered = false;
            state.first = from;
            changed.push_back(key);
        }
    }
    if (changed.empty()) {
        co_return Status{};
    }
    co_return co_await save(std::move(changed));
}

Task<Result<PastImport::Completed>> PastImport::metered_by(std::map<ChannelId, Rules> rules) {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<Key> changed;
    Completed again;
    for (auto& [channel, wanted] : rules) {
        const Key key{channel, std::string(kRules)};
        const auto known = states_->find(key);
        if (known != states_->end() && known->second.binding == wanted.mark) {
            continue;
        }
        auto& state = (*states_)[key];
        const auto noted = unmetered_since(state);
        state.place.complete = true;
        // A channel that was never asked about is as it was metered.
        state.metered = known == states_->end();
        state.first = std::min(noted.value_or(wanted.since), wanted.since);
        state.binding = std::move(wanted.mark);
        changed.push_back(key);
        if (!state.metered) {
            again.emplace(channel, *state.first);
        }
    }
    if (!changed.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await save(std::move(changed)));
    }
    co_return again;
}

Task<Status> PastImport::forget() {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<Key> changed;
    for (auto& [key, state] : *states_) {
        if (!is_of_home_assistant(key.second)) {
            continue;
        }
        auto binding = std::move(state.binding);
        state = {};
        state.binding = std::move(binding);
        changed.push_back(key);
    }
    co_return co_await save(std::move(changed));
}

Task<Result<std::vector<PastOfSource>>> PastImport::report() {
    OHMSTEAD_CO_TRY_VOID(co_await load());
    std::vector<PastOfSource> all;
    for (const auto& [key, state] : *states_) {
        if (!is_of_home_assistant(key.second)) {
            continue;
        }
        all.push_back({.channel = key.first, .source = key.second, .state = state});
    }
    co_return all;
}

}  // namespace ohmstead::ingest
