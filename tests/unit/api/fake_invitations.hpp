#pragma once

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "store/invitation_store.hpp"
#include "unit/api/fake_homes.hpp"
#include "unit/auth/fake_stores.hpp"

namespace ohmstead::test {

// Invitations in memory; whoever accepts becomes a member of the fake homes.
class FakeInvitations final : public InvitationStore {
public:
    FakeInvitations(FakeHomes& homes, FakeUserStore& users) : homes_(homes), users_(users) {}

    std::map<HomeId, std::vector<Invitation>> open;
    std::vector<AuditEntry> entries;

    Task<Status> add(AccessScope scope, HomeId home, Invitation invitation,
                     AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(
            home, invitation.hand_over == Handover::no ? Right::manage_people : Right::hand_over));
        open[home].push_back(std::move(invitation));
        entries.push_back(std::move(entry));
        co_return Status{};
    }
    Task<Result<std::vector<Invitation>>> list(AccessScope scope, HomeId home,
                                               Instant now) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        std::vector<Invitation> good;
        for (const auto& invitation : open[home]) {
            if (invitation.expires_at > now) {
                good.push_back(invitation);
            }
        }
        co_return good;
    }
    Task<Status> withdraw(AccessScope scope, HomeId home, InvitationId id,
                          AuditEntry entry) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::manage_people));
        const auto is_it = [&](const Invitation& each) { return each.id == id; };
        if (std::erase_if(open[home], is_it) == 0) {
            co_return make_error(ErrorCode::not_found, "There is no such invitation any more.");
        }
        entries.push_back(std::move(entry));
        co_return Status{};
    }
    Task<Result<std::optional<OpenInvitation>>> find(std::string secret_hash,
                                                     Instant now) override {
        for (const auto& [home, invitations] : open) {
            for (const auto& invitation : invitations) {
                if (invitation.secret_hash == secret_hash && invitation.expires_at > now &&
                    homes_.homes.contains(home)) {
                    co_return OpenInvitation{home, invitation};
                }
            }
        }
        co_return std::optional<OpenInvitation>{};
    }
    Task<Result<std::vector<UserId>>> accept(std::string secret_hash, Joining person, Instant now,
                                             AuditEntry entry) override {
        OHMSTEAD_CO_TRY(const auto found, co_await find(std::move(secret_hash), now));
        if (!found) {
            co_return make_error(ErrorCode::not_found, "There is no such invitation any more.");
        }
        const auto is_it = [&](const Invitation& each) { return each.id == found->invitation.id; };
        std::erase_if(open[found->home], is_it);
        if (person.account) {
            OHMSTEAD_CO_TRY_VOID(co_await users_.create_user(*person.account));
        }
        std::vector<UserId> removed;
        if (found->invitation.hand_over != Handover::no) {
            for (auto& [user, theirs] : homes_.members) {
                const auto is_here = [&](const Membership& each) {
                    return each.home == found->home;
                };
                if (user != person.user && std::erase_if(theirs, is_here) > 0) {
                    removed.push_back(user);
                }
            }
        }
        homes_.members[person.user].push_back({found->home, found->invitation.role});
        entries.push_back(std::move(entry));
        co_return removed;
    }

private:
    FakeHomes& homes_;
    FakeUserStore& users_;
};

}  // namespace ohmstead::test
