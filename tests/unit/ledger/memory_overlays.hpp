#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "store/overlay_store.hpp"

namespace ohmstead::test {

// The overlays of one home in memory, with the rights that the port demands.
class MemoryOverlays : public OverlayStore {
public:
    std::vector<Overlay> all;  // oldest first

    std::vector<Overlay> within(SlotRange range) const {
        std::vector<Overlay> found;
        std::ranges::copy_if(all, std::back_inserter(found), [&](const Overlay& overlay) {
            return !overlay.undone && overlay.range.from < range.to &&
                   range.from < overlay.range.to;
        });
        return found;
    }

    Task<Result<std::vector<Overlay>>> in_force(AccessScope scope, HomeId home,
                                                SlotRange range) override {
        OHMSTEAD_CO_TRY_VOID(scope.require_view(home, Right::see_energy));
        co_return within(range);
    }
    Task<Result<std::vector<Overlay>>> list(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        co_return all;
    }
    Task<Status> put(AccessScope scope, HomeId home, Overlay overlay) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
        all.push_back(std::move(overlay));
        co_return Status{};
    }
    Task<Result<Overlay>> undo(AccessScope scope, HomeId home, OverlayId id,
                               Signature by) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
        const auto found = std::ranges::find(all, id, &Overlay::id);
        if (found == all.end()) {
            co_return make_error(ErrorCode::not_found, "There is no such correction.");
        }
        if (!found->undone) {
            found->undone = std::move(by);
        }
        co_return *found;
    }
};

}  // namespace ohmstead::test
