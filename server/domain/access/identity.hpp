#pragma once

#include <string>

#include "domain/access/access_scope.hpp"
#include "domain/access/grant.hpp"

namespace ohmstead {

// An authenticated caller: who it is, what they may touch, and how long that holds.
struct Identity {
    enum class Means { session, api_key, token };

    Means means = Means::session;
    Subject subject;
    std::string email;
    AccessScope scope;
    Grant grant;  // ends with the session, the key, or a change of rights
    // Names what it rests on to Sessions: hex SHA-256 of a session's secret, the like of a token;
    // empty for keys.
    std::string session_hash;
    std::string csrf_token;  // what writes by cookie must send back; empty for others
};

}  // namespace ohmstead
