#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "async/task.hpp"
#include "async/task_group.hpp"
#include "async/turnstile.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "crypto/sigv4.hpp"

namespace ohmstead::dynamodb {

// Where the client gets what it signs with. I/O thread only.
class CredentialProvider {
public:
    virtual ~CredentialProvider() = default;
    // Errors: unavailable when there are none.
    virtual Task<Result<SigningCredentials>> current() = 0;
    // DynamoDB does not take these any more: the next current() fetches others, where it can.
    virtual void refused(const SigningCredentials& credentials) = 0;
};

// The same for ever: for tests and emulators.
class FixedCredentials final : public CredentialProvider {
public:
    explicit FixedCredentials(SigningCredentials credentials)
        : credentials_(std::move(credentials)) {}
    Task<Result<SigningCredentials>> current() override { co_return credentials_; }
    void refused(const SigningCredentials&) override {}

private:
    SigningCredentials credentials_;
};

struct Credentials {
    SigningCredentials signing;
    std::optional<Instant> expires = {};
};

// Where credentials come from. I/O thread only.
class CredentialSource {
public:
    virtual ~CredentialSource() = default;
    // For the log: "the container", "the web identity".
    virtual std::string name() const = 0;
    // Errors: unavailable, with the reason for the log.
    virtual Task<Result<Credentials>> fetch() = 0;
};

// Keeps what a source gave until it is about to expire: fetches anew from 15 minutes before, beside
// the calls, and from 10 minutes before makes them wait for it. What has not expired is used for as
// long as the source fails. Close before the executor's end.
class CachedCredentials final : public CredentialProvider {
public:
    CachedCredentials(boost::asio::any_io_executor executor,
                      std::unique_ptr<CredentialSource> source, const Clock& clock, Log log);

    Task<Result<SigningCredentials>> current() override;
    void refused(const SigningCredentials& credentials) override;

    // Ends what is being fetched.
    Task<void> close();

private:
    // How long the ones at hand will do.
    enum class Use { freely, while_renewing, not_at_all };

    Use use() const;
    bool expired() const;
    bool just_failed() const;
    Task<void> renew();
    Task<void> renew_beside();

    std::unique_ptr<CredentialSource> source_;
    const Clock& clock_;
    Log log_;
    std::optional<Credentials> held_;
    bool refused_ = false;
    std::optional<Instant> failed_at_;
    bool renewing_ = false;
    Turnstile turnstile_;
    TaskGroup tasks_;
};

}  // namespace ohmstead::dynamodb
