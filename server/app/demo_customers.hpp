#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "app/demo_customer.hpp"
#include "app/stores.hpp"
#include "async/task.hpp"
#include "async/worker.hpp"
#include "auth/demo_entry.hpp"
#include "auth/sessions.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "ledger/deriver.hpp"

namespace ohmstead {

// What the demo's customers are put into; all of it outlives their seeding.
struct DemoCustomersServices {
    const StorePorts& stores;
    Deriver& deriver;
    Sessions& sessions;
    Worker& cpu;
    const Clock& clock;
    Log log;
    AccessScope scope;  // the system's
};

// The homes of the demo's own household that have to do with the provider.
struct DemoHousehold {
    HomeId house;
    HomeId flat;
};

// Puts the demo's provider with its requests and its customers into the stores, through their
// ports, as people and engines would have. What is there already stays as it is, so a start after
// one that ended half-way goes on where that was, and a later one adds the days that have passed.
class DemoCustomers {
public:
    explicit DemoCustomers(DemoCustomersServices services) : services_(std::move(services)) {}

    // Whether it is the home of a customer: nothing measures there, so no engine is to run.
    static bool is_home_of_one(const HomeId& home);

    // The provider alone, so that its staff can enter. Short.
    Task<Status> seed_provider();
    // Everything else, one home after the other. Takes a second or two of the machine and is meant
    // to run behind everything else. What goes wrong is logged, and made good at the next start.
    Task<void> seed(DemoUsers people, DemoHousehold household);

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
    Task<Status> seed_household(DemoUsers people, DemoHousehold household, Dates dates,
                                Staff staff);
    Task<Status> seed_consent(Consent consent, Staff staff);
    Task<Status> seed_looks(Permission accepted, AccessScope admin, Dates dates, Staff staff);

    DemoCustomersServices services_;
};

}  // namespace ohmstead
