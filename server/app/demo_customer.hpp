#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "app/demo_consents.hpp"
#include "app/demo_dwelling.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "domain/metering/slot.hpp"

namespace ohmstead {

// A customer of the demo's provider: a home with an owner who cannot sign in, two months of slots
// and a consent. All of it follows from the list, and from the day on which the demo began.
struct DemoCustomer {
    std::string_view key;  // tells them apart
    std::string_view home_name;
    std::string_view owner_name;
    std::string_view area;
    std::string_view tariff;
    std::string_view time_zone;
    std::string_view currency;
    std::string_view country;
    ConsentStory story = ConsentStory::accepted;
    Dwelling dwelling = {};
    std::chrono::days silent{};  // before the demo began nothing came of it any more

    HomeId home() const { return HomeId{demo_id(std::string("home ") += key)}; }
    UserId owner() const { return UserId{demo_id(std::string("owner ") += key)}; }
    PermissionId permission() const {
        return PermissionId{demo_id(std::string("consent ") += key)};
    }
    std::string email() const { return (std::string(key) += "@demo.invalid"); }
};

// All 40 of them, in their order.
const std::vector<DemoCustomer>& demo_customers();

// The home before anything came of it, since `created`.
Home home_of(const DemoCustomer& customer, std::chrono::sys_days created);
// Its channels, whose first slots are of the day `first`.
std::vector<Channel> channels_of(const DemoCustomer& customer, std::chrono::sys_days first);

// What metering would have written of the UTC days [from, end) of a home whose first day was
// `first`: day by day, the blocks of all its channels.
std::vector<Block> blocks_of(const DemoCustomer& customer, std::chrono::sys_days first,
                             std::chrono::sys_days from, std::chrono::sys_days end);

}  // namespace ohmstead
