#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <boost/json/object.hpp>

#include "net/http_client.hpp"
#include "store_dynamodb/failure.hpp"

namespace ohmstead::dynamodb {

// The answer's body, or why there is none to use.
class Reply {
public:
    Reply(boost::json::object body) : content_(std::move(body)) {}
    Reply(Failure failure) : content_(std::move(failure)) {}

    explicit operator bool() const { return content_.index() == 0; }
    boost::json::object& operator*() { return std::get<0>(content_); }
    const boost::json::object& operator*() const { return std::get<0>(content_); }
    boost::json::object* operator->() { return &std::get<0>(content_); }
    Failure& error() { return std::get<1>(content_); }
    const Failure& error() const { return std::get<1>(content_); }

private:
    std::variant<boost::json::object, Failure> content_;
};

// What an answer of DynamoDB's says, whatever its bytes.
Reply read_reply(const HttpResponse& response);

// Where no answer came.
Failure failure_of(const NetError& error);

// The form of the Date header, "Sun, 06 Nov 1994 08:49:37 GMT"; nothing for any other.
std::optional<Instant> parse_http_date(std::string_view text);

}  // namespace ohmstead::dynamodb
