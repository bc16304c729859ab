#include "app/provider_command.hpp"

#include <cstdio>
#include <utility>

#include <fmt/format.h>

#include "app/command_work.hpp"
#include "app/composition_root.hpp"
#include "app/server_link.hpp"
#include "auth/password_reset.hpp"
#include "domain/time/zone.hpp"
#include "store/permission_store.hpp"

namespace ohmstead {
namespace {

Task<Status> add(const StorePorts& stores, Provider provider, std::string time_zone) {
    const auto scope = CompositionRoot::system_scope();
    OHMSTEAD_CO_TRY_VOID(
        co_await stores.aggregates->settle_zone(scope, provider.id, std::move(time_zone)));
    OHMSTEAD_CO_TRY_VOID(co_await stores.permissions->put_provider(scope, provider));
    fmt::print("{}\n", provider.id.value);
    fmt::print(stderr, "{} can ask for consent once it has staff.\n", provider.name);
    co_return Status{};
}

Task<Status> staff(const Config& config, const StorePorts& stores, const Clock& clock,
                   ProviderId provider, std::string email, std::string name) {
    OHMSTEAD_CO_TRY(const auto found, co_await stores.permissions->find_provider(provider));
    if (!found) {
        co_return make_error(ErrorCode::not_found, "There is no provider with this id.");
    }
    const User user{.id = UserId::make(),
                    .email = std::move(email),
                    .name = std::move(name),
                    .password_hash = {},
                    .server_role = ServerRole::provider,
                    .created_at = clock.now(),
                    .provider = std::move(provider)};
    OHMSTEAD_CO_TRY_VOID(co_await stores.users->create_user(user));
    OneTimeLinks links(*stores.one_time, clock);
    OHMSTEAD_CO_TRY(const auto token, co_await issue_password_reset(*stores.users, links, user.id));
    fmt::print("{}reset#token={}\n", server_link(config), token);
    fmt::print(stderr, "{} of {} can set a password there, once and within 24 hours.\n", user.name,
               found->name);
    co_return Status{};
}

}  // namespace

int add_provider(const Config& config, const std::string& name, const std::string& policy_link,
                 const std::string& contact, const std::string& time_zone) {
    if (!Zone::find(time_zone)) {
        fmt::print(stderr, "ohmstead: {} is no time zone; Europe/Amsterdam is one, or UTC\n",
                   time_zone);
        return 1;
    }
    return run_on_stores(config, [&](const StorePorts& stores, const Clock&) {
        return add(stores,
                   Provider{.id = ProviderId::make(),
                            .name = name,
                            .policy_link = policy_link,
                            .contact = contact},
                   time_zone);
    });
}

int add_staff(const Config& config, const std::string& provider, const std::string& email,
              const std::string& name) {
    return run_on_stores(config, [&](const StorePorts& stores, const Clock& clock) {
        return staff(config, stores, clock, ProviderId{provider}, email, name);
    });
}

}  // namespace ohmstead
