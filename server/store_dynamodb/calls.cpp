#include "store_dynamodb/calls.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "async/timeout.hpp"
#include "store_dynamodb/consumption.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMaxAnswer = std::size_t{20} << 20;  // a batch is at most 16 MB
constexpr Milliseconds kClockTolerance{4 * 60'000};        // the service's is 5 minutes

std::vector<std::pair<std::string, std::string>> headers_for(std::string_view operation) {
    return {{"Content-Type", "application/x-amz-json-1.0"},
            {"X-Amz-Target", fmt::format("DynamoDB_20120810.{}", operation)}};
}

HttpPoolOptions pool_options(const Settings& settings, const Url& endpoint) {
    return {.origin = endpoint,
            .dial = {.addresses = AddressPolicy::self_hosted, .pinned_fingerprint = {}},
            .connections = settings.connections};
}

}  // namespace

Calls::Calls(ClientServices services, Settings settings, Url endpoint)
    : services_(std::move(services)),
      settings_(std::move(settings)),
      endpoint_(std::move(endpoint)),
      pool_(services_.executor, pool_options(settings_, endpoint_)) {}

Result<Call> Calls::begin() {
    if (running_ >= settings_.connections + settings_.queued) {
        return make_error(ErrorCode::unavailable,
                          "Too many requests wait for the database. Try again later.");
    }
    return Call{.place = Call::Place(running_), .end = timing().now() + settings_.call_limit};
}

Task<Reply> Calls::send(Call& call, std::string_view operation, boost::json::object body) {
    const auto text = boost::json::serialize(body);
    for (int attempts = 1;;) {
        auto reply = co_await attempt(call, operation, text);
        if (reply) {
            served(call);
            co_return reply;
        }
        const auto& failure = reply.error();
        call.unsure = call.unsure || failure.may_have_acted;
        if (can_mend(call, failure)) {
            continue;
        }
        const bool again =
            failure.kind == FailureKind::transient || failure.kind == FailureKind::throttled;
        if (!again || attempts >= settings_.attempts) {
            co_return reply;
        }
        const bool waited = co_await pause(call, failure, attempts);
        if (!waited) {
            co_return reply;
        }
        ++attempts;
    }
}

Task<Reply> Calls::attempt(Call& call, std::string_view operation, const std::string& body) {
    auto credentials = co_await value_within(services_.credentials.current(), time_left(call));
    if (!credentials || !*credentials) {
        co_return Failure{.kind = FailureKind::transient, .code = "no credentials"};
    }
    call.credentials = std::move(**credentials);
    HttpRequest request{.method = HttpMethod::post,
                        .url = endpoint_,
                        .headers = headers_for(operation),
                        .body = body,
                        .time_limit = std::min(settings_.attempt_limit, time_left(call)),
                        .max_body = kMaxAnswer,
                        .dial = {}};
    auto to_sign = request.headers;
    to_sign.emplace_back("Host", endpoint_.authority());
    auto signature = sign_v4({.method = "POST",
                              .headers = std::move(to_sign),
                              .body = body,
                              .region = settings_.region,
                              .service = "dynamodb",
                              .at = server_now()},
                             call.credentials);
    std::move(signature.begin(), signature.end(), std::back_inserter(request.headers));
    auto response = co_await pool_.send(std::move(request), time_left(call));
    call.unsure = call.unsure || (response && response->sent_twice);
    auto reply = response ? read_reply(*response) : Reply(failure_of(response.error()));
    report(operation, reply);
    co_return reply;
}

Task<bool> Calls::pause(Call& call, const Failure& failure, int attempt) {
    const auto duration = pause_after(failure, attempt, timing().random());
    if (duration >= time_left(call)) {
        co_return false;
    }
    const auto cost = budget_.take(failure.kind);
    if (!cost) {
        co_return false;
    }
    call.spent = *cost;
    co_await timing().sleep(duration);
    co_return true;
}

void Calls::served(Call& call) {
    budget_.give_back(std::exchange(call.spent, 0));
}

Error Calls::error_of(std::string_view operation, const Failure& failure) const {
    const bool may_pass =
        failure.kind == FailureKind::transient || failure.kind == FailureKind::throttled;
    const auto line =
        fmt::format("{} failed with {}, request {}: {}", operation, failure.code,
                    failure.request_id.empty() ? "none" : failure.request_id, failure.message);
    if (!may_pass) {
        log().error("{}", line);
        return make_error(ErrorCode::internal, "The database refused a request.");
    }
    log().warning("{}", line);
    return make_error(ErrorCode::unavailable,
                      failure.kind == FailureKind::throttled
                          ? "The database has too much to do at the moment. Try again later."
                          : "The database does not answer at the moment. Try again later.");
}

// Once per call and cause: what can be put right is, and the request sent again at once.
bool Calls::can_mend(Call& call, const Failure& failure) {
    if (failure.kind == FailureKind::clock && failure.server_time && !call.clock_corrected) {
        const auto error = *failure.server_time - services_.clock.now();
        if (std::chrono::abs(error - clock_error_) > kClockTolerance) {
            call.clock_corrected = true;
            clock_error_ = error;
            log().warning("This machine's clock is {} s off; requests are signed with DynamoDB's.",
                          std::chrono::duration_cast<Seconds>(error).count());
            return true;
        }
    }
    const bool signature =
        failure.kind == FailureKind::clock || failure.kind == FailureKind::credentials;
    if (signature && !call.credentials_renewed) {
        call.credentials_renewed = true;
        services_.credentials.refused(call.credentials);
        return true;
    }
    return false;
}

Milliseconds Calls::time_left(const Call& call) {
    const auto left = std::chrono::floor<Milliseconds>(call.end - timing().now());
    return std::max(left, Milliseconds{0});
}

void Calls::report(std::string_view operation, const Reply& reply) {
    if (services_.costs == nullptr) {
        return;
    }
    RequestReport report{.operation = operation, .units = {}};
    if (reply) {
        report.units = units_of(operation, *reply, settings_.table_prefix);
    } else {
        report.answered =
            reply.error().kind == FailureKind::throttled ? Answered::throttled : Answered::failed;
    }
    services_.costs->requested(report);
}

}  // namespace ohmstead::dynamodb
