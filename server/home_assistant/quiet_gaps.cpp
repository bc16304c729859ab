#include "home_assistant/quiet_gaps.hpp"

#include <algorithm>
#include <iterator>

namespace ohmstead::home_assistant {
namespace {

bool has_gap(const std::vector<Reading>& readings, const Span& span) {
    auto before = span.from;
    for (const auto& reading : readings) {
        if (reading.at - before > kQuietGap) {
            return true;
        }
        before = std::max(before, reading.at);
    }
    return span.to - before > kQuietGap;
}

// Whether the newest reading up to `at` is further away than a row of statistics is long.
bool lies_in_gap(Instant at, const std::vector<Reading>& readings) {
    constexpr Milliseconds kRow = std::chrono::minutes{5};
    const auto after =
        std::upper_bound(readings.begin(), readings.end(), at,
                         [](Instant instant, const Reading& one) { return instant < one.at; });
    const bool is_new = after == readings.begin() || at - std::prev(after)->at >= kRow;
    // Its mean must not reach into what the states say better.
    return is_new && (after == readings.end() || after->at - at >= kRow);
}

}  // namespace

std::vector<std::string> sources_with_gaps(const std::vector<SourceReadings>& states,
                                           const Span& span) {
    std::vector<std::string> sources;
    for (const auto& series : states) {
        const bool listed =
            std::find(sources.begin(), sources.end(), series.source) != sources.end();
        if (!listed && series.measure != Measure::counter && has_gap(series.readings, span)) {
            sources.push_back(series.source);
        }
    }
    return sources;
}

std::vector<SourceReadings> within_gaps(std::vector<SourceReadings> statistics,
                                        const std::vector<SourceReadings>& states) {
    std::vector<SourceReadings> kept;
    for (auto& series : statistics) {
        const auto said = std::find_if(states.begin(), states.end(), [&](const auto& one) {
            return one.source == series.source && one.measure == series.measure;
        });
        if (said == states.end() || series.measure == Measure::counter) {
            continue;
        }
        std::erase_if(series.readings, [&](const Reading& reading) {
            return !lies_in_gap(reading.at, said->readings);
        });
        if (!series.readings.empty()) {
            kept.push_back(std::move(series));
        }
    }
    return kept;
}

}  // namespace ohmstead::home_assistant
