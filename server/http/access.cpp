#include "http/access.hpp"

namespace ohmstead::http {
namespace {

Error needs_a_person(const Identity& identity) {
    return make_error(ErrorCode::forbidden, identity.means == Identity::Means::link
                                                ? "A link does not allow this."
                                                : "An API key does not allow this.");
}

}  // namespace

Status Access::check(const Identity* identity, std::string_view home) const {
    if (kind_ == Kind::open) {
        return {};
    }
    if (identity == nullptr) {
        return make_error(ErrorCode::unauthenticated, "Sign in to do this.");
    }
    const bool is_person = identity->is_person();
    switch (kind_) {
        case Kind::open:
            break;
        case Kind::ingest_key:
            if (identity->means != Identity::Means::api_key) {
                return make_error(ErrorCode::forbidden, "This needs an API key.");
            }
            if (!identity->scope.ingest_home()) {
                return make_error(ErrorCode::forbidden, "This key is not for adding readings.");
            }
            break;
        case Kind::signed_in:
            if (!is_person) {
                return needs_a_person(*identity);
            }
            break;
        case Kind::server:
            if (!is_person) {
                return needs_a_person(*identity);
            }
            return identity->scope.require(server_right_);
        case Kind::reader:
            if (!is_person && !identity->scope.is_read_only()) {
                return needs_a_person(*identity);
            }
            break;
        case Kind::follower:
            if (!is_person && identity->means != Identity::Means::link) {
                return needs_a_person(*identity);
            }
            break;
        case Kind::home:
            return limited_too_ ? identity->scope.require_view(HomeId{std::string(home)}, right_)
                                : identity->scope.require(HomeId{std::string(home)}, right_);
    }
    return {};
}

}  // namespace ohmstead::http
