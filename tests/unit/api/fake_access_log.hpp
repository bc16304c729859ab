#pragma once

#include <ranges>
#include <vector>

#include "store/access_log.hpp"

namespace ohmstead::test {

// The looks at homes, each by itself.
class FakeAccessLog final : public AccessLog {
public:
    struct Look {
        HomeId home;
        AccessEntry entry;
    };
    std::vector<Look> looks;
    bool available = true;

    Task<Status> note(AccessScope scope, HomeId home, AccessKind kind, Instant at) override {
        OHMSTEAD_CO_TRY_VOID(scope.view(home, Right::see_home, at));
        if (!available) {
            co_return make_error(ErrorCode::unavailable, "The store is down.");
        }
        looks.push_back({home, access_entry(scope, home, kind, at)});
        co_return Status{};
    }
    Task<Result<std::vector<AccessEntry>>> newest(AccessScope scope, HomeId home, std::size_t most,
                                                  std::optional<AccessPlace> before) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_consent));
        std::vector<AccessEntry> newest;
        bool begun = !before;
        for (const auto& look : std::views::reverse(looks)) {
            if (look.home != home) {
                continue;
            }
            if (begun && newest.size() < most) {
                newest.push_back(look.entry);
            }
            begun = begun || place_of(look.entry) == *before;
        }
        co_return newest;
    }
};

}  // namespace ohmstead::test
