#include "auth/provider_documents.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "auth/identity_provider.hpp"
#include "reflect/parse.hpp"

namespace ohmstead {
namespace {

namespace json = boost::json;

constexpr Milliseconds kFetchLimit = std::chrono::seconds{5};

Error no_document(std::string detail) {
    return make_error(ErrorCode::malformed, std::move(detail));
}

Error no_answer(const std::string& name) {
    return Error{.code = ErrorCode::unavailable,
                 .detail = fmt::format("{} does not answer at the moment.", name),
                 .retry_after_s = 30};
}

// An address that is safe; nothing for any other, and where there is none.
std::optional<std::string> address_in(const json::object& document, std::string_view name) {
    const auto* value = document.if_contains(name);
    if (value == nullptr || !value->is_string() || !is_safe_provider_url(value->get_string())) {
        return std::nullopt;
    }
    return std::string(value->get_string());
}

bool lists(const json::object& document, std::string_view name, std::string_view wanted) {
    const auto* value = document.if_contains(name);
    const auto* list = value == nullptr ? nullptr : value->if_array();
    return list != nullptr && std::any_of(list->begin(), list->end(), [&](const auto& each) {
               return each.is_string() && each.get_string() == wanted;
           });
}

}  // namespace

Result<ProviderMetadata> read_provider_metadata(std::string_view text, std::string_view issuer) {
    OHMSTEAD_TRY(const auto value, reflect::parse_json(text));
    const auto* document = value.if_object();
    if (document == nullptr) {
        return no_document("The discovery document is no object.");
    }
    const auto* named = document->if_contains("issuer");
    if (named == nullptr || !named->is_string() || named->get_string() != issuer) {
        return no_document("The discovery document is of another issuer.");
    }
    ProviderMetadata metadata;
    for (auto& [name, address] :
         {std::pair{"authorization_endpoint", &metadata.authorization_endpoint},
          std::pair{"token_endpoint", &metadata.token_endpoint},
          std::pair{"jwks_uri", &metadata.jwks_uri}}) {
        auto found = address_in(*document, name);
        if (!found) {
            return no_document(
                fmt::format("The discovery document has no {} that could be used.", name));
        }
        *address = std::move(*found);
    }
    if (document->contains("end_session_endpoint")) {
        auto found = address_in(*document, "end_session_endpoint");
        if (!found) {
            return no_document("The discovery document has an address that is not safe.");
        }
        metadata.end_session_endpoint = std::move(*found);
    }
    const auto* names_issuer =
        document->if_contains("authorization_response_iss_parameter_supported");
    metadata.names_issuer =
        names_issuer != nullptr && names_issuer->is_bool() && names_issuer->get_bool();
    constexpr std::string_view kMethods = "token_endpoint_auth_methods_supported";
    metadata.secret_in_body =
        document->contains(kMethods) && !lists(*document, kMethods, "client_secret_basic");
    return metadata;
}

ProviderDocuments::ProviderDocuments(Place place, HttpFetch fetch,
                                     boost::asio::any_io_executor executor, TaskGroup& tasks,
                                     const Clock& clock, Log log)
    : place_(std::move(place)),
      fetch_(std::move(fetch)),
      tasks_(tasks),
      clock_(clock),
      log_(log),
      ended_(std::move(executor)) {}

Task<Result<std::shared_ptr<const ProviderMetadata>>> ProviderDocuments::metadata() {
    // Who is led to its pages while it is away meets a dead end.
    if ((failing_ || !still_good(metadata_)) && may_try()) {
        co_await await_refresh();
    }
    if (failing_) {
        co_return no_answer(place_.name);
    }
    co_return still_good(metadata_);
}

Task<Result<std::shared_ptr<const JwkSet>>> ProviderDocuments::keys() {
    if (!still_good(keys_) && may_try()) {
        co_await await_refresh();
    } else if (age_of(keys_.fetched_at) >= kFreshKeys && may_try()) {
        begin_refresh();
    }
    co_return still_good(keys_);
}

Task<Result<std::shared_ptr<const JwkSet>>> ProviderDocuments::newer_keys() {
    if (may_try()) {
        co_await await_refresh();
    }
    co_return still_good(keys_);
}

void ProviderDocuments::maintain() {
    if (age_of(keys_.fetched_at) >= kFreshKeys && may_try()) {
        begin_refresh();
    }
}

// Whether asking now is worth it: a try is under way, or none was made just now.
bool ProviderDocuments::may_try() const {
    return refreshing_ || !tried_at_ || age_of(*tried_at_) >= kBetweenTries;
}

// A clock that was set back says nothing about age; then asking again does no harm.
Milliseconds ProviderDocuments::age_of(Instant then) const {
    const auto age = clock_.now() - then;
    return age < Milliseconds{0} ? kBetweenTries : age;
}

template <class T>
Result<std::shared_ptr<const T>> ProviderDocuments::still_good(const Kept<T>& kept) const {
    if (kept.value == nullptr || age_of(kept.fetched_at) > kLastResort) {
        return no_answer(place_.name);
    }
    return kept.value;
}

void ProviderDocuments::begin_refresh() {
    if (!std::exchange(refreshing_, true)) {
        tried_at_ = clock_.now();
        tasks_.spawn("documents of " + place_.name, refresh_once());
    }
}

Task<void> ProviderDocuments::await_refresh() {
    // It may end before this goes on.
    const auto before = refreshes_;
    begin_refresh();
    const auto end = std::chrono::steady_clock::now() + kLongestWait;
    while (refreshes_ == before) {
        const auto left = std::chrono::ceil<Milliseconds>(end - std::chrono::steady_clock::now());
        if (left <= Milliseconds{0}) {
            co_return;
        }
        co_await ended_.wait_for(left);
    }
}

Task<void> ProviderDocuments::refresh_once() {
    const auto refreshed = co_await refresh();
    if (!refreshed) {
        log_.warning("{} does not tell its addresses and keys: {}", place_.name,
                     refreshed.error().detail);
    } else if (failing_) {
        log_.info("{} tells its addresses and keys again", place_.name);
    }
    failing_ = !refreshed;
    refreshing_ = false;
    ++refreshes_;
    ended_.notify();
}

Task<Status> ProviderDocuments::refresh() {
    if (metadata_.value == nullptr || age_of(metadata_.fetched_at) >= kFreshAddresses) {
        const auto fetched = co_await fetch_metadata();
        if (!fetched && metadata_.value == nullptr) {
            co_return fetched;
        }
    }
    auto fetched = co_await fetch_keys();
    co_return fetched;
}

Task<Status> ProviderDocuments::fetch_metadata() {
    OHMSTEAD_CO_TRY(const auto text, co_await fetch_text(place_.discovery_base +
                                                         "/.well-known/openid-configuration"));
    OHMSTEAD_CO_TRY(auto metadata, read_provider_metadata(text, place_.issuer));
    metadata_ = {.value = std::make_shared<const ProviderMetadata>(std::move(metadata)),
                 .fetched_at = clock_.now()};
    co_return Status{};
}

Task<Status> ProviderDocuments::fetch_keys() {
    OHMSTEAD_CO_TRY(const auto text, co_await fetch_text(metadata_.value->jwks_uri));
    OHMSTEAD_CO_TRY(auto keys, read_jwk_set(text));
    if (keys_.value == nullptr || keys_.value->refused != keys.refused) {
        for (const auto& reason : keys.refused) {
            log_.warning("{} publishes a key that does not count: {}", place_.name, reason);
        }
    }
    if (keys.keys.empty()) {
        co_return no_document("Its key set has no key that could be used.");
    }
    keys_ = {.value = std::make_shared<const JwkSet>(std::move(keys)), .fetched_at = clock_.now()};
    co_return Status{};
}

Task<Result<std::string>> ProviderDocuments::fetch_text(std::string address) {
    OHMSTEAD_CO_TRY(auto url, parse_url(address));
    HttpRequest request{.url = std::move(url),
                        .headers = {{"Accept", "application/json"}},
                        .body = {},
                        .time_limit = kFetchLimit,
                        .max_body = kLargestJwkSet,
                        .dial = {}};
    auto response = co_await fetch_(std::move(request));
    if (!response) {
        co_return to_error(response.error());
    }
    // Where a redirect leads is not followed: nobody has configured that.
    if (response->status != 200) {
        co_return make_error(ErrorCode::unavailable,
                             fmt::format("It answered with status {}.", response->status));
    }
    co_return std::move(response->body);
}

}  // namespace ohmstead
