#include "domain/balance/storage_content.hpp"

#include <algorithm>

namespace ohmstead {
namespace {

__extension__ using Wide = __int128;

constexpr SlotIndex kSlotsPerWeek = 7 * kSlotsPerDay;

void charge(std::int64_t& origin, std::int64_t amount) {
    origin = amount > kMostContent - origin ? kMostContent : origin + amount;
}

Origins discharge(StorageContent& content, std::int64_t amount) {
    const std::int64_t total = content.sum();
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

// `amount` is not more than the content.
void lose(StorageContent& content, std::int64_t amount) {
    const std::int64_t total = content.sum();
    if (amount == 0) {
        return;
    }
    const std::int64_t left = total - amount;
    content.solar = static_cast<std::int64_t>(Wide{content.solar} * left / total);
    content.grid = left - content.solar;
    if (content.solar == 0 || content.grid == 0) {
        content.owed_to_solar = 0;
    }
}

// Divides `amount` among the batteries in proportion to `weights`, in whole mWh that add up to it,
// and takes each share off its weight. No share exceeds its weight when the amount does not exceed
// their sum.
std::vector<std::int64_t> share_out(std::int64_t amount, std::vector<std::int64_t>& weights) {
    Wide whole = 0;
    for (const auto weight : weights) {
        whole += weight;
    }
    std::vector<std::int64_t> shares(weights.size());
    Wide passed = 0;
    std::int64_t given = 0;
    for (std::size_t i = 0; i < weights.size() && whole > 0; ++i) {
        passed += weights[i];
        const auto until_here = static_cast<std::int64_t>(amount * passed / whole);
        shares[i] = until_here - given;
        given = until_here;
        weights[i] -= shares[i];
    }
    return shares;
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

Discharge carry_over(Storage& storage, const Flows& flows, std::span<const BatteryPart> parts) {
    if (storage.size() == 1) {
        return carry_over(storage.front(), flows);
    }
    std::vector<std::int64_t> in;
    std::vector<std::int64_t> out;
    for (const auto& part : parts) {
        in.push_back(std::max<std::int64_t>(part.charge, 0));
        out.push_back(std::max<std::int64_t>(part.discharge, 0));
    }
    const auto from_solar = share_out(flows.solar_to_battery, in);
    const auto from_grid = share_out(flows.grid_to_battery, in);
    auto received = share_out(flows.battery_to_battery, in);
    const auto to_home = share_out(flows.battery_to_home, out);
    const auto to_grid = share_out(flows.battery_to_grid, out);
    auto passed_on = share_out(flows.battery_to_battery, out);

    Discharge sum;
    Origins passed;
    for (std::size_t i = 0; i < storage.size(); ++i) {
        sum += carry_over(storage[i], {.grid_to_battery = from_grid[i],
                                       .solar_to_battery = from_solar[i],
                                       .battery_to_home = to_home[i],
                                       .battery_to_grid = to_grid[i]});
        const auto to_itself = std::min(received[i], passed_on[i]);
        received[i] -= to_itself;
        passed_on[i] -= to_itself;
        passed += discharge(storage[i], passed_on[i]);
    }
    auto left = received;
    const auto solar = share_out(passed.solar, left);
    const auto grid = share_out(passed.grid, left);
    for (std::size_t i = 0; i < storage.size(); ++i) {
        charge(storage[i].solar, solar[i]);
        charge(storage[i].grid, grid[i]);
    }
    return sum;
}

Discharge carry_over_slot(Storage& storage, SlotIndex slot, const Flows& flows,
                          std::span<const BatteryPart> parts) {
    const auto week = static_cast<std::uint32_t>(slot / kSlotsPerWeek);
    for (auto& battery : storage) {
        if (battery.week != week) {
            lose(battery, battery.least);
            battery.least = battery.sum();
            battery.week = week;
        }
    }
    const auto discharge = carry_over(storage, flows, parts);
    for (auto& battery : storage) {
        battery.least = std::min(battery.least, battery.sum());
    }
    return discharge;
}

}  // namespace ohmstead
