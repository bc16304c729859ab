#include <cstddef>
#include <cstdint>
#include <string>

#include "exchange/csv_file.hpp"
#include "fuzz/require.hpp"

using namespace ohmstead;
using namespace ohmstead::exchange;

// What is proposed of a file can be read as it is proposed, and no interval of it is turned round.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = text_of(std::string(reinterpret_cast<const char*>(data), size));
    if (!text) {
        return 0;
    }
    const auto proposal = propose_csv(*text, "Europe/Berlin");
    if (!proposal) {
        return 0;
    }
    std::vector<SeriesUse> uses;
    for (const auto& series : proposal->series) {
        if (const auto unit = parse_unit(series.unit)) {
            uses.push_back({.series = series.id,
                            .kind = series.kind,
                            .unit = series.unit,
                            .quantity = unit->quantity});
        }
    }
    const auto content = read_csv(*text, proposal->settings, uses);
    fuzz::require(content.has_value());
    for (const auto& series : content->series) {
        for (const auto& value : series) {
            fuzz::require(value.from <= value.to);
        }
    }
    fuzz::require(content->refused_rows <= content->rows + 1);
    fuzz::require(propose_csv(*text, proposal->settings).has_value());
    return 0;
}
