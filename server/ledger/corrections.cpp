#include "ledger/corrections.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "domain/balance/parts.hpp"
#include "domain/time/period.hpp"
#include "ledger/boundary.hpp"
#include "ledger/home_zone.hpp"

namespace ohmstead {
namespace {

constexpr auto kLongestSearch = std::chrono::hours{24 * 366};
constexpr SlotIndex kSampleSlots = 90 * kSlotsPerDay;

// The local days that a range touches, whole.
std::vector<Span> days_of(SlotRange range, const Zone& zone) {
    const Span first = zone.day_span(zone.date_of(slot_start(range.from)));
    const Span last = zone.day_span(zone.date_of(slot_start(range.to - 1)));
    return cut(zone, {first.from, last.to}, Period::day);
}

// The first amounts that an overlay can hold together, and at least one.
std::span<const SaidAmount> first_of(std::span<const SaidAmount> said) {
    const auto end = said.front().range.from + kMostOverlaySlots;
    const auto beyond =
        std::ranges::find_if(said, [&](const SaidAmount& each) { return each.range.to > end; });
    return said.first(std::max<std::size_t>(static_cast<std::size_t>(beyond - said.begin()), 1));
}

}  // namespace

Corrections::Corrections(HomeStore& homes, LedgerSlots& slots, OverlayStore& overlays,
                         AuditLog& audit, Worker& cpu, const Clock& clock)
    : homes_(homes), slots_(slots), overlays_(overlays), audit_(audit), cpu_(cpu), clock_(clock) {}

Task<Result<std::vector<Overlay>>> Corrections::list(AccessScope scope, HomeId home) {
    auto overlays = co_await overlays_.list(std::move(scope), std::move(home));
    co_return overlays;
}

Task<Result<Corrections::Drawn>> Corrections::draw(AccessScope scope, HomeId home,
                                                   OverlayDraft draft, std::string author) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
    OHMSTEAD_CO_TRY(const auto settings, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
    if (auto faults = faults_of(draft, settings, channels, clock_.now()); !faults.empty()) {
        co_return Error{
            .code = ErrorCode::invalid, .detail = "A field is wrong.", .fields = std::move(faults)};
    }
    std::vector<ChannelSlots> standing{{.channel = draft.channel, .slots = {}}};
    if (draft.kind == OverlayKind::proportional) {
        OHMSTEAD_CO_TRY(standing,
                        co_await slots_.read(scope, home, std::vector{draft.channel},
                                             {slot_of(draft.span.from), slot_of(draft.span.to)}));
    }
    OHMSTEAD_CO_TRY(
        auto overlay,
        overlay_of(draft, settings, channels, standing.front().slots,
                   {.user = scope.user(), .name = std::move(author), .at = clock_.now()}));
    co_return Drawn{.channels = std::move(channels), .overlay = std::move(overlay)};
}

Task<Result<Overlay>> Corrections::create(AccessScope scope, HomeId home, OverlayDraft draft,
                                          std::string author) {
    OHMSTEAD_CO_TRY(auto drawn, co_await draw(scope, home, std::move(draft), std::move(author)));
    OHMSTEAD_CO_TRY_VOID(co_await note(scope, home, AuditAction::correct, drawn.overlay.made,
                                       drawn.overlay.channel, std::move(drawn.channels)));
    OHMSTEAD_CO_TRY_VOID(co_await overlays_.put(scope, home, drawn.overlay));
    co_return std::move(drawn.overlay);
}

Task<Result<Overlay>> Corrections::undo(AccessScope scope, HomeId home, OverlayId overlay,
                                        std::string author) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
    OHMSTEAD_CO_TRY(const auto overlays, co_await overlays_.list(scope, home));
    const auto found = std::ranges::find(overlays, overlay, &Overlay::id);
    const Signature by{.user = scope.user(), .name = std::move(author), .at = clock_.now()};
    if (found != overlays.end() && !found->undone) {
        OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
        OHMSTEAD_CO_TRY_VOID(co_await note(scope, home, AuditAction::undo_correction, by,
                                           found->channel, std::move(channels)));
    }
    auto undone =
        co_await overlays_.undo(std::move(scope), std::move(home), std::move(overlay), by);
    co_return undone;
}

