#pragma once

#include <string>

#include "base/ids.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/access/grant.hpp"

namespace ohmstead {

// An authenticated caller: who it is, what they may touch, and how long that holds.
struct Identity {
    enum class Means { session, api_key, token, link };

    Means means = Means::session;
    Subject subject;
    std::string email;
    AccessScope scope;
    Grant grant;  // ends with the session, the key, or a change of rights
    // Names what it rests on to Sessions: hex SHA-256 of a session's secret, the like of a token;
    // empty for keys.
    std::string session_hash;
    std::string csrf_token;  // what writes by cookie must send back; empty for others
    ApiKeyId link = {};      // of a link that a browser holds as its cookie; else empty

    bool is_person() const { return means == Means::session || means == Means::token; }
    // Whether a browser sends it by itself, so that a page of another origin could make use of it.
    bool comes_by_cookie() const { return means == Means::session || means == Means::link; }
};

}  // namespace ohmstead
