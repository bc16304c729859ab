#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.hpp"
#include "crypto/digest.hpp"

namespace ohmstead {

// The one-time secret of the link by which the first person becomes the owner. It lives in memory
// for a day: while there is no owner, every start of the server issues and prints a new one. Used
// on the I/O thread alone.
class SetupToken {
public:
    explicit SetupToken(const Clock& clock) : clock_(clock) {}

    // A new secret (43 characters that need no escaping in a link); older ones are void.
    std::string issue();
    bool accepts(std::string_view token) const;
    void spend() { digest_.reset(); }

private:
    const Clock& clock_;
    std::optional<Sha256Digest> digest_;
    Instant expires_at_{};
};

}  // namespace ohmstead
