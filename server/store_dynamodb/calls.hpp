#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include <boost/json/object.hpp>

#include "net/http_pool.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/reply.hpp"
#include "store_dynamodb/retry.hpp"

namespace ohmstead::dynamodb {

// One call of the client's interface, from its admission to its end: what it may still use, and
// what became of its requests so far.
struct Call {
    // Counts as running for as long as it lives.
    class Place {
    public:
        explicit Place(std::size_t& running) : running_(&running) { ++running; }
        Place(Place&& other) noexcept : running_(std::exchange(other.running_, nullptr)) {}
        Place& operator=(Place&&) = delete;
        ~Place() {
            if (running_ != nullptr) {
                --*running_;
            }
        }

    private:
        std::size_t* running_;
    };

    Place place;
    std::chrono::steady_clock::time_point end;
    SigningCredentials credentials = {};  // of the last request
    bool credentials_renewed = false;
    bool clock_corrected = false;
    bool unsure = false;  // a request that failed may have acted
    int spent = 0;        // of the budget, for the last repetition
};

// Sends requests: signs, repeats, counts. Knows nothing of what they say.
class Calls {
public:
    Calls(ClientServices services, Settings settings, Url endpoint);

    const Settings& settings() const { return settings_; }
    const Log& log() const { return services_.log; }
    Timing& timing() { return *services_.timing; }

    // Errors: unavailable when too many calls run already.
    Result<Call> begin();

    // Until it is served, or cannot be within the call's limits. `operation` is a literal.
    Task<Reply> send(Call& call, std::string_view operation, boost::json::object body);

    // Waits before attempt `attempt` + 1. False when the budget or the call's time does not reach.
    Task<bool> pause(Call& call, const Failure& failure, int attempt);
    // What was repeated, was served.
    void served(Call& call);

    // What the caller is told.
    Error error_of(std::string_view operation, const Failure& failure) const;

private:
    Task<Reply> attempt(Call& call, std::string_view operation, const std::string& body);
    Milliseconds time_left(const Call& call);
    Instant server_now() const { return services_.clock.now() + clock_error_; }
    bool can_mend(Call& call, const Failure& failure);
    void report(std::string_view operation, const Reply& reply);

    ClientServices services_;
    Settings settings_;
    Url endpoint_;
    HttpPool pool_;
    RetryBudget budget_;
    Milliseconds clock_error_{0};  // of ours against the service's
    std::size_t running_ = 0;
};

}  // namespace ohmstead::dynamodb
