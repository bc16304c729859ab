#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/access/aggregates.hpp"
#include "domain/metering/slot.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

// A day of a group, as it is told to its provider. It is never told otherwise.
struct PublishedDay {
    AggregateCell cell;
    LocalDate day{};      // of the provider's zone
    SlotIndex first = 0;  // the day's first slot
    AggregateDay figures;

    friend bool operator==(const PublishedDay&, const PublishedDay&) = default;
};

// What is published of many homes without their consent. Partition: one provider; atomic units: the
// provider's zone, a month's members, and one day of one group. Each is written once: the first one
// who writes it decides, however many do. Nothing of it is removed, but a member whose home is
// erased is from then on a member that names nobody. Errors: forbidden and not_found outside the
// scope, unavailable when the store is down.
class AggregateStore {
public:
    virtual ~AggregateStore() = default;

    // Settles in whose days the provider's sums are published, an IANA zone, and answers what is
    // settled. It never changes: otherwise one quarter of an hour would be told in two days, and at
    // the ends of months of two sets of homes. For the system alone.
    virtual Task<Result<std::string>> settle_zone(AccessScope scope, ProviderId provider,
                                                  std::string zone) = 0;

    // The one that is settled. For the provider's own staff, and the system.
    virtual Task<Result<std::optional<std::string>>> zone(AccessScope scope,
                                                          ProviderId provider) = 0;

    // Settles who the members of the provider's groups are in a month, unless that is settled.
    // Left out is who is a member of a group of that month already, of whatever provider, and who
    // is no home any more. A call that fails may be repeated, by anybody, with others. For the
    // system alone.
    virtual Task<Status> freeze(AccessScope scope, ProviderId provider,
                                std::chrono::year_month month, std::vector<PlacedHome> members) = 0;
    // In no order; an empty id for homes that have been erased. Nothing while it is not settled.
    // For the system alone.
    virtual Task<Result<std::optional<std::vector<PlacedHome>>>> members(
        AccessScope scope, ProviderId provider, std::chrono::year_month month) = 0;

    // Leaves a day as it is that was published before. For the system alone.
    virtual Task<Status> publish(AccessScope scope, PublishedDay day) = 0;
    // The days [first, last] of the provider's groups, by day, area and tariff. For the provider's
    // own staff, and the system.
    virtual Task<Result<std::vector<PublishedDay>>> published(AccessScope scope,
                                                              ProviderId provider, LocalDate first,
                                                              LocalDate last) = 0;
};

// What is for the system alone.
Status require_system(const AccessScope& scope);
// Who may read what is published to `provider`.
Status require_staff_of(const AccessScope& scope, const ProviderId& provider);

}  // namespace ohmstead
