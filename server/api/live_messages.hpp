#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "reflect/field_rule.hpp"

namespace ohmstead::api {

// What the live socket says besides the hub's frames, and what clients say to it.

struct HelloFrame {
    std::string type = "hello";
    std::string server;  // another after each start of the server
    std::string version;
};
BOOST_DESCRIBE_STRUCT(HelloFrame, (), (type, server, version))

// Once, two minutes before what the socket was opened with is over, or at once where it is over
// sooner: time to come back with something newer. At that time the socket is closed with 4401,
// unless the session is used until then and so goes on.
struct EndingFrame {
    std::string type = "ending";
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(EndingFrame, (), (type, at))

struct ErrorFrame {
    std::string type = "error";
    std::string code;
    std::string detail;
    std::optional<std::string> home;  // the one that was asked for
};
BOOST_DESCRIBE_STRUCT(ErrorFrame, (), (type, code, detail, home))

// To the members of a home that they follow: who is in it has changed, an operator visits it or
// does so no more. What has changed, they ask for.
struct PeopleFrame {
    std::string type = "people";
    std::string home;
};
BOOST_DESCRIBE_STRUCT(PeopleFrame, (), (type, home))

enum class LiveRequestType { subscribe, unsubscribe };
BOOST_DESCRIBE_ENUM(LiveRequestType, subscribe, unsubscribe)

struct LiveRequest {
    LiveRequestType type = LiveRequestType::subscribe;
    std::string home;
};
BOOST_DESCRIBE_STRUCT(LiveRequest, (), (type, home))
inline constexpr FieldRule kLiveRequestRules[]{{.field = "home", .max_length = 64}};
constexpr std::span<const FieldRule> rules_for(const LiveRequest*) {
    return kLiveRequestRules;
}

}  // namespace ohmstead::api
