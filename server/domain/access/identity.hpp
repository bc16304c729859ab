#pragma once

#include <string>

#include "domain/access/access_scope.hpp"
#include "domain/access/grant.hpp"

namespace ohmstead {

// An authenticated caller: who it is, what they may touch, and how long that holds.
struct Identity {
    enum class Means { session, api_key };

    Means means = Means::session;
    Subject subject;
    std::string email;
    AccessScope scope;
    Grant grant;               // ends with the session, the key, or a change of rights
    std::string session_hash;  // hex SHA-256 of the session's secret; empty for keys
    std::string csrf_token;    // what writes by cookie must send back; empty for keys
};

}  // namespace ohmstead
