#include "store_dynamodb/reply.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <zlib.h>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

namespace ohmstead::dynamodb {
namespace {

namespace json = boost::json;

// 32 levels of maps and lists, each two of JSON, in an item in a list in the answer.
constexpr std::size_t kMaxDepth = 80;
constexpr std::size_t kMaxMessage = 300;

struct Known {
    std::string_view code;
    FailureKind kind;
};

constexpr std::array kKnown{
    Known{"ProvisionedThroughputExceededException", FailureKind::throttled},
    Known{"ThrottlingException", FailureKind::throttled},
    Known{"RequestLimitExceeded", FailureKind::throttled},
    Known{"LimitExceededException", FailureKind::throttled},
    Known{"TransactionConflictException", FailureKind::transient},
    Known{"TransactionInProgressException", FailureKind::transient},
    Known{"ReplicatedWriteConflictException", FailureKind::transient},
    Known{"InternalServerError", FailureKind::transient},
    Known{"ServiceUnavailable", FailureKind::transient},
    Known{"ConditionalCheckFailedException", FailureKind::condition},
    Known{"ExpiredTokenException", FailureKind::credentials},
    Known{"UnrecognizedClientException", FailureKind::credentials},
    Known{"InvalidSignatureException", FailureKind::clock},
    Known{"RequestExpired", FailureKind::clock},
    Known{"RequestTimeTooSkewed", FailureKind::clock},
    // What an action of a cancelled transaction can say.
    Known{"ConditionalCheckFailed", FailureKind::condition},
    Known{"TransactionConflict", FailureKind::transient},
    Known{"ProvisionedThroughputExceeded", FailureKind::throttled},
    Known{"ThrottlingError", FailureKind::throttled},
};

FailureKind kind_of(std::string_view code, int status) {
    const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                    [&](const Known& one) { return one.code == code; });
    if (known != kKnown.end()) {
        return known->kind;
    }
    return status >= 500 ? FailureKind::transient : FailureKind::refused;
}

std::string_view member_text(const json::object& object, json::string_view name) {
    const auto* value = object.if_contains(name);
    const auto* text = value != nullptr ? value->if_string() : nullptr;
    return text != nullptr ? std::string_view(text->data(), text->size()) : std::string_view();
}

// A transaction is worth another try only when each action that was not fine was merely in the way
// of another, or too much at once.
FailureKind kind_of_cancellation(const json::object& body) {
    const auto* value = body.if_contains("CancellationReasons");
    const auto* reasons = value != nullptr ? value->if_array() : nullptr;
    std::optional<FailureKind> worst;
    for (const auto& reason : reasons != nullptr ? *reasons : json::array()) {
        const auto* fields = reason.if_object();
        const auto code = fields != nullptr ? member_text(*fields, "Code") : std::string_view();
        if (code != "None") {
            worst = std::max(worst.value_or(FailureKind::transient), kind_of(code, 400));
        }
    }
    return worst.value_or(FailureKind::refused);
}

// Why DynamoDB throttled: a hot partition, a ceiling of the table's, one of the account's.
std::string_view throttling_reason(const json::object& body) {
    for (const auto* name : {"ThrottlingReasons", "throttlingReasons"}) {
        const auto* value = body.if_contains(name);
        const auto* reasons = value != nullptr ? value->if_array() : nullptr;
        const auto* first =
            reasons != nullptr && !reasons->empty() ? reasons->front().if_object() : nullptr;
        if (first != nullptr) {
            return member_text(*first, "reason");
        }
    }
    return {};
}

std::optional<json::object> parse_object(std::string_view text) {
    json::parse_options options;
    options.max_depth = kMaxDepth;
    json::error_code error;
    auto value = json::parse(json::string_view(text.data(), text.size()), error,
                             json::storage_ptr(), options);
    if (error || !value.is_object()) {
        return std::nullopt;
    }
    return std::move(value.get_object());
}

template <class Number>
std::optional<Number> parse_whole(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

bool is_intact(const HttpResponse& response) {
    const auto stated = response.header("x-amz-crc32");
    const auto* const bytes = reinterpret_cast<const Bytef*>(response.body.data());
    return stated.empty() ||
           parse_whole<unsigned long>(stated) == crc32_z(0, bytes, response.body.size());
}

Failure transient(std::string code) {
    return {.kind = FailureKind::transient, .code = std::move(code), .may_have_acted = true};
}

Failure read_failure(const HttpResponse& response) {
    Failure failure;
    failure.body = parse_object(response.body).value_or(json::object());
    const auto type = member_text(failure.body, "__type");
    failure.code = type.substr(type.find('#') == std::string_view::npos ? 0 : type.find('#') + 1);
    failure.kind = failure.code == "TransactionCanceledException"
                       ? kind_of_cancellation(failure.body)
                       : kind_of(failure.code, response.status);
    if (failure.code.empty()) {
        failure.code = fmt::format("HTTP {}", response.status);
    }
    if (const auto reason = throttling_reason(failure.body); !reason.empty()) {
        failure.message = std::string(reason) + ": ";
    }
    const auto message = member_text(failure.body, "message");
    failure.message += message.empty() ? member_text(failure.body, "Message") : message;
    failure.message.resize(std::min(failure.message.size(), kMaxMessage));
    // A condition that failed says so before anything is written; a 5xx says nothing.
    failure.may_have_acted = response.status >= 500 && failure.kind == FailureKind::transient;
    return failure;
}

}  // namespace

Reply read_reply(const HttpResponse& response) {
    if (!is_intact(response)) {
        auto failure = transient("checksum");
        failure.request_id = response.header("x-amzn-requestid");
        return failure;
    }
    std::optional<json::object> body;
    if (response.status == 200 && (body = parse_object(response.body))) {
        return *std::move(body);
    }
    auto failure = response.status == 200 ? transient("unreadable answer") : read_failure(response);
    failure.request_id = response.header("x-amzn-requestid");
    failure.server_time = parse_http_date(response.header("date"));
    const auto pause = parse_whole<std::int32_t>(response.header("x-amz-retry-after"));
    if (pause && *pause >= 0) {
        failure.retry_after = Milliseconds{*pause};
    }
    return failure;
}

Failure failure_of(const NetError& error) {
    switch (error.failure) {
        case NetFailure::refused_address:
            return {.kind = FailureKind::refused, .code = "address refused"};
        case NetFailure::tls:
            if (error.fingerprint.empty()) {
                return {.kind = FailureKind::transient, .code = "connection lost"};
            }
            return {.kind = FailureKind::refused, .code = "certificate not trusted"};
        case NetFailure::unresolved:
            return {.kind = FailureKind::transient, .code = "unknown host"};
        case NetFailure::busy:
            return {.kind = FailureKind::transient, .code = "busy"};
        case NetFailure::too_large:
            return {.kind = FailureKind::refused, .code = "answer too large"};
        case NetFailure::timeout:
            return transient("timeout");
        case NetFailure::unreachable:
        case NetFailure::protocol:
        case NetFailure::declined:
        case NetFailure::closed:
            return transient("connection lost");
    }
    return transient("connection lost");
}

std::optional<Instant> parse_http_date(std::string_view text) {
    constexpr std::array<std::string_view, 12> kMonths{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    if (text.size() != 29 || text.substr(3, 2) != ", " || text[7] != ' ' || text[11] != ' ' ||
        text[16] != ' ' || text.substr(25) != " GMT") {
        return std::nullopt;
    }
    const auto month = std::find(kMonths.begin(), kMonths.end(), text.substr(8, 3));
    if (month == kMonths.end()) {
        return std::nullopt;
    }
    // All else that can be wrong in it, the other parser finds.
    return parse_rfc3339(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4),
                                     month - kMonths.begin() + 1, text.substr(5, 2),
                                     text.substr(17, 8)));
}

}  // namespace ohmstead::dynamodb
