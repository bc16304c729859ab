#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "api/dto_parity.hpp"
#include "domain/home/channel.hpp"
#include "domain/time/zone.hpp"
#include "ingest/past_import.hpp"

namespace ohmstead::api {

// One amount of Home Assistant's, and the span over which ours has to be summed to compare.
struct ParityPiece {
    ChannelId channel;
    std::string month;
    home_assistant::StatisticsPeriod period = home_assistant::StatisticsPeriod::hour;
    Span span;
    std::int64_t theirs = 0;
    std::vector<ParityReason> reasons;  // that it may differ
    bool complete = false;
};

// By channel in the home's order, month and period. Only sources count that the channels are bound
// to now. Pure.
std::vector<ParityPiece> parity_pieces(const Zone& zone, std::span<const Channel> channels,
                                       std::span<const ingest::PastOfSource> past);

// `ours` has the sum of each piece's channel over its span. A difference without any known reason
// is unexplained. Pure.
ParityDto parity_of(std::span<const ParityPiece> pieces, std::span<const std::int64_t> ours);

}  // namespace ohmstead::api
