#pragma once

#include <string>
#include <vector>

#include <boost/describe/enum.hpp>

#include "async/task.hpp"
#include "auth/transport.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/permission.hpp"
#include "store/user_store.hpp"

namespace ohmstead {

// As whom the demo lets somebody in.
enum class DemoRole { viewer, manager, admin, provider };
BOOST_DESCRIBE_ENUM(DemoRole, viewer, manager, admin, provider)

struct DemoUsers {
    UserId viewer;
    UserId manager;
    UserId admin;
    UserId provider;
};

// Of the company whose staff the demo's provider is. The application stores the company itself.
ProviderId demo_provider_id();

// The way into a demo server without a password. Its users have none, so there is no other.
class DemoEntry {
public:
    // `enabled` only under `serve --demo`.
    DemoEntry(UserStore& users, const Clock& clock, bool enabled)
        : users_(users), clock_(clock), enabled_(enabled) {}

    bool offered(const TransportVerdict& transport) const {
        return enabled_ && transport.loopback_privileges;
    }

    // Finds or makes them; the application then makes the first three members of the demo's homes.
    Task<Result<DemoUsers>> ensure_users();

    // Whom to start a session for. not_found where it is not offered, as if it did not exist.
    Task<Result<UserId>> enter(DemoRole role, TransportVerdict transport);

private:
    Task<Result<UserId>> ensure_user(std::string name, std::string email,
                                     ServerRole role = ServerRole::none);

    UserStore& users_;
    const Clock& clock_;
    bool enabled_;
};

}  // namespace ohmstead
