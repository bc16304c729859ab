#include "app/tables_command.hpp"

#include <cstdio>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>

#include "app/dynamodb_access.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/keys.hpp"

namespace ohmstead {
namespace {

Task<Status> create_all(dynamodb::Client& client, std::string prefix) {
    for (dynamodb::Table& table : dynamodb::tables()) {
        const std::string name = prefix + table.name;
        const auto made = co_await client.ensure_table(std::move(table));
        if (!made) {
            co_return make_error(made.error().code,
                                 fmt::format("{}: {}", name, made.error().detail));
        }
        fmt::print("{} is ready\n", name);
    }
    co_return Status{};
}

Task<void> create_and_close(DynamoDbAccess& access, std::string prefix, Status& outcome) {
    outcome = co_await create_all(access.client(), std::move(prefix));
    co_await access.close();
}

Status run(const Config& config) {
    const SystemClock clock;
    boost::asio::io_context io{1};
    OHMSTEAD_TRY(auto access, DynamoDbAccess::open(config, io.get_executor(), clock, Log{}));
    Status outcome;
    boost::asio::co_spawn(io, create_and_close(*access, config.dynamodb_table_prefix, outcome),
                          [](std::exception_ptr error) {
                              if (error) {
                                  std::rethrow_exception(error);
                              }
                          });
    io.run();
    return outcome;
}

}  // namespace

int create_tables(const Config& config) {
    if (config.dynamodb_region.empty()) {
        fmt::print(stderr,
                   "ohmstead: dynamodb_region says where the tables are, and is not set.\n");
        return 2;
    }
    const Status outcome = run(config);
    if (!outcome) {
        fmt::print(stderr, "ohmstead: {}\n", outcome.error().detail);
        return 1;
    }
    return 0;
}

}  // namespace ohmstead
