#include "http/refusal_log.hpp"

namespace ohmstead::http {
namespace {

constexpr std::string_view kSigningIn = "/api/v1/auth/";

bool shows_credentials(const RequestContext& context) {
    return !context.header("Authorization").empty() || !context.header("Cookie").empty();
}

// A visitor without credentials is refused with every first page. Where people sign in, what they
// bring (a link, a code, an invitation) may be wrong in other ways, too.
bool is_for_who_asks(const RequestContext& context, std::string_view route, ErrorCode code) {
    const bool signs_in = route.starts_with(kSigningIn);
    switch (code) {
        case ErrorCode::forbidden:
        case ErrorCode::rate_limited:
            return true;
        case ErrorCode::unauthenticated:
            return signs_in || shows_credentials(context);
        case ErrorCode::not_found:
        case ErrorCode::conflict:
            return signs_in;
        default:
            return false;
    }
}

}  // namespace

void RefusalLog::note(const RequestContext& context, std::string_view route, const Error& error,
                      Clock::time_point now) {
    if (!is_for_who_asks(context, route, error.code)) {
        return;
    }
    if (now - minute_ >= std::chrono::minutes{1}) {
        minute_ = now;
        told_ = 0;
    }
    if (told_ > kMostPerMinute) {
        return;
    }
    if (++told_ > kMostPerMinute) {
        log_.warning("more requests are refused within this minute than are told of");
        return;
    }
    log_.warning("refused {} {} from={} ({}): {}", name_of(context.method), route,
                 context.connection.peer.to_string(), context.request_id, error.detail);
}

}  // namespace ohmstead::http
