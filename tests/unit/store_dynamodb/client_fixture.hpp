#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <boost/json/parse.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "log_lines.hpp"
#include "manual_timing.hpp"
#include "store_dynamodb/client.hpp"
#include "support/manual_clock.hpp"
#include "support/scripted_dynamodb.hpp"
#include "support/task_runner.hpp"

namespace ohmstead::dynamodb::test {

using namespace std::chrono_literals;
using ohmstead::test::failed_with;
using ohmstead::test::ScriptedAnswer;
using ohmstead::test::ScriptedRequest;

// Gives "KEY1", and another key after each refusal.
class CountedCredentials final : public CredentialProvider {
public:
    Task<Result<SigningCredentials>> current() override {
        if (none) {
            co_return make_error(ErrorCode::unavailable, "none");
        }
        co_return SigningCredentials{"KEY" + std::to_string(refusals + 1), "secret", ""};
    }
    void refused(const SigningCredentials& credentials) override {
        EXPECT_EQ(credentials.access_key_id, "KEY" + std::to_string(refusals + 1));
        ++refusals;
    }

    int refusals = 0;
    bool none = false;
};

// A client of a scripted DynamoDB.
class ClientTest : public testing::Test {
protected:
    ClientTest() { settings.endpoint = server.url(); }
    ~ClientTest() override {
        server.stop();
        runner.context().restart();
        runner.context().run();
    }

    Client& client() {
        if (!client_) {
            auto own_timing = std::make_unique<ManualTiming>();
            timing = own_timing.get();
            auto made = Client::make({.executor = runner.executor(),
                                      .credentials = credentials,
                                      .clock = clock,
                                      .log = Log(log, "test"),
                                      .costs = &costs,
                                      .timing = std::move(own_timing)},
                                     settings);
            client_ = std::move(made.value());
        }
        return *client_;
    }

    template <class T>
    T run(Task<T> task) {
        return runner.run_alone(std::move(task));
    }

    static ScriptedAnswer served(std::string body) { return {.body = std::move(body)}; }
    static Item item(const std::string& json) { return boost::json::parse(json).as_object(); }

    Result<std::optional<Item>> get() {
        return run(client().get_item({.table = "T", .key = item(R"({"p":{"S":"a"}})")}));
    }
    Result<WriteOutcome> put(std::string condition = "") {
        return run(client().put_item({.table = "T",
                                      .item = item(R"({"p":{"S":"a"},"n":{"N":"1"}})"),
                                      .condition = std::move(condition)}));
    }

    ohmstead::test::TaskRunner runner;
    ohmstead::test::ScriptedDynamoDb server{runner.context()};
    ohmstead::test::ManualClock clock{*parse_rfc3339("2026-03-01T10:00:00Z")};
    CountedCredentials credentials;
    LogLines log;
    CostTable costs;
    Settings settings{.region = "eu-central-1"};
    ManualTiming* timing = nullptr;

private:
    std::unique_ptr<Client> client_;
};

}  // namespace ohmstead::dynamodb::test
