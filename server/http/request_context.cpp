#include "http/request_context.hpp"

namespace ohmstead::http {

bool RequestContext::client_has(std::string_view etag) const {
    std::string_view rest = headers.find("If-None-Match");
    if (trimmed(rest) == "*") {
        return true;
    }
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        auto candidate = trimmed(rest.substr(0, comma));
        if (candidate.starts_with("W/")) {
            candidate.remove_prefix(2);
        }
        if (candidate == etag) {
            return true;
        }
        rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
    }
    return false;
}

bool has_gzip_body(const RequestContext& context) {
    return equal_ignoring_case(context.header("Content-Encoding"), "gzip");
}

}  // namespace ohmstead::http
