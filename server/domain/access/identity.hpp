#pragma once

#include <string>

#include "base/ids.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/access/grant.hpp"

namespace ohmstead {

// An authenticated caller: who it is, what they may touch, and how long that holds.
struct Identity {
    enum class Means { session, api_key, link };

    Means means = Means::session;
    Subject subject;
    std::string email;
    AccessScope scope;
    Grant grant;               // ends with the session, the key, or a change of rights
    std::string session_hash;  // hex SHA-256 of the session's secret; empty for keys
    std::string csrf_token;    // what writes by cookie must send back; empty for keys
    ApiKeyId link = {};        // of a link that a browser holds as its cookie; else empty

    // Whether a browser sends it by itself, so that a page of another origin could make use of it.
    bool comes_by_cookie() const { return means != Means::api_key; }
};

}  // namespace ohmstead
