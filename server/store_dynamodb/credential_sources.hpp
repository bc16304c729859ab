#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/result.hpp"
#include "store_dynamodb/credentials.hpp"
#include "store_dynamodb/timing.hpp"

namespace ohmstead::dynamodb {

// A variable of the process's environment; nothing when it is unset or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

Environment process_environment();

// Where AWS's services are. The defaults are AWS's own; tests have others.
struct CredentialPlaces {
    std::string container = "http://169.254.170.2";
    std::string instance = "http://169.254.169.254";
    std::string security_token_service = {};  // empty: the region's
};

// The one that the environment points to, as AWS's own tools choose: keys in the environment, the
// token file of a web identity, the container's endpoint, and otherwise EC2's instance metadata
// (version 2). Errors (invalid), in words for the owner: half a setting, or a container endpoint
// that could be anybody's.
Result<std::unique_ptr<CredentialSource>> choose_credential_source(
    const Environment& environment, const std::string& region, std::unique_ptr<Timing> timing,
    const CredentialPlaces& places = {});

}  // namespace ohmstead::dynamodb
