#include "api/parity.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <tuple>

namespace ohmstead::api {
namespace {

using home_assistant::StatisticsPeriod;
using ingest::BookedReason;

// Sums of Home Assistant's are floating-point numbers of kWh.
constexpr std::int64_t kNoise = 1'000;
constexpr double kPerUnit = 1e6;  // mWh in a kWh, mL in a m3

ParityReason to_reason(BookedReason reason) {
    switch (reason) {
        case BookedReason::reset:
            return ParityReason::reset;
        case BookedReason::fell:
            return ParityReason::fell;
        case BookedReason::spike:
            return ParityReason::spike;
        case BookedReason::adjusted:
            return ParityReason::adjusted;
        case BookedReason::hole:
            return ParityReason::hole;
        case BookedReason::zone_cut:
            return ParityReason::zone_cut;
    }
    return ParityReason::unexplained;
}

Span overlap(Span a, Span b) {
    return {std::max(a.from, b.from), std::min(a.to, b.to)};
}

// The local month "2025-03".
Span month_span(const Zone& zone, const std::string& month) {
    const auto first = parse_local_date(month + "-01").value();
    const LocalDate next{std::chrono::year_month_day{
        (first.year() / first.month() + std::chrono::months{1}) / std::chrono::day{1}}};
    return {zone.day_span(first).from, zone.day_span(next).from};
}

// From what rows of this period tell.
Span told_by(StatisticsPeriod period, const ingest::PastState& state) {
    const auto& place = state.place;
    const auto border =
        place.fine_from.value_or(Instant{std::chrono::floor<std::chrono::hours>(place.began)});
    const auto oldest = state.compared_from.value_or(place.began);
    return period == StatisticsPeriod::five_minutes ? Span{std::max(border, oldest), place.began}
                                                    : Span{oldest, std::min(border, place.began)};
}

void add(std::vector<ParityReason>& reasons, ParityReason reason) {
    if (std::ranges::find(reasons, reason) == reasons.end()) {
        reasons.push_back(reason);
    }
}

bool begins_or_ends_in(const Binding& binding, Span span) {
    return (span.from < binding.valid_from && binding.valid_from < span.to) ||
           (binding.valid_to && span.contains(*binding.valid_to));
}

// By which the channel takes the source.
std::vector<Binding> counters_of(const Channel& channel, const ingest::PastOfSource& source) {
    std::vector<Binding> found;
    std::ranges::copy_if(channel.bindings, std::back_inserter(found), [&](const Binding& binding) {
        return channel.id == source.channel && binding.source_id == source.source &&
               binding.measure == Measure::counter;
    });
    return found;
}

// What was booked in a month stands once, however many meters have told of it under one name.
void add_pieces(const Zone& zone, const ingest::PastOfSource& source,
                std::span<const Binding> bindings, const ingest::BookedMonth& booked,
                std::vector<ParityPiece>& pieces) {
    const auto& state = source.state;
    const auto month = month_span(zone, booked.month);
    const auto told = overlap(month, told_by(booked.period, state));
    auto theirs = booked.amount;
    for (const auto& binding : bindings) {
        const Span valid{binding.valid_from, binding.valid_to.value_or(Instant::max())};
        const bool is_last = &binding == &bindings.back();
        ParityPiece piece{.channel = source.channel,
                          .month = booked.month,
                          .period = booked.period,
                          .span = overlap(told, valid),
                          .theirs = theirs,
                          .reasons = {},
                          .complete = state.place.complete && state.metered};
        if (piece.span.empty() && (piece.theirs == 0 || !is_last)) {
            continue;
        }
        theirs = 0;
        for (const auto reason : booked.reasons) {
            add(piece.reasons, to_reason(reason));
        }
        if (begins_or_ends_in(binding, month)) {
            add(piece.reasons, ParityReason::hand_over);
        }
        if (piece.span.to > state.place.began - ingest::kToldByStates) {
            add(piece.reasons, ParityReason::border);
        }
        if (!piece.complete) {
            add(piece.reasons, ParityReason::not_finished);
        }
        pieces.push_back(std::move(piece));
    }
}

}  // namespace

std::vector<ParityPiece> parity_pieces(const Zone& zone, std::span<const Channel> channels,
                                       std::span<const ingest::PastOfSource> past) {
    std::vector<ParityPiece> pieces;
    for (const auto& channel : channels) {
        const auto first = static_cast<std::ptrdiff_t>(pieces.size());
        for (const auto& source : past) {
            const auto bindings = counters_of(channel, source);
            for (const auto& booked : source.state.months) {
                add_pieces(zone, source, bindings, booked, pieces);
            }
        }
        std::sort(pieces.begin() + first, pieces.end(),
                  [](const ParityPiece& a, const ParityPiece& b) {
                      return std::tie(a.month, a.period) < std::tie(b.month, b.period);
                  });
    }
    return pieces;
}

ParityDto parity_of(std::span<const ParityPiece> pieces, std::span<const std::int64_t> ours) {
    ParityDto parity;
    for (std::size_t i = 0; i < pieces.size();) {
        const auto& first = pieces[i];
        if (parity.channels.empty() || parity.channels.back().channel != first.channel) {
            parity.channels.push_back({.channel = first.channel, .complete = true, .months = {}});
        }
        auto& channel = parity.channels.back();
        ParityMonth month{.month = first.month, .period = first.period, .reasons = {}, .spans = {}};
        std::int64_t our_sum = 0;
        std::int64_t their_sum = 0;
        for (; i < pieces.size() && pieces[i].channel == first.channel &&
               pieces[i].month == first.month && pieces[i].period == first.period;
             ++i) {
            our_sum += ours[i];
            their_sum += pieces[i].theirs;
            if (!pieces[i].span.empty()) {
                month.spans.push_back({pieces[i].span.from, pieces[i].span.to});
            }
            channel.complete = channel.complete && pieces[i].complete;
            for (const auto reason : pieces[i].reasons) {
                add(month.reasons, reason);
            }
        }
        month.ours = static_cast<double>(our_sum) / kPerUnit;
        month.theirs = static_cast<double>(their_sum) / kPerUnit;
        month.difference = static_cast<double>(our_sum - their_sum) / kPerUnit;
        if (std::abs(our_sum - their_sum) <= kNoise) {
            month.reasons.clear();
        } else if (month.reasons.empty()) {
            month.reasons.push_back(ParityReason::unexplained);
        }
        channel.months.push_back(std::move(month));
    }
    return parity;
}

}  // namespace ohmstead::api
