#include "app/key_command.hpp"

#include <cstdio>
#include <functional>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "app/composition_root.hpp"
#include "app/stores.hpp"
#include "auth/api_keys.hpp"
#include "store/home_store.hpp"

namespace ohmstead {
namespace {

using Work = std::function<Task<Status>(ApiKeys&, HomeStore&)>;

Task<void> run_and_close(Stores& stores, ApiKeys& keys, const Work& work, Status& outcome) {
    outcome = co_await work(keys, *stores.ports().homes);
    const auto closed = co_await stores.close();
    if (outcome && !closed) {
        outcome = closed;
    }
}

int with_keys(const Config& config, const Work& work) {
    const SystemClock clock;
    boost::asio::io_context io{1};
    Worker cpu{1};
    auto stores = open_stores_beside(
        config, {.executor = io.get_executor(), .cpu = cpu, .clock = clock, .log = Log{}});
    if (!stores) {
        fmt::print(stderr, "ohmstead: {}\n", stores.error().detail);
        return 1;
    }
    Status outcome;
    ApiKeys keys(*(*stores)->ports().users, clock);
    boost::asio::co_spawn(io, run_and_close(**stores, keys, work, outcome),
                          [](std::exception_ptr error) {
                              if (error) {
                                  std::rethrow_exception(error);
                              }
                          });
    io.run();
    if (!outcome) {
        fmt::print(stderr, "ohmstead: {}\n", outcome.error().detail);
        return 1;
    }
    return 0;
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
            fmt::print("{}  home {}  {}  last used {}\n", key.id.value, key.home.value, key.name,
                       key.last_used_at ? format_rfc3339(*key.last_used_at) : "never");
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
