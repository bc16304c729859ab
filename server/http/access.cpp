#include "http/access.hpp"

namespace ohmstead::http {

Status Access::check(const Identity* identity, std::string_view home) const {
    if (kind_ == Kind::open) {
        return {};
    }
    if (identity == nullptr) {
        return make_error(ErrorCode::unauthenticated, "Sign in to do this.");
    }
    const bool is_person = identity->means != Identity::Means::api_key;
    switch (kind_) {
        case Kind::open:
            break;
        case Kind::ingest_key:
            if (is_person) {
                return make_error(ErrorCode::forbidden, "This needs an API key.");
            }
            if (!identity->scope.ingest_home()) {
                return make_error(ErrorCode::forbidden, "This key is not for adding readings.");
            }
            break;
        case Kind::signed_in:
            if (!is_person) {
                return make_error(ErrorCode::forbidden, "An API key does not allow this.");
            }
            break;
        case Kind::server:
            if (!is_person) {
                return make_error(ErrorCode::forbidden, "An API key does not allow this.");
            }
            return identity->scope.require(server_right_);
        case Kind::reader:
            if (!is_person && !identity->scope.is_read_only()) {
                return make_error(ErrorCode::forbidden, "An API key does not allow this.");
            }
            break;
        case Kind::home:
            return limited_too_ ? identity->scope.require_view(HomeId{std::string(home)}, right_)
                                : identity->scope.require(HomeId{std::string(home)}, right_);
    }
    return {};
}

}  // namespace ohmstead::http
