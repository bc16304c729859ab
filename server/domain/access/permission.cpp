#include "domain/access/permission.hpp"

#include <algorithm>
#include <utility>

namespace ohmstead {
namespace {

Error cannot_follow(PermissionState state) {
    switch (state) {
        case PermissionState::requested:
            return make_error(ErrorCode::conflict, "This was not accepted yet.");
        case PermissionState::accepted:
            return make_error(ErrorCode::conflict, "This was accepted already.");
        default:
            return make_error(ErrorCode::conflict, "This is over.");
    }
}

Error wider(std::vector<FieldError> fields) {
    return Error{.code = ErrorCode::invalid,
                 .detail = "More cannot be given than was asked for.",
                 .fields = std::move(fields),
                 .retry_after_s = {}};
}

// What of `given` goes beyond `asked`.
std::vector<FieldError> beyond(const ConsentTerms& asked, const ConsentTerms& given) {
    std::vector<FieldError> faults;
    const auto refuse_unless = [&](bool holds, const char* pointer, const char* detail) {
        if (!holds) {
            faults.push_back({.pointer = pointer, .code = "wider", .detail = detail});
        }
    };
    refuse_unless(!given.fields.empty(), "/fields", "name at least one field");
    refuse_unless(given.fields.within(asked.fields), "/fields", "one of them was not asked for");
    refuse_unless(given.finest >= asked.finest, "/detail", "is finer than was asked for");
    refuse_unless(given.history_from >= asked.history_from, "/history_from",
                  "is earlier than was asked for");
    refuse_unless(given.starts_at >= asked.starts_at, "/starts_at",
                  "is earlier than was asked for");
    refuse_unless(given.ends_at <= asked.ends_at, "/ends_at", "is later than was asked for");
    refuse_unless(given.starts_at < given.ends_at, "/ends_at", "must be later than the start");
    return faults;
}

}  // namespace

bool may_follow(PermissionState from, PermissionState to) {
    using enum PermissionState;
    switch (to) {
        case requested:
            return false;
        case accepted:
        case rejected:
        case timed_out:
            return from == requested;
        case revoked:
        case terminated:
        case expired:
        case fulfilled:
            return from == accepted;
    }
    return false;
}

bool is_providers(PermissionState state) {
    return state == PermissionState::terminated || state == PermissionState::fulfilled;
}

PermissionState Permission::state_at(Instant now) const {
    if (state() == PermissionState::requested && now >= answer_by) {
        return PermissionState::timed_out;
    }
    if (state() == PermissionState::accepted && now >= given->ends_at) {
        return PermissionState::expired;
    }
    return state();
}

Instant Permission::lapses_at() const {
    switch (state()) {
        case PermissionState::requested:
            return answer_by;
        case PermissionState::accepted:
            return given->ends_at;
        default:
            return history.back().at;
    }
}

std::optional<View> Permission::view_at(Instant now) const {
    if (state_at(now) != PermissionState::accepted || now < given->starts_at) {
        return std::nullopt;
    }
    return View{.limited = true,
                .fields = given->fields,
                .finest = given->finest,
                .window = {given->history_from, std::min(now, given->ends_at)}};
}

Permission permission_asked(const ConsentRequest& request, const Provider& provider, HomeId home,
                            PermissionChange by) {
    by.state = PermissionState::requested;
    return {.id = PermissionId::make(),
            .home = std::move(home),
            .provider = provider.id,
            .provider_name = provider.name,
            .policy_link = provider.policy_link,
            .contact = provider.contact,
            .purpose = request.purpose,
            .asked = request.terms,
            .given = std::nullopt,
            .answer_by = request.answer_by,
            .history = {std::move(by)}};
}

Result<Permission> accept(Permission permission, ConsentTerms given, PermissionChange by) {
    by.state = PermissionState::accepted;
    OHMSTEAD_TRY(auto next, change(std::move(permission), std::move(by)));
    auto faults = beyond(next.asked, given);
    if (given.ends_at <= next.history.back().at) {
        faults.push_back({.pointer = "/ends_at", .code = "past", .detail = "is over already"});
    }
    if (!faults.empty()) {
        return wider(std::move(faults));
    }
    next.given = given;
    return next;
}

Result<Permission> change(Permission permission, PermissionChange by) {
    const auto now = permission.state_at(by.at);
    if (!may_follow(now, by.state)) {
        return cannot_follow(now);
    }
    permission.history.push_back(std::move(by));
    return permission;
}

}  // namespace ohmstead
