#pragma once

#include <utility>
#include <vector>

#include "contract/store_contract.hpp"

namespace ohmstead::test {

// Consents at kNow.

inline Provider some_provider() {
    return {.id = ProviderId::make(),
            .name = "Grid & Sons",
            .policy_link = "https://grid.example/privacy",
            .contact = "privacy@grid.example"};
}

inline ConsentTerms all_terms() {
    using enum SharedField;
    return {.fields = {grid, solar, battery, gas, water, heat, devices},
            .finest = Detail::live,
            .history_from = kNow - std::chrono::hours{24 * 365},
            .starts_at = kNow,
            .ends_at = kNow + std::chrono::hours{24 * 365}};
}

inline ConsentRequest request_of(const Provider& provider, Instant now = kNow) {
    return {.id = RequestId::make(),
            .provider = provider.id,
            .purpose = "To plan the \"grid\"",
            .terms = all_terms(),
            .made_at = now,
            .answer_by = now + std::chrono::hours{24}};
}

inline PermissionChange change_to(PermissionState state, Instant at = kNow) {
    return {.state = state, .at = at, .by = UserId{"adaadaadaadaadaadaad"}, .by_name = "Ada <b>"};
}

inline Permission asked_of(const Provider& provider, const HomeId& home, Instant now = kNow) {
    return permission_asked(request_of(provider, now), provider, home,
                            change_to(PermissionState::requested, now));
}

inline Permission accepted_of(Permission permission, ConsentTerms given = all_terms()) {
    return accept(std::move(permission), given, change_to(PermissionState::accepted)).value();
}

inline Permission changed_to(Permission permission, PermissionState state) {
    return change(std::move(permission), change_to(state)).value();
}

// The permission before its answer.
inline Permission asked_in(Permission permission) {
    permission.history.resize(1);
    permission.given.reset();
    return permission;
}

inline AccessScope staff_of(const Provider& provider, std::vector<Permission> permissions = {}) {
    return scope_for_person({.user = UserId::make(),
                             .name = "Staff",
                             .server_role = ServerRole::provider,
                             .provider = provider.id},
                            {}, permissions);
}

// Staff of a provider that sees of the home what the terms say.
inline AccessScope staff_with(const HomeId& home, const ConsentTerms& given) {
    const Provider provider = some_provider();
    return staff_of(provider, {accepted_of(asked_of(provider, home), given)});
}

}  // namespace ohmstead::test
