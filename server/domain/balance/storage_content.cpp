#include "domain/balance/storage_content.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

__extension__ using Wide = __int128;

void charge(std::int64_t& origin, std::int64_t amount) {
    origin = amount > kMostContent - origin ? kMostContent : origin + amount;
}

Origins discharge(StorageContent& content, std::int64_t amount) {
    const std::int64_t total = content.solar + content.grid;
    const std::int64_t taken = std::min(amount, total);
    Origins origins{.solar = 0, .grid = 0, .unknown = amount - taken};
    if (taken > 0) {
        const Wide share = Wide{taken} * content.solar;
        const auto whole = static_cast<std::int64_t>(share / total);
        const auto rest = static_cast<std::int64_t>(share % total);
        const auto fraction =
            static_cast<std::int64_t>((Wide{rest} << 32) / total) + content.owed_to_solar;
        origins.solar = whole + (fraction >> 32);
        origins.grid = taken - origins.solar;
        content.owed_to_solar = static_cast<std::uint32_t>(fraction);
        content.solar -= origins.solar;
        content.grid -= origins.grid;
    }
    if (content.solar == 0 || content.grid == 0) {
        content.owed_to_solar = 0;
    }
    return origins;
}

}  // namespace

Origins& Origins::operator+=(const Origins& other) {
    solar += other.solar;
    grid += other.grid;
    unknown += other.unknown;
    return *this;
}

Discharge& Discharge::operator+=(const Discharge& other) {
    to_home += other.to_home;
    to_grid += other.to_grid;
    return *this;
}

Discharge carry_over(StorageContent& content, const Flows& flows) {
    charge(content.solar, flows.solar_to_battery);
    charge(content.grid, flows.grid_to_battery);
    Discharge out;
    out.to_home = discharge(content, flows.battery_to_home);
    out.to_grid = discharge(content, flows.battery_to_grid);
    return out;
}

}  // namespace ohmstead
