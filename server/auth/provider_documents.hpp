#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/any_io_executor.hpp>

#include "async/event.hpp"
#include "async/task.hpp"
#include "async/task_group.hpp"
#include "auth/jwk_set.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "net/http_client.hpp"

namespace ohmstead {

// How requests go out: send_http(), or what a test answers.
using HttpFetch = std::function<Task<NetResult<HttpResponse>>(HttpRequest)>;

// What a provider says of itself (OpenID Connect Discovery 1.0), as far as it is used.
struct ProviderMetadata {
    std::string authorization_endpoint;
    std::string token_endpoint;
    std::string jwks_uri;
    std::string end_session_endpoint;  // empty: it has none
    bool names_issuer = false;         // RFC 9207: its answers carry `iss`
    bool secret_in_body = false;       // it does not take the client's secret as a header
};

// malformed for anything but the document of exactly `issuer` with addresses that are safe.
Result<ProviderMetadata> read_provider_metadata(std::string_view json, std::string_view issuer);

// A provider's discovery document and key set, kept up to date: addresses for an hour, keys for
// five minutes, both for up to a day when it does not answer. Fetched by HTTPS alone, except from
// this machine, once at a time whoever waits. I/O thread only; outlives its tasks.
class ProviderDocuments {
public:
    static constexpr Milliseconds kFreshKeys = std::chrono::minutes{5};
    static constexpr Milliseconds kFreshAddresses = std::chrono::hours{1};
    static constexpr Milliseconds kLastResort = std::chrono::hours{24};
    // Between two tries that somebody has asked for.
    static constexpr Milliseconds kBetweenTries = std::chrono::seconds{30};
    // No request waits longer for a try.
    static constexpr Milliseconds kLongestWait = std::chrono::seconds{2};

    struct Place {
        std::string name;            // for the log
        std::string discovery_base;  // without the well-known part
        std::string issuer;
    };

    ProviderDocuments(Place place, HttpFetch fetch, boost::asio::any_io_executor executor,
                      TaskGroup& tasks, const Clock& clock, Log log);

    // unavailable when the provider has not answered for a day, or never has.
    Task<Result<std::shared_ptr<const ProviderMetadata>>> metadata();
    Task<Result<std::shared_ptr<const JwkSet>>> keys();
    // The same after a key was unknown: fetched again, if that was not tried just now.
    Task<Result<std::shared_ptr<const JwkSet>>> newer_keys();

    // Begins what is due. The application calls it every minute.
    void maintain();

private:
    template <class T>
    struct Kept {
        std::shared_ptr<const T> value;
        Instant fetched_at{};
    };

    Task<void> refresh_once();
    Task<Status> refresh();
    Task<Status> fetch_metadata();
    Task<Status> fetch_keys();
    Task<Result<std::string>> fetch_text(std::string url);
    void begin_refresh();
    Task<void> await_refresh();
    bool may_try() const;
    Milliseconds age_of(Instant then) const;
    template <class T>
    Result<std::shared_ptr<const T>> still_good(const Kept<T>& kept) const;

    Place place_;
    HttpFetch fetch_;
    TaskGroup& tasks_;
    const Clock& clock_;
    Log log_;
    Event ended_;
    Kept<ProviderMetadata> metadata_;
    Kept<JwkSet> keys_;
    std::optional<Instant> tried_at_;
    std::uint64_t refreshes_ = 0;
    bool refreshing_ = false;
    bool failing_ = false;
};

}  // namespace ohmstead
