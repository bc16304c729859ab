#pragma once

#include <cstdint>
#include <string>

namespace ohmstead::observe {

// Ids that tie an answer to its lines in the log: UUIDs of version 8 (RFC 9562), of 64 random bits
// drawn once and a counter. Unique, cheap to make, and no secret. One thread.
class RequestIds {
public:
    RequestIds();
    explicit RequestIds(std::uint64_t seed) : seed_(seed) {}

    std::string next();

private:
    std::uint64_t seed_;
    std::uint64_t count_ = 0;
};

}  // namespace ohmstead::observe
