#include "api/power_text.hpp"

#include <fmt/format.h>

#include "api/column_text.hpp"

namespace ohmstead::api {
namespace {

constexpr int kDecimals = 1;
constexpr double kMilli = 1000;

void append_columns(std::string& out, const BucketColumns& columns) {
    const auto column = [&](std::string_view name, const auto& values) {
        append_column(out, name, values.size(), [&](std::string& text, std::size_t i) {
            if (columns.present[i]) {
                append_number(text, static_cast<double>(values[i]) / kMilli, kDecimals);
            } else {
                text += "null";
            }
        });
    };
    out += fmt::format("\"{}\":{{", columns.channel.value);
    column("mean", columns.mean);
    column("min", columns.min);
    column("max", columns.max);
    close_with(out, '}');
    out += ',';
}

}  // namespace

std::string power_text(const PowerView& view) {
    const auto& grid = view.grid;
    const auto start_of = [&](std::size_t step) {
        return grid.from + grid.step * static_cast<std::int64_t>(step);
    };
    std::string out;
    out.reserve(200 + grid.count * (24 + view.columns.size() * 24));
    out += "{\"from\":";
    append_time(out, grid.from);
    out += ",\"to\":";
    append_time(out, start_of(grid.count));
    out += fmt::format(",\"step_s\":{},", std::chrono::duration_cast<Seconds>(grid.step).count());
    append_column(out, "t", grid.count,
                  [&](std::string& text, std::size_t i) { append_time(text, start_of(i)); });
    out += "\"channels\":{";
    for (const auto& column : view.columns) {
        append_columns(out, column.buckets);
    }
    close_with(out, '}');
    out += '}';
    return out;
}

}  // namespace ohmstead::api
