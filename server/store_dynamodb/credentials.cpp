#include "store_dynamodb/credentials.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::chrono::minutes kRenewBefore{15};
constexpr std::chrono::minutes kWaitBefore{10};
constexpr std::chrono::seconds kPauseAfterFailure{10};

bool same(const SigningCredentials& a, const SigningCredentials& b) {
    return a.access_key_id == b.access_key_id && a.session_token == b.session_token;
}

}  // namespace

CachedCredentials::CachedCredentials(boost::asio::any_io_executor executor,
                                     std::unique_ptr<CredentialSource> source, const Clock& clock,
                                     Log log)
    : source_(std::move(source)),
      clock_(clock),
      log_(log),
      turnstile_(executor),
      tasks_(executor, log) {}

Task<Result<SigningCredentials>> CachedCredentials::current() {
    if (use() == Use::while_renewing && !renewing_) {
        renewing_ = true;
        tasks_.spawn("renewal of credentials", renew_beside());
    }
    if (use() == Use::not_at_all) {
        co_await renew();
    }
    if (!held_ || refused_ || expired()) {
        co_return make_error(ErrorCode::unavailable, "There are no credentials for the database.");
    }
    co_return held_->signing;
}

void CachedCredentials::refused(const SigningCredentials& credentials) {
    if (held_ && same(held_->signing, credentials)) {
        refused_ = true;
        failed_at_.reset();
    }
}

Task<void> CachedCredentials::close() {
    tasks_.cancel();
    co_await tasks_.join();
}

CachedCredentials::Use CachedCredentials::use() const {
    if (!held_ || refused_) {
        return Use::not_at_all;
    }
    const auto now = clock_.now();
    if (!held_->expires || now < *held_->expires - kRenewBefore) {
        return Use::freely;
    }
    return now < *held_->expires - kWaitBefore ? Use::while_renewing : Use::not_at_all;
}

bool CachedCredentials::expired() const {
    return held_->expires && clock_.now() >= *held_->expires;
}

// Not long after a failure. A clock that was set back does not prolong that.
bool CachedCredentials::just_failed() const {
    return failed_at_ && std::chrono::abs(clock_.now() - *failed_at_) < kPauseAfterFailure;
}

Task<void> CachedCredentials::renew_beside() {
    struct Done {
        bool& renewing;
        ~Done() { renewing = false; }
    };
    const Done done{renewing_};
    co_await renew();
}

Task<void> CachedCredentials::renew() {
    auto pass = co_await turnstile_.enter();
    // Somebody else may have done it, or failed to, meanwhile.
    if (use() == Use::freely || just_failed()) {
        co_return;
    }
    auto fetched = co_await source_->fetch();
    if (!fetched) {
        log_.warning("No credentials from {}: {}", source_->name(), fetched.error().detail);
        failed_at_ = clock_.now();
        co_return;
    }
    held_ = std::move(*fetched);
    refused_ = false;
    failed_at_.reset();
    log_.info("Credentials from {}, {}.", source_->name(),
              held_->expires ? "valid until " + format_rfc3339(*held_->expires) : "without end");
}

}  // namespace ohmstead::dynamodb
