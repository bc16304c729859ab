#include "app/dynamodb_access.hpp"

#include <utility>

#include "store_dynamodb/credential_sources.hpp"

namespace ohmstead {

Result<std::unique_ptr<DynamoDbAccess>> DynamoDbAccess::open(const Config& config,
                                                             boost::asio::any_io_executor executor,
                                                             const Clock& clock, Log log,
                                                             dynamodb::CostObserver* costs) {
    OHMSTEAD_TRY(auto source, dynamodb::choose_credential_source(dynamodb::process_environment(),
                                                                 config.dynamodb_region,
                                                                 dynamodb::make_timing()));
    std::unique_ptr<DynamoDbAccess> access(
        new DynamoDbAccess(executor, std::move(source), clock, log));
    OHMSTEAD_TRY(access->client_,
                 dynamodb::Client::make({.executor = std::move(executor),
                                         .credentials = access->credentials_,
                                         .clock = clock,
                                         .log = log,
                                         .costs = costs},
                                        {.region = config.dynamodb_region,
                                         .endpoint = config.dynamodb_endpoint,
                                         .table_prefix = config.dynamodb_table_prefix}));
    return access;
}

}  // namespace ohmstead
