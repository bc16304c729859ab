// What a home engine takes in of the past: from Home Assistant's statistics and out of files.

#include <algorithm>
#include <utility>

#include "ingest/home_engine.hpp"

namespace ohmstead::ingest {

Task<Result<std::vector<home_assistant::PastSource>>> HomeEngine::past() {
    if (!past_ || !services_.meters) {
        co_return std::vector<home_assistant::PastSource>{};
    }
    co_return co_await past_->sources(channels_, zone_);
}

Task<Status> HomeEngine::keep_past(std::vector<home_assistant::PastPart> parts) {
    if (!past_) {
        co_return Status{};
    }
    OHMSTEAD_CO_TRY(const auto completed,
                    co_await past_->keep(channels_, home_, zone_, std::move(parts)));
    note_past(completed);
    wake_.notify();
    co_return Status{};
}

Task<Status> HomeEngine::keep_file(FileReadings readings) {
    if (!past_ || !services_.meters) {
        co_return make_error(ErrorCode::conflict, kNoFilesElsewhere);
    }
    // First, so that nothing is kept that would never be metered.
    OHMSTEAD_CO_TRY_VOID(co_await past_->expect_files(readings.since));
    if (!readings.batch.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await services_.readings.append(
            services_.scope, home_.id, std::move(readings.batch), Durability::bulk));
    }
    if (readings.is_last) {
        note_past(readings.since);
        wake_.notify();
    }
    co_return Status{};
}

bool HomeEngine::has_unmetered() const {
    return with_past() != nullptr || anything_late();
}

Task<Status> HomeEngine::forget_past() {
    if (!past_) {
        co_return Status{};
    }
    co_return co_await past_->forget();
}

Task<Result<std::vector<PastOfSource>>> HomeEngine::past_report() {
    if (!past_) {
        co_return std::vector<PastOfSource>{};
    }
    co_return co_await past_->report();
}

void HomeEngine::note_past(const PastImport::Completed& completed) {
    for (const auto& state : states_) {
        const auto since = completed.find(state->channel.id);
        if (since != completed.end() && state->meter) {
            state->past_since = std::min(state->past_since.value_or(Instant::max()), since->second);
        }
    }
}

// What is not metered by the rules that hold now is noted, so that it comes about even if this
// process ends before.
Task<Status> HomeEngine::note_rules(std::map<ChannelId, Instant> since) {
    std::map<ChannelId, PastImport::Rules> rules;
    for (const auto& state : states_) {
        if (state->meter) {
            const auto& channel = state->channel.id;
            const auto found = since.find(channel);
            rules.emplace(channel, PastImport::Rules{
                                       .mark = mark_of(state->meter->rules()),
                                       .since = found == since.end() ? Instant{} : found->second});
        }
    }
    OHMSTEAD_CO_TRY(const auto again, co_await past_->metered_by(std::move(rules)));
    note_past(again);
    co_return Status{};
}

// A channel whose imported past waits; null when none does.
HomeEngine::StatePtr HomeEngine::with_past() const {
    const auto found = std::ranges::find_if(
        states_, [](const StatePtr& state) { return state->past_since && !state->meter->late(); });
    return found == states_.end() ? nullptr : *found;
}

}  // namespace ohmstead::ingest
