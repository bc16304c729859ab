#include "app/key_command.hpp"

#include <cstdio>
#include <functional>
#include <memory>

#include <fmt/format.h>

#include "app/command_work.hpp"
#include "app/composition_root.hpp"
#include "auth/api_keys.hpp"
#include "store/home_store.hpp"

namespace ohmstead {
namespace {

int with_keys(const Config& config, const std::function<Task<Status>(ApiKeys&, HomeStore&)>& work) {
    std::unique_ptr<ApiKeys> keys;
    return run_on_stores(config, [&](const StorePorts& stores, const Clock& clock) {
        keys = std::make_unique<ApiKeys>(*stores.users, *stores.homes, *stores.audit, clock);
        return work(*keys, *stores.homes);
    });
}

Task<Status> create(ApiKeys& keys, HomeId home, std::string name) {
    OHMSTEAD_CO_TRY(const auto made, co_await keys.create(home, name));
    fmt::print("{}\n", made.token);
    fmt::print(stderr, "Key {} for home {}. It is shown this once.\n", made.key.id.value,
               home.value);
    co_return Status{};
}

Task<Status> list(ApiKeys& keys, HomeStore& homes) {
    OHMSTEAD_CO_TRY(const auto all, co_await homes.list(CompositionRoot::system_scope()));
    for (const auto& home : all) {
        OHMSTEAD_CO_TRY(const auto stored, co_await keys.list(home.id));
        for (const auto& key : stored) {
            const auto* const what = key.kind == ApiKeyKind::link ? "link" : "key";
            fmt::print("{}  {} of home {}  {}  last used {}\n", key.id.value, what, key.home.value,
                       key.name, key.last_used_at ? format_rfc3339(*key.last_used_at) : "never");
        }
    }
    co_return Status{};
}

}  // namespace

int create_key(const Config& config, const std::string& home, const std::string& name) {
    return with_keys(config,
                     [&](ApiKeys& keys, HomeStore&) { return create(keys, HomeId{home}, name); });
}

int list_keys(const Config& config) {
    return with_keys(config, [](ApiKeys& keys, HomeStore& homes) { return list(keys, homes); });
}

int revoke_key(const Config& config, const std::string& id) {
    return with_keys(config, [&](ApiKeys& keys, HomeStore&) { return keys.revoke(ApiKeyId{id}); });
}

}  // namespace ohmstead
