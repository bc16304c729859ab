#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "base/time.hpp"

namespace ohmstead::dynamodb {

// What can be done about a request that failed.
enum class FailureKind {
    transient,    // send it again soon
    throttled,    // send it again, slowly
    condition,    // nothing: a condition of the caller's does not hold
    credentials,  // sign with others
    clock,        // sign with the right time
    refused,      // nothing: a fault of ours, or of the set-up
};

struct Failure {
    FailureKind kind = FailureKind::transient;
    std::string code;          // DynamoDB's, or a word of ours where no answer came
    std::string message = {};  // for the log alone
    std::string request_id = {};
    boost::json::object body = {};
    std::optional<Milliseconds> retry_after = {};
    std::optional<Instant> server_time = {};
    bool may_have_acted = false;  // whether a write was written is not known
};

}  // namespace ohmstead::dynamodb
