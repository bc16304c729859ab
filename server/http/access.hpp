#pragma once

#include <string_view>

#include "base/result.hpp"
#include "domain/access/identity.hpp"

namespace ohmstead::http {

// Who may use a route. There is no default: a route that does not say does not compile.
class Access {
public:
    enum class Kind { open, signed_in, reader, home, ingest_key, server };

    // Anyone. The handler decides what it tells whom.
    static constexpr Access open() { return Access{Kind::open}; }
    // Any signed-in person.
    static constexpr Access signed_in() { return Access{Kind::signed_in}; }
    // Any signed-in person, and keys that read for one.
    static constexpr Access reader() { return Access{Kind::reader}; }
    // Those who may do this with the server.
    static constexpr Access server(ServerRight right) {
        return Access{Kind::server, Right::see_home, right};
    }
    // Those who may do this with the home in the path's {home}.
    static constexpr Access home(Right right) { return Access{Kind::home, right}; }
    // The same, also for those who see a part of the home alone. The handler asks a port, or
    // AccessScope::view(), for what that is.
    static constexpr Access view(Right right) {
        return Access{Kind::home, right, ServerRight::create_home, /*limited_too=*/true};
    }
    // Holders of an API key; the key's scope says for which home.
    static constexpr Access ingest_key() { return Access{Kind::ingest_key}; }

    constexpr Kind kind() const { return kind_; }
    // Of access by home.
    constexpr Right right() const { return right_; }

    // Whether those are let in, too, who see a part of the home alone.
    constexpr bool limited_too() const { return limited_too_; }
    // Of access to the server.
    constexpr ServerRight server_right() const { return server_right_; }

    // Whether `identity` (null: nobody) may pass; `home` is the {home} of the path as sent. A home
    // that is not theirs and one that does not exist give the same not_found.
    Status check(const Identity* identity, std::string_view home) const;

private:
    constexpr explicit Access(Kind kind, Right right = Right::see_home,
                              ServerRight server_right = ServerRight::create_home,
                              bool limited_too = false)
        : kind_(kind), right_(right), server_right_(server_right), limited_too_(limited_too) {}

    Kind kind_;
    Right right_;
    ServerRight server_right_;
    bool limited_too_;
};

}  // namespace ohmstead::http
