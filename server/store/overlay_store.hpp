#pragma once

#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/corrections/overlay.hpp"

namespace ohmstead {

// The overlays of homes. Partition: one home; atomic unit: one overlay together with the mark of
// the slots that it changes (see DerivedStore::mark), so that no derived day outlives a change of
// what is over it. Errors: not_found outside the scope and for an unknown home or overlay,
// forbidden for too low a role, unavailable when the store is down. Reading an unknown home finds
// nothing.
class OverlayStore {
public:
    virtual ~OverlayStore() = default;

    // Those that are not undone and have slots within `range`, oldest first. For a limited standing
    // the parts of its view. Whoever has read a
    // DerivedState sees all that were marked in it.
    virtual Task<Result<std::vector<Overlay>>> in_force(AccessScope scope, HomeId home,
                                                        SlotRange range) = 0;
    // All that there ever were, oldest first.
    virtual Task<Result<std::vector<Overlay>>> list(AccessScope scope, HomeId home) = 0;

    // Admin only. One that is there already is left alone.
    virtual Task<Status> put(AccessScope scope, HomeId home, Overlay overlay) = 0;
    // Admin only. Answers the overlay as it is then: who undid it first stays.
    virtual Task<Result<Overlay>> undo(AccessScope scope, HomeId home, OverlayId overlay,
                                       Signature by) = 0;
};

}  // namespace ohmstead
