#include "http/same_origin.hpp"

#include "crypto/bytes.hpp"

namespace ohmstead::http {
namespace {

std::string_view without_default_port(std::string_view host, bool tls) {
    const std::string_view port = tls ? ":443" : ":80";
    return host.ends_with(port) ? host.substr(0, host.size() - port.size()) : host;
}

Error foreign() {
    return make_error(ErrorCode::forbidden, "This was sent by a page of another origin.");
}

// Browsers send cookies of their own accord; tokens and keys they do not.
bool comes_by_cookie(const RequestContext& context) {
    return context.identity && context.identity->means == Identity::Means::session;
}

}  // namespace

bool is_own_origin(std::string_view origin, const ConnectionFacts& connection) {
    const std::string_view scheme = connection.tls ? "https://" : "http://";
    return origin.starts_with(scheme) &&
           equal_ignoring_case(without_default_port(origin.substr(scheme.size()), connection.tls),
                               without_default_port(connection.host, connection.tls));
}

Status check_not_forged(const RequestContext& context) {
    const auto& headers = context.headers;
    if (headers.has("Origin") && !is_own_origin(headers.find("Origin"), context.connection)) {
        return foreign();
    }
    const auto site = headers.find("Sec-Fetch-Site");
    if (!site.empty() && site != "same-origin" && site != "none") {
        return foreign();
    }
    if (comes_by_cookie(context) &&
        !equal_in_constant_time(bytes_of(headers.find("X-CSRF-Token")),
                                bytes_of(context.identity->csrf_token))) {
        return make_error(ErrorCode::forbidden, "The X-CSRF-Token is missing or wrong.");
    }
    return {};
}

Status check_socket_origin(const RequestContext& context) {
    const auto origin = context.headers.find("Origin");
    if (context.headers.has("Origin") ? is_own_origin(origin, context.connection)
                                      : context.identity && !comes_by_cookie(context)) {
        return {};
    }
    return foreign();
}

}  // namespace ohmstead::http
