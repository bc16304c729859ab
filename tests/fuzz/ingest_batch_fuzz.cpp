#include <algorithm>
#include <string>

#include "fuzz/require.hpp"
#include "support/plan_body.hpp"

namespace {

using namespace ohmstead;

// A home with one channel: the one of the seeds.
std::vector<Channel> channels() {
    std::vector<Channel> all(1);
    all[0].id.value = "aaaaaaaaaaaaaaaaaaaa";
    return all;
}

// Readings without a fault are complete.
bool is_whole(const ingest::IngestItem& item) {
    const bool readings =
        !item.channel.empty() && !item.times.empty() && item.times.size() == item.values.size();
    return item.fault || (!item.id.empty() && (item.agent || readings));
}

}  // namespace

// Whatever is sent: each item has its answer, and what is kept is what was answered so.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    constexpr Instant kNow = instant_from_ms(1'764'072'000'000);
    const std::string body(reinterpret_cast<const char*>(data), size);
    const auto planned = test::plan_body(body, channels(), kNow);
    if (!planned) {
        return 0;
    }
    const auto& results = planned->answer.items;
    fuzz::require(results.size() == planned->request.items.size());
    fuzz::require(std::ranges::all_of(planned->request.items, is_whole));
    for (const auto& result : results) {
        const bool rejected = result.status == ingest::IngestStatus::rejected;
        fuzz::require(rejected == result.code.has_value());
    }
    for (const auto& [place, block] : planned->plan.blocks) {
        fuzz::require(results[place].status == ingest::IngestStatus::stored);
        for (const Slot& slot : block.slots) {
            fuzz::require(std::chrono::floor<std::chrono::days>(slot_start(slot.index)) ==
                          block.day);
        }
    }
    return 0;
}
