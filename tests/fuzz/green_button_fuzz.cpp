#include <cstddef>
#include <cstdint>
#include <string_view>

#include "exchange/green_button.hpp"
#include "fuzz/require.hpp"

using namespace ohmstead;
using namespace ohmstead::exchange;

// What is proposed can be read, whatever the file links to what.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text{reinterpret_cast<const char*>(data), size};
    const auto series = propose_green_button(text);
    if (!series) {
        return 0;
    }
    std::vector<SeriesUse> uses;
    for (const auto& each : *series) {
        if (const auto unit = parse_unit(each.unit)) {
            uses.push_back({.series = each.id,
                            .kind = each.kind,
                            .unit = each.unit,
                            .quantity = unit->quantity});
        }
    }
    const auto content = read_green_button(text, uses);
    // Two readings of one name cannot be told apart.
    if (content) {
        for (const auto& values : content->series) {
            for (const auto& value : values) {
                fuzz::require(value.from <= value.to);
            }
        }
        fuzz::require(content->refused_rows <= content->rows);
    }
    return 0;
}
