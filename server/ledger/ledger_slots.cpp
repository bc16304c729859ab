#include "ledger/ledger_slots.hpp"

#include <utility>

namespace ohmstead {

std::vector<ChannelSlots> standing(TracedSlots slots) {
    for (auto& of_channel : slots.given) {
        of_channel = apply(slots.overlays, slots.range, std::move(of_channel));
    }
    return std::move(slots.given);
}

LedgerSlots::LedgerSlots(SlotStore& slots, OverlayStore& overlays, Worker& cpu)
    : slots_(slots), overlays_(overlays), cpu_(cpu) {}

Task<Result<std::vector<ChannelSlots>>> LedgerSlots::read(AccessScope scope, HomeId home,
                                                          std::vector<ChannelId> channels,
                                                          SlotRange range) {
    OHMSTEAD_CO_TRY(auto traced, co_await read_traced(std::move(scope), std::move(home),
                                                      std::move(channels), range));
    if (traced.overlays.empty()) {
        co_return std::move(traced.given);
    }
    auto work = [&traced] { return standing(std::move(traced)); };
    auto slots = co_await cpu_.run(work);
    co_return slots;
}

Task<Result<TracedSlots>> LedgerSlots::read_traced(AccessScope scope, HomeId home,
                                                   std::vector<ChannelId> channels,
                                                   SlotRange range) {
    OHMSTEAD_CO_TRY(auto given,
                    co_await slots_.slots(scope, home, std::move(channels), span_of(range)));
    TracedSlots traced{.range = range,
                       .given = std::move(given.channels),
                       .overlays = {},
                       .events = std::move(given.events)};
    // Most homes have none, and a shared store is paid for each look.
    if (given.has_overlays) {
        OHMSTEAD_CO_TRY(traced.overlays,
                        co_await overlays_.in_force(std::move(scope), std::move(home), range));
    }
    co_return std::move(traced);
}

}  // namespace ohmstead
