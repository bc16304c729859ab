#pragma once

#include <optional>
#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "store/audit_log.hpp"

namespace ohmstead {

// Where a home's Home Assistant is. The token is sealed before it comes here.
struct ConnectionSettings {
    std::string url;
    std::string sealed_token;     // empty: not set
    std::string tls_fingerprint;  // pinned certificate, or empty

    friend bool operator==(const ConnectionSettings&, const ConnectionSettings&) = default;
};

struct Member {
    UserId user;
    HomeRole role = HomeRole::viewer;

    friend bool operator==(const Member&, const Member&) = default;
};

// Homes and what belongs to them. Partition of every call: one home (or one user for lists);
// atomic unit: one item, but for `create`, which writes the home and its first admin together.
// Errors of every call: not_found for a home outside the scope, forbidden for too low a role,
// unavailable when the store is down or its queue full.
class HomeStore {
public:
    virtual ~HomeStore() = default;

    // The homes that the scope is a member of, oldest first. For the system: all of them, which may
    // read through the whole store, so only start-up and commands ask for it.
    virtual Task<Result<std::vector<Home>>> list(AccessScope scope) = 0;
    // For a limited standing the part of its view, as with channels().
    virtual Task<Result<Home>> get(AccessScope scope, HomeId home) = 0;
    // Makes `owner` the first admin. Any person may create a home.
    virtual Task<Status> create(AccessScope scope, Home home, UserId owner) = 0;
    virtual Task<Status> update(AccessScope scope, Home home) = 0;
    // Nothing of the home remains: readings, blocks, channels, members, connection, keys. From its
    // beginning on nobody finds the home. One that was interrupted is finished by repeating it.
    virtual Task<Status> erase(AccessScope scope, HomeId home) = 0;

    // In their order. Closed channels (no binding valid any more) are included. Also for the home's
    // ingest keys, whose holders have to know what they may add to.
    virtual Task<Result<std::vector<Channel>>> channels(AccessScope scope, HomeId home) = 0;
    // Replaces the whole set: all or nothing. Channels that had readings keep their id.
    virtual Task<Status> put_channels(AccessScope scope, HomeId home,
                                      std::vector<Channel> channels) = 0;

    // Admin only.
    virtual Task<Result<std::optional<ConnectionSettings>>> connection(AccessScope scope,
                                                                       HomeId home) = 0;
    virtual Task<Status> put_connection(AccessScope scope, HomeId home,
                                        std::optional<ConnectionSettings> settings) = 0;

    // For sign-in, which has no scope yet: the homes of `user`.
    virtual Task<Result<std::vector<Membership>>> memberships_of(UserId user) = 0;
    virtual Task<Status> put_member(AccessScope scope, HomeId home, UserId user, HomeRole role) = 0;
    // By their ids.
    virtual Task<Result<std::vector<Member>>> list_members(AccessScope scope, HomeId home) = 0;
    // Both write `entry` into the audit trail with the change. not_found for somebody who is no
    // member, also when they cease to be one meanwhile; conflict for the last admin. Everybody may
    // remove themselves.
    virtual Task<Status> change_role(AccessScope scope, HomeId home, UserId user, HomeRole role,
                                     AuditEntry entry) = 0;
    virtual Task<Status> remove_member(AccessScope scope, HomeId home, UserId user,
                                       AuditEntry entry) = 0;
};

}  // namespace ohmstead
