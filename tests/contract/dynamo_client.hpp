#pragma once

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <boost/asio/any_io_executor.hpp>

#include "store_dynamodb/client.hpp"

namespace ohmstead::test {

// Where the DynamoDB to test with answers; empty: there is none.
inline std::string dynamodb_endpoint() {
    const char* endpoint = std::getenv("OHMSTEAD_DYNAMODB_ENDPOINT");
    return endpoint != nullptr ? endpoint : "";
}

// A client for the tables of one test, which its folder's name tells apart from others'.
class DynamoClient {
public:
    DynamoClient(boost::asio::any_io_executor executor, const std::filesystem::path& folder)
        : client_(
              dynamodb::Client::make(
                  {.executor = std::move(executor), .credentials = credentials_, .clock = clock_},
                  {.region = "eu-central-1",
                   .endpoint = dynamodb_endpoint(),
                   .table_prefix = folder.filename().string() + "-"})
                  .value()) {}

    dynamodb::Client& operator*() { return *client_; }

private:
    SystemClock clock_;
    dynamodb::FixedCredentials credentials_{
        {.access_key_id = "test", .secret_access_key = "test", .session_token = {}}};
    std::unique_ptr<dynamodb::Client> client_;
};

}  // namespace ohmstead::test
