#include "fuzz/sealed.hpp"
#include "store_sqlite/journal_codec.hpp"

// Whatever decodes must be groups that encode, and decode to themselves again.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace ohmstead;
    const auto groups = decode_journal_row(fuzz::sealed(data, size));
    if (!groups) {
        return 0;
    }
    JournalRow row;
    for (const JournalGroup& group : *groups) {
        fuzz::require(!group.readings.empty());
        row.add(group.key, group.readings);
    }
    const auto again = decode_journal_row(std::move(row).sealed());
    fuzz::require(again && again->size() == groups->size());
    for (std::size_t i = 0; i < groups->size(); ++i) {
        fuzz::require((*again)[i].key == (*groups)[i].key);
        fuzz::require((*again)[i].readings == (*groups)[i].readings);
    }
    return 0;
}
