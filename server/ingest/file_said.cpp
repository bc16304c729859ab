#include "ingest/file_said.hpp"

namespace ohmstead::ingest {
namespace {

using exchange::FileValue;

bool is_border(Instant at) {
    return slot_start(slot_of(at)) == at;
}

// How many of the values fill slots together; 0 when the first ones fill none.
std::size_t filling(std::span<const FileValue> values) {
    if (!is_border(values.front().from)) {
        return 0;
    }
    for (std::size_t count = 1; count <= values.size(); ++count) {
        const auto end = values[count - 1].to;
        if (is_border(end)) {
            return count;
        }
        if (count < values.size() && values[count].from != end) {
            break;
        }
    }
    return 0;
}

}  // namespace

std::vector<SaidAmount> said_of(std::span<const FileValue> values, Instant now,
                                exchange::FileFaults& faults) {
    std::vector<SaidAmount> said;
    while (!values.empty()) {
        const auto& first = values.front();
        const auto count = filling(values);
        if (count == 0) {
            faults.add(first.line, 0, "off_slot",
                       "the interval fills no quarters of an hour, so it cannot be laid over what "
                       "is known, which stays");
            values = values.subspan(1);
            continue;
        }
        SaidAmount each{{slot_of(first.from), slot_of(values[count - 1].to)}, 0};
        for (const auto& value : values.first(count)) {
            each.amount += value.value;
        }
        if (slot_start(each.range.to) <= now) {
            said.push_back(each);
        }
        values = values.subspan(count);
    }
    return said;
}

}  // namespace ohmstead::ingest