Task<Result<LaidOver>> Corrections::lay_over(AccessScope scope, HomeId home, ChannelId channel,
                                             std::vector<SaidAmount> said, std::string reason,
                                             std::string author) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
    OHMSTEAD_CO_TRY(const auto settings, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
    const auto found = std::ranges::find(channels, channel, &Channel::id);
    if (found == channels.end()) {
        co_return make_error(ErrorCode::not_found, "There is no such channel.");
    }
    const auto most = most_in_slot(*found, settings);
    const Signature made{.user = scope.user(), .name = std::move(author), .at = clock_.now()};
    LaidOver laid;
    std::vector<Overlay> overlays;
    for (std::span<const SaidAmount> rest = said; !rest.empty();) {
        const auto piece = first_of(rest);
        rest = rest.subspan(piece.size());
        OHMSTEAD_CO_TRY(const auto standing,
                        co_await slots_.read(scope, home, std::vector{channel},
                                             {piece.front().range.from, piece.back().range.to}));
        auto work = [&] { return said_otherwise(piece, standing.front().slots, most); };
        auto otherwise = co_await cpu_.run(work);
        laid.amounts += otherwise.amounts;
        laid.implausible += otherwise.implausible;
        for (auto& [range, shape] : otherwise.ranges) {
            const auto amount = std::accumulate(shape.begin(), shape.end(), std::int64_t{0});
            overlays.push_back({.id = OverlayId::make(),
                                .channel = channel,
                                .range = range,
                                .kind = OverlayKind::proportional,
                                .amount = amount,
                                .shape = std::move(shape),
                                .reason = reason,
                                .made = made,
                                .undone = std::nullopt});
        }
    }
    if (!overlays.empty()) {
        OHMSTEAD_CO_TRY_VOID(co_await note(scope, home, AuditAction::correct, made,
                                           std::move(channel), std::move(channels)));
    }
    for (auto& overlay : overlays) {
        OHMSTEAD_CO_TRY_VOID(co_await overlays_.put(scope, home, std::move(overlay)));
    }
    co_return laid;
}

Task<Status> Corrections::note(AccessScope scope, HomeId home, AuditAction action, Signature by,
                               ChannelId channel, std::vector<Channel> channels) {
    const auto found = std::ranges::find(channels, channel, &Channel::id);
    AuditEntry entry{.id = AuditId::make(),
                     .at = by.at,
                     .by = std::move(by.user),
                     .by_name = std::move(by.name),
                     .action = action,
                     .subject = std::move(channel.value),
                     .subject_name = found == channels.end() ? std::string{} : found->name};
    auto noted = co_await audit_.append(std::move(scope), std::move(home), std::move(entry));
    co_return noted;
}

Task<Result<CorrectionEffect>> Corrections::preview(AccessScope scope, HomeId home,
                                                    OverlayDraft draft) {
    OHMSTEAD_CO_TRY(auto drawn, co_await draw(scope, home, std::move(draft), {}));
    OHMSTEAD_CO_TRY(auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    const auto periods = days_of(drawn.overlay.range, zone);
    const SlotRange whole{slot_of(periods.front().from), slot_of(periods.back().to)};
    OHMSTEAD_CO_TRY(auto slots, co_await slots_.read_traced(
                                    scope, home, summed_channels(drawn.channels), whole));
    const auto now = clock_.now();
    auto work = [&drawn, &slots, &periods, now] {
        auto before = energy_view(drawn.channels, standing(slots), periods, now);
        slots.overlays.push_back(drawn.overlay);
        auto after = energy_view(drawn.channels, standing(std::move(slots)), periods, now);
        return std::pair(std::move(before), std::move(after));
    };
    auto [before, after] = co_await cpu_.run(work);
    auto channel = std::ranges::find(drawn.channels, drawn.overlay.channel, &Channel::id);
    co_return CorrectionEffect{.home = std::move(found),
                               .channel = std::move(*channel),
                               .before = std::move(before),
                               .after = std::move(after)};
}

Task<Result<Suspects>> Corrections::suspects(AccessScope scope, HomeId home, Boundary from,
                                             Boundary to) {
    OHMSTEAD_CO_TRY(const auto found, co_await homes_.get(scope, home));
    OHMSTEAD_CO_TRY(const auto zone, zone_of(found));
    OHMSTEAD_CO_TRY(const auto span, resolve_span(from, to, zone, kLongestSearch));
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
    const SlotRange range{slot_of(span.from), slot_of(span.to - Milliseconds{1}) + 1};
    const SlotRange sample{std::min(range.from, range.to - kSampleSlots), range.to};
    OHMSTEAD_CO_TRY(auto slots,
                    co_await slots_.read_traced(scope, home, summed_channels(channels), sample));
    const auto now = clock_.now();
    auto work = [&channels, &slots, sample, range, now] {
        const auto overlays = slots.overlays;
        const auto events = std::move(slots.events);
        const auto as_standing = standing(std::move(slots));
        return find_suspects(
            {.channels = channels, .slots = as_standing, .overlays = overlays, .events = events},
            sample, range, now);
    };
    auto items = co_await cpu_.run(work);
    co_return Suspects{.channels = std::move(channels), .items = std::move(items)};
}

Task<Result<std::optional<MeterEvent>>> Corrections::level_at(AccessScope scope, HomeId home,
                                                              ChannelId channel, Instant at) {
    const SlotRange range{slot_of(at), slot_of(at) + 1};
    OHMSTEAD_CO_TRY(const auto slots,
                    co_await slots_.read_traced(std::move(scope), std::move(home),
                                                std::vector{std::move(channel)}, range));
    for (const auto& each : slots.events) {
        if (each.event.at == at) {
            co_return each.event;
        }
    }
    co_return std::optional<MeterEvent>{};
}

}  // namespace ohmstead
