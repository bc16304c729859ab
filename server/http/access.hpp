#pragma once

#include <string_view>

#include "base/result.hpp"
#include "domain/access/identity.hpp"

namespace ohmstead::http {

// Who may use a route. There is no default: a route that does not say does not compile.
class Access {
public:
    enum class Kind { open, signed_in, reader, home, ingest_key };

    // Anyone. The handler decides what it tells whom.
    static constexpr Access open() { return Access{Kind::open}; }
    // Any signed-in person.
    static constexpr Access signed_in() { return Access{Kind::signed_in}; }
    // Any signed-in person, and keys that read for one.
    static constexpr Access reader() { return Access{Kind::reader}; }
    // Members of the home in the path's {home}, from this role up.
    static constexpr Access home(HomeRole least) { return Access{Kind::home, least}; }
    // Holders of an API key; the key's scope says for which home.
    static constexpr Access ingest_key() { return Access{Kind::ingest_key}; }

    constexpr Kind kind() const { return kind_; }
    constexpr HomeRole least_role() const { return least_role_; }

    // Whether `identity` (null: nobody) may pass; `home` is the {home} of the path as sent. A home
    // that is not theirs and one that does not exist give the same not_found.
    Status check(const Identity* identity, std::string_view home) const;

private:
    constexpr explicit Access(Kind kind, HomeRole least_role = HomeRole::viewer)
        : kind_(kind), least_role_(least_role) {}

    Kind kind_;
    HomeRole least_role_;
};

}  // namespace ohmstead::http
