#include "api/ingest_plan.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace ohmstead::api {
namespace {

using ingest::IngestFault;
using ingest::IngestItem;
using ingest::IngestStatus;

// How far a sender's clock may be ahead.
constexpr Milliseconds kFuture = std::chrono::minutes{10};

bool takes(const Channel& channel, Measure measure) {
    return std::ranges::any_of(channel.bindings, [&](const Binding& binding) {
        return binding.source_type == SourceType::push && binding.measure == measure &&
               !binding.valid_to;
    });
}

// Puts the item's readings into `series`; or says why not.
std::optional<IngestFault> take_readings(const IngestItem& item, const Channel* channel,
                                         Instant now, SeriesReadings& series) {
    if (channel == nullptr) {
        return IngestFault{"unknown_channel", "there is no such channel in the key's home"};
    }
    if (!takes(*channel, item.measure)) {
        return IngestFault{"wrong_measure", "the channel takes no pushed readings of this measure"};
    }
    const auto quantity = quantity_of(channel->role);
    const SourceUnit unit{quantity, item.measure,
                          base_units_per_display_unit(quantity, item.measure), 1};
    series.channel = channel->id;
    series.measure = item.measure;
    series.readings.reserve(item.times.size());
    for (std::size_t i = 0; i < item.times.size(); ++i) {
        if (item.times[i] > now + kFuture) {
            return IngestFault{"future", fmt::format("t/{} is more than 10 minutes ahead", i)};
        }
        const auto value = to_base_units(item.values[i], unit);
        if (!value) {
            return IngestFault{"bad_value", fmt::format("v/{} is out of range", i)};
        }
        series.readings.push_back({item.times[i], *value});
    }
    return std::nullopt;
}

}  // namespace

ReadingsPlan plan_readings(ingest::PlannedBatch& planned, const std::vector<Channel>& channels,
                           Instant now) {
    ReadingsPlan plan;
    for (std::size_t place = 0; place < planned.request.items.size(); ++place) {
        const auto& item = planned.request.items[place];
        if (item.fault || item.agent) {
            continue;
        }
        const auto found = std::ranges::find(channels, item.channel, &Channel::id);
        SeriesReadings series;
        auto fault = take_readings(item, found == channels.end() ? nullptr : &*found, now, series);
        auto& result = planned.answer.items[place];
        if (fault) {
            ingest::reject(result, std::move(*fault));
        } else {
            result = {.id = item.id,
                      .status = IngestStatus::stored,
                      .code = {},
                      .detail = {},
                      .stored = series.readings.size()};
            plan.batch.push_back(std::move(series));
            plan.places.push_back(place);
        }
    }
    return plan;
}

void refuse_readings(ingest::PlannedBatch& planned) {
    for (std::size_t place = 0; place < planned.request.items.size(); ++place) {
        const auto& item = planned.request.items[place];
        if (!item.fault && !item.agent) {
            ingest::reject(planned.answer.items[place],
                           {"engine_elsewhere",
                            "the home's engine runs at the home: send readings to its agent"});
        }
    }
}

}  // namespace ohmstead::api
