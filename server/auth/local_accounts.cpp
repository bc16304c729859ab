#include "auth/local_accounts.hpp"

#include <utility>

#include "auth/password_rules.hpp"
#include "auth/text_rules.hpp"
#include "base/ascii.hpp"

namespace ohmstead {
namespace {

// Each takes about a tenth of a second on a small machine, one after the other.
constexpr std::size_t kMostHashing = 16;

// Counts one who waits for a hash, for as long as it lives.
class HashingSlot {
public:
    explicit HashingSlot(std::size_t& taken) : taken_(taken) { ++taken_; }
    ~HashingSlot() { --taken_; }
    HashingSlot(const HashingSlot&) = delete;
    HashingSlot& operator=(const HashingSlot&) = delete;

private:
    std::size_t& taken_;
};

struct CheckedPassword {
    bool matches = false;
    std::string renewed_hash;  // when the stored one has another cost than new ones
};

// Takes as long for an empty `phc` (no such account, or one without a password) as for any other.
CheckedPassword check(const std::string& phc, const std::string& password,
                      const PasswordCost& cost) {
    if (phc.empty()) {
        hash_password(password, cost);
        return {};
    }
    CheckedPassword checked;
    checked.matches = verify_password(phc, password);
    if (checked.matches && needs_rehash(phc, cost)) {
        checked.renewed_hash = hash_password(password, cost);
    }
    return checked;
}

Error wrong_credentials() {
    return make_error(ErrorCode::unauthenticated, "The e-mail address or the password is wrong.");
}

Error dead_setup_link() {
    return make_error(ErrorCode::forbidden,
                      "This set-up link is used or too old. While there is no owner, the server "
                      "prints a new one when it starts.");
}

Error too_busy() {
    return Error{.code = ErrorCode::unavailable,
                 .detail = "Too many people are signing in. Try again in a moment.",
                 .fields = {},
                 .retry_after_s = 2};
}

Error no_such_user() {
    return make_error(ErrorCode::not_found, "There is no such user.");
}

FieldError wrong_name() {
    return {.pointer = "/name",
            .code = "format",
            .detail = "A name has 1 to 100 characters that can be shown."};
}

Status check_fields(const OwnerRegistration& registration) {
    Error error = make_error(ErrorCode::invalid, "Some fields are wrong.");
    if (!is_person_name(registration.name)) {
        error.fields.push_back(wrong_name());
    }
    if (!is_email(registration.email)) {
        error.fields.push_back({.pointer = "/email",
                                .code = "format",
                                .detail = "This does not look like an e-mail address."});
    }
    const Status password =
        check_password(registration.password, registration.name, registration.email);
    if (!password) {
        const auto& fields = password.error().fields;
        error.fields.insert(error.fields.end(), fields.begin(), fields.end());
    }
    return error.fields.empty() ? Status{} : Status{std::move(error)};
}

}  // namespace

LocalAccounts::LocalAccounts(UserStore& users, Worker& hashing, const Clock& clock, Log log,
                             PasswordCost cost, ThrottleLimits limits)
    : users_(users),
      hashing_(hashing),
      clock_(clock),
      log_(log),
      cost_(cost),
      throttle_(limits),
      setup_token_(clock) {}

Task<Result<bool>> LocalAccounts::needs_setup() {
    if (!registered_) {
        OHMSTEAD_CO_TRY(registered_, co_await users_.has_users());
    }
    co_return !registered_;
}

Task<Result<std::optional<std::string>>> LocalAccounts::issue_setup_token() {
    OHMSTEAD_CO_TRY(const bool needed, co_await needs_setup());
    if (!needed) {
        co_return std::optional<std::string>{};
    }
    co_return std::optional{setup_token_.issue()};
}

Task<Result<User>> LocalAccounts::register_owner(OwnerRegistration registration,
                                                 boost::asio::ip::address from) {
    if (!setup_token_.accepts(registration.token)) {
        log_.warning("set-up refused, wrong or old link, from={}", from.to_string());
        co_return dead_setup_link();
    }
    OHMSTEAD_CO_TRY_VOID(check_fields(registration));
    if (hashing_now_ >= kMostHashing) {
        co_return too_busy();
    }
    const HashingSlot slot{hashing_now_};
    auto hash = [password = registration.password, cost = cost_] {
        return hash_password(password, cost);
    };
    std::string password_hash = co_await hashing_.run(std::move(hash));

    User owner{.id = UserId::make(),
               .email = std::move(registration.email),
               .name = std::move(registration.name),
               .password_hash = std::move(password_hash),
               .server_role = ServerRole::operator_,
               .auth_version = 0,
               .created_at = clock_.now()};
    const Status created = co_await users_.create_first_user(owner);
    if (!created && created.error().code == ErrorCode::conflict) {
        setup_token_.spend();
        co_return dead_setup_link();
    }
    OHMSTEAD_CO_TRY_VOID(created);
    setup_token_.spend();
    registered_ = true;
    log_.info("owner registered, user={} from={}", owner.id.value, from.to_string());
    co_return owner;
}

Task<Result<User>> LocalAccounts::prepare_account(OwnerRegistration registration) {
    OHMSTEAD_CO_TRY_VOID(check_fields(registration));
    if (hashing_now_ >= kMostHashing) {
        co_return too_busy();
    }
    const HashingSlot slot{hashing_now_};
    auto hashing = [password = std::move(registration.password), cost = cost_] {
        return hash_password(password, cost);
    };
    auto hash = co_await hashing_.run(std::move(hashing));
    co_return User{.id = UserId::make(),
                   .email = std::move(registration.email),
                   .name = std::move(registration.name),
                   .password_hash = std::move(hash),
                   .server_role = ServerRole::none,
                   .auth_version = 0,
                   .created_at = clock_.now()};
}

Task<Result<User>> LocalAccounts::sign_in(std::string email, std::string password,
                                          boost::asio::ip::address from) {
    if (!is_email(email) || password.size() > kLongestPasswordBytes) {
        co_return wrong_credentials();
    }
    if (hashing_now_ >= kMostHashing) {
        co_return too_busy();
    }
    const HashingSlot slot{hashing_now_};
    const std::string account = lower_case(email);
    if (const auto wait = throttle_.refuse(account, from, clock_.now())) {
        log_.warning("sign-in throttled, from={}", from.to_string());
        co_return too_many_tries(*wait);
    }
    auto user = co_await check_credentials(std::move(email), std::move(password));
    if (user) {
        throttle_.succeeded(account, from);
        log_.info("signed in, user={} from={}", user->id.value, from.to_string());
    } else {
        log_.warning("sign-in failed, from={}", from.to_string());
    }
    co_return user;
}

Task<Result<bool>> LocalAccounts::is_password_of(User user, std::string password,
                                                 boost::asio::ip::address from) {
    if (user.password_hash.empty() || password.size() > kLongestPasswordBytes) {
        co_return false;
    }
    if (hashing_now_ >= kMostHashing) {
        co_return too_busy();
    }
    const HashingSlot slot{hashing_now_};
    const std::string account = lower_case(user.email);
    if (const auto wait = throttle_.refuse(account, from, clock_.now())) {
        log_.warning("password check throttled, from={}", from.to_string());
        co_return too_many_tries(*wait);
    }
    auto checking = [hash = user.password_hash, password = std::move(password)] {
        return verify_password(hash, password);
    };
    const bool matches = co_await hashing_.run(std::move(checking));
    if (matches) {
        throttle_.succeeded(account, from);
    }
    co_return matches;
}

Status LocalAccounts::check_new_password(const User& user, const std::string& password) const {
    return check_password(password, user.name, user.email);
}

Task<Status> LocalAccounts::set_password(UserId id, std::string password) {
    OHMSTEAD_CO_TRY(const auto known, co_await users_.find_user(id));
    if (!known) {
        co_return no_such_user();
    }
    OHMSTEAD_CO_TRY_VOID(check_new_password(*known, password));
    if (hashing_now_ >= kMostHashing) {
        co_return too_busy();
    }
    const HashingSlot slot{hashing_now_};
    auto hash = [password = std::move(password), cost = cost_] {
        return hash_password(password, cost);
    };
    std::string password_hash = co_await hashing_.run(std::move(hash));
    // What else is known of them may have changed meanwhile.
    OHMSTEAD_CO_TRY(auto user, co_await users_.find_user(id));
    if (!user) {
        co_return no_such_user();
    }
    user->password_hash = std::move(password_hash);
    OHMSTEAD_CO_TRY_VOID(co_await users_.update_user(std::move(*user)));
    log_.warning("password set, user={}", id.value);
    co_return Status{};
}

Task<Status> LocalAccounts::rename(UserId id, std::string name) {
    if (!is_person_name(name)) {
        co_return wrong_field(wrong_name());
    }
    OHMSTEAD_CO_TRY(auto user, co_await users_.find_user(std::move(id)));
    if (!user) {
        co_return no_such_user();
    }
    user->name = std::move(name);
    auto updated = co_await users_.update_user(std::move(*user));
    co_return updated;
}

Task<Result<User>> LocalAccounts::check_credentials(std::string email, std::string password) {
    OHMSTEAD_CO_TRY(auto user, co_await users_.find_user_by_email(std::move(email)));
    std::string stored_hash = user ? user->password_hash : std::string{};
    auto checking = [stored_hash, password = std::move(password), cost = cost_] {
        return check(stored_hash, password, cost);
    };
    auto checked = co_await hashing_.run(std::move(checking));
    if (!checked.matches) {
        co_return wrong_credentials();
    }
    if (user->disabled) {
        co_return make_error(ErrorCode::forbidden,
                             "This account is disabled. Ask whoever operates this server.");
    }
    if (!checked.renewed_hash.empty()) {
        co_await store_renewed_hash(user->id, std::move(stored_hash),
                                    std::move(checked.renewed_hash));
    }
    co_return std::move(*user);
}

// Signing in does not depend on it: what cannot be stored now is renewed the next time.
Task<void> LocalAccounts::store_renewed_hash(UserId user, std::string old_hash,
                                             std::string new_hash) {
    auto stored = co_await users_.find_user(user);
    if (!stored || !*stored || (*stored)->password_hash != old_hash) {
        co_return;
    }
    (*stored)->password_hash = std::move(new_hash);
    const Status updated = co_await users_.update_user(std::move(**stored));
    if (!updated) {
        log_.warning("password hash not renewed, user={}: {}", user.value, updated.error().detail);
    }
}

}  // namespace ohmstead
