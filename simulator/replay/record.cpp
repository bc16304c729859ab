#include "simulator/replay/record.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

#include "simulator/base/clock.hpp"
#include "simulator/base/json_file.hpp"
#include "simulator/home/model_home.hpp"
#include "simulator/replay/csv.hpp"
#include "simulator/replay/replay_map.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

bool counts(const EntitySpec& entity) {
    return entity.kind == EntityKind::energy || entity.kind == EntityKind::volume;
}

/// Turns where a counter stands, row by row, into what it counted since it last showed a number. A
/// meter that starts again low makes one negative amount.
class AmountColumn {
public:
    explicit AmountColumn(int decimals)
        : decimals_(decimals), scale_(std::llround(std::pow(10, decimals))) {}

    std::string next(const std::string& shown) {
        const auto number = finite_number(shown);
        if (!number) {
            return shown;
        }
        const auto stands = std::llround(*number * static_cast<double>(scale_));
        const auto amount = stands - last_.value_or(stands);
        last_ = stands;
        return fmt::format("{:.{}f}", static_cast<double>(amount) / static_cast<double>(scale_),
                           decimals_);
    }

private:
    int decimals_;
    long long scale_;
    std::optional<long long> last_;
};

/// The home file without its physics, with columns in place of signals.
json::object make_map(const json::object& home, const HomeSpec& spec, bool amounts) {
    json::object map;
    for (const char* key : {"id", "name", "time_zone", "currency", "country", "latitude",
                            "longitude", "elevation", "areas", "devices", "energy"}) {
        if (const json::value* value = home.if_contains(key)) {
            map[key] = *value;
        }
    }
    map["time"] = json::object{{"column", "ts_utc"}};
    json::array columns;
    for (const json::value& each : items(home, "entities")) {
        json::object entity = each.as_object();
        const auto& found =
            *std::ranges::find(spec.entities, text_or(entity, "entity_id", ""), &EntitySpec::id);
        if (found.kind == EntityKind::toggle) {
            continue;
        }
        for (const char* key : {"signal", "factor", "initial", "from", "until", "every_s"}) {
            entity.erase(key);
        }
        entity["column"] = found.id;
        if (amounts && counts(found)) {
            entity["accumulate"] = true;
        }
        columns.push_back(std::move(entity));
    }
    map["columns"] = std::move(columns);
    return map;
}

std::string map_path(const std::string& out) {
    std::string base = out.ends_with(".gz") ? out.substr(0, out.size() - 3) : out;
    if (base.ends_with(".csv")) {
        base.resize(base.size() - 4);
    }
    return base + ".map.json";
}

/// RFC 3339 with Z, the fraction only where there is one.
std::string short_time(Millis t) {
    const std::string full = format_time(t);
    return full.substr(0, t % kSecond == 0 ? 19 : 23) + "Z";
}

}  // namespace

std::string record(const RecordOptions& options) {
    if (options.from >= options.to || options.step < kSecond) {
        throw std::runtime_error("nothing to record: from must lie before to, step be 1 s or more");
    }
    const json::object file = read_json_file(options.home_file);
    const HomeSpec spec = read_home_file(options.home_file);
    const SimClock clock(options.to);
    const ModelHome home(spec, clock);

    LineWriter out(options.out);
    std::vector<std::string> ids;
    std::vector<std::optional<AmountColumn>> amounts;
    std::string line = "ts_utc";
    for (const EntitySpec& entity : spec.entities) {
        if (entity.kind != EntityKind::toggle) {
            ids.push_back(entity.id);
            amounts.push_back(options.amounts && counts(entity)
                                  ? std::optional<AmountColumn>(entity.decimals)
                                  : std::nullopt);
            line += "," + entity.id;
        }
    }
    out.write(line);
    Cursor cursor = home.timeline().cursor_at(floor_to(options.from, options.step));
    for (Millis t = cursor.now(); t <= options.to; t += options.step) {
        cursor.advance(t);
        line = short_time(t);
        for (std::size_t i = 0; i < ids.size(); ++i) {
            const std::string shown = home.shown_at(ids[i], cursor).value_or("");
            line += "," + (amounts[i] ? amounts[i]->next(shown) : shown);
        }
        out.write(line);
    }
    out.close();

    const std::string path = map_path(options.out);
    std::ofstream map(path, std::ios::binary);
    map << json::serialize(make_map(file, spec, options.amounts)) << '\n';
    map.close();
    if (!map) {
        throw std::runtime_error("cannot write " + path);
    }
    return path;
}

}  // namespace ohmstead::simulator
