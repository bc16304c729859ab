#include "domain/corrections/overlay_draft.hpp"

#include <algorithm>

#include "domain/metering/rules.hpp"

namespace ohmstead {
namespace {

constexpr std::int64_t kSlotsPerHour = 4;
// Days are derived from the first slot or overlay on, so a slip of the year would make thousands.
constexpr Milliseconds kFarthestBack = std::chrono::hours{24 * 366 * 20};

bool is_border(Instant instant) {
    return slot_start(slot_of(instant)) == instant;
}

bool is_blank(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c == ' '; });
}

const Channel* find(std::span<const Channel> channels, const ChannelId& id) {
    const auto found = std::ranges::find(channels, id, &Channel::id);
    return found == channels.end() ? nullptr : &*found;
}

FieldError implausible() {
    return {"/amount", "implausible", "is more than a home can use or make in that time"};
}

class Faults {
public:
    void add_if(bool wrong, std::string_view field, std::string_view code,
                std::string_view detail) {
        if (wrong) {
            faults_.push_back({std::string(field), std::string(code), std::string(detail)});
        }
    }
    void add(FieldError fault) { faults_.push_back(std::move(fault)); }
    std::vector<FieldError> take() { return std::move(faults_); }

private:
    std::vector<FieldError> faults_;
};

void check_span(Span span, Instant now, Faults& faults) {
    constexpr auto kLongest = Milliseconds{kMostOverlaySlots * kSlotMs};
    const std::string_view on_border = "must be on a quarter of an hour";
    faults.add_if(!is_border(span.from), "/from", "off_slot", on_border);
    faults.add_if(span.from < now - kFarthestBack, "/from", "too_early",
                  "must not lie more than 20 years back");
    faults.add_if(!is_border(span.to), "/to", "off_slot", on_border);
    faults.add_if(span.empty(), "/to", "order", "must be later than the start");
    faults.add_if(span.to - span.from > kLongest, "/to", "too_long",
                  "must be at most 92 days after the start");
    faults.add_if(span.to > now, "/to", "future", "must not lie in the future");
}

void check_amount(const OverlayDraft& draft, const Home& home, const Channel* channel,
                  Faults& faults) {
    const bool wanted = draft.kind != OverlayKind::unknown;
    faults.add_if(wanted && !draft.amount, "/amount", "required", "must be given");
    faults.add_if(!wanted && draft.amount, "/amount", "unexpected",
                  "must be left out where nothing is known");
    if (!wanted || !draft.amount) {
        return;
    }
    faults.add_if(*draft.amount < 0, "/amount", "negative", "must not be negative");
    const auto slots =
        std::max<std::int64_t>((draft.span.to - draft.span.from).count() / kSlotMs, 1);
    if (channel != nullptr && slots <= kMostOverlaySlots &&
        *draft.amount > most_in_slot(*channel, home) * slots) {
        faults.add(implausible());
    }
}

}  // namespace

std::int64_t most_in_slot(const Channel& channel, const Home& home) {
    return meter_rules_for(channel, home).max_rate / kSlotsPerHour;
}

std::vector<FieldError> faults_of(const OverlayDraft& draft, const Home& home,
                                  std::span<const Channel> channels, Instant now) {
    Faults faults;
    const auto* channel = find(channels, draft.channel);
    faults.add_if(channel == nullptr, "/channel", "unknown", "the home has no such channel");
    faults.add_if(channel != nullptr && !is_flow(channel->role), "/channel", "not_summed",
                  "must be a channel whose amounts are summed");
    check_span(draft.span, now, faults);
    check_amount(draft, home, channel, faults);
    faults.add_if(is_blank(draft.reason), "/reason", "empty", "must say why");
    return faults.take();
}

Result<Overlay> overlay_of(const OverlayDraft& draft, const Home& home,
                           std::span<const Channel> channels, std::span<const Slot> standing,
                           Signature made) {
    Overlay overlay{.id = OverlayId::make(),
                    .channel = draft.channel,
                    .range = {slot_of(draft.span.from), slot_of(draft.span.to)},
                    .kind = draft.kind,
                    .amount = draft.amount.value_or(0),
                    .shape = {},
                    .reason = draft.reason,
                    .made = std::move(made),
                    .undone = std::nullopt};
    if (overlay.kind == OverlayKind::proportional) {
        overlay.shape = shape_of(overlay.amount, overlay.range, standing);
        if (std::ranges::max(overlay.shape) > most_in_slot(*find(channels, draft.channel), home)) {
            return wrong_field(implausible());
        }
    }
    return overlay;
}

}  // namespace ohmstead
