#pragma once

#include <memory>

#include <boost/asio/any_io_executor.hpp>

#include "app/config.hpp"
#include "async/task.hpp"
#include "base/log.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "store_dynamodb/client.hpp"
#include "store_dynamodb/credentials.hpp"

namespace ohmstead {

// A client of the DynamoDB that the configuration names, with the credentials that the environment
// points to. Close before the executor's end.
class DynamoDbAccess {
public:
    // Errors (invalid), in words for the owner: settings or credentials that cannot be. `costs`, if
    // there is one, outlives it.
    static Result<std::unique_ptr<DynamoDbAccess>> open(const Config& config,
                                                        boost::asio::any_io_executor executor,
                                                        const Clock& clock, Log log,
                                                        dynamodb::CostObserver* costs = nullptr);

    dynamodb::Client& client() { return *client_; }
    Task<void> close() { return credentials_.close(); }

private:
    DynamoDbAccess(boost::asio::any_io_executor executor,
                   std::unique_ptr<dynamodb::CredentialSource> source, const Clock& clock, Log log)
        : credentials_(std::move(executor), std::move(source), clock, log) {}

    dynamodb::CachedCredentials credentials_;
    std::unique_ptr<dynamodb::Client> client_;
};

}  // namespace ohmstead
