#pragma once

#include <cstddef>
#include <string>

#include "base/time.hpp"

namespace ohmstead::dynamodb {

struct Settings {
    std::string region;             // "eu-central-1"
    std::string endpoint = {};      // empty: AWS's own for the region; http only for loopback
    std::string table_prefix = {};  // before every table's name

    std::size_t connections = 16;  // requests on their way at once
    std::size_t queued = 256;      // further calls that may wait; more are refused at once
    int attempts = 4;              // of one request
    Milliseconds attempt_limit{5'000};
    Milliseconds call_limit{15'000};  // waiting, all attempts and all parts of one call
};

}  // namespace ohmstead::dynamodb
