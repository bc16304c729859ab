#include "ledger/corrections.hpp"

#include <algorithm>
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
    OHMSTEAD_CO_TRY(auto channels, co_await homes_.channels(scope, home));
    if (auto faults = faults_of(draft, channels, clock_.now()); !faults.empty()) {
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
        overlay_of(draft, channels, standing.front().slots,
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
        return find_suspects(channels, standing(std::move(slots)), overlays, sample, range, now);
    };
    auto items = co_await cpu_.run(work);
    co_return Suspects{.channels = std::move(channels), .items = std::move(items)};
}

}  // namespace ohmstead
