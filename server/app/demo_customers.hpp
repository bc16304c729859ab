#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/demo_customer.hpp"
#include "app/demo_homes.hpp"
#include "app/stores.hpp"
#include "async/task.hpp"
#include "async/worker.hpp"
#include "auth/demo_entry.hpp"
#include "auth/sessions.hpp"
#include "base/time.hpp"
#include "ledger/deriver.hpp"

namespace ohmstead {

// What the demo's customers are put into; all of it outlives their seeding.
struct DemoCustomersServices {
    const StorePorts& stores;
    DemoEntry& entry;
    const DemoHomes& household;  // the demo's own homes
    Deriver& deriver;
    Sessions& sessions;
    Worker& cpu;
    const Clock& clock;
    AccessScope scope;  // the system's
};

// Puts the demo's provider with its requests and its customers into the stores, through their
// ports, as people and engines would have. What is there already stays as it is, so a start after
// one that ended half-way goes on where that was, and a later one adds the days that have passed.
class DemoCustomers {
public:
    explicit DemoCustomers(DemoCustomersServices services) : services_(std::move(services)) {}

    // Whether it is the home of a customer: nothing measures there, so no engine is to run.
    static bool is_home_of_one(const HomeId& home);

    // Everything that is not there yet up to yesterday, one home after the other. The first time it
    // takes a second or two of the machine, and is meant to run behind everything else. What went
    // wrong is made good when it is called again. The provider itself comes last: nothing is
    // published of its customers before all of them are there.
    Task<Status> seed();

private:
    struct Dates {
        std::chrono::sys_days first;  // of slots
        std::chrono::sys_days today;  // the day on which the demo began
    };
    // Who of the provider's staff acts.
    struct Staff {
        UserId user;
        std::string name;
    };
    // A consent with the scope of the home's admin.
    struct Consent {
        std::vector<Permission> steps;
        AccessScope admin;
    };

    Task<Result<Dates>> dates();
    Task<Status> seed_requests(Dates dates, Staff staff);
    Task<Status> seed_customer(const DemoCustomer& customer, Dates dates, Staff staff);
    Task<Status> seed_home(const DemoCustomer& customer, Dates dates);
    Task<Status> seed_slots(const DemoCustomer& customer, Dates dates);
    Task<Status> seed_supply(const DemoCustomer& customer, Dates dates);
    Task<Status> seed_household(UserId admin, Dates dates, Staff staff);
    Task<Status> seed_consent(Consent consent, Staff staff);
    Task<Status> seed_looks(Permission accepted, AccessScope admin, Dates dates, Staff staff);

    DemoCustomersServices services_;
};

}  // namespace ohmstead
