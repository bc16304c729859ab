#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/json/object.hpp>

namespace ohmstead::test {

struct ScriptedRequest {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  // by lower-case name
    std::string body;

    std::string operation() const;  // "PutItem"
    boost::json::object json() const;
};

struct ScriptedAnswer {
    int status = 200;
    std::string body = "{}";
    std::map<std::string, std::string> headers = {};
    bool with_checksum = true;                  // of the body as it stands here
    std::optional<std::size_t> cut_after = {};  // sends so many bytes of the body, and is gone
    bool gone = false;                          // closes without a word
    bool silent = false;                        // keeps the connection and never answers
    bool closes_later = false;                  // closes after the answer without having said so
    std::chrono::milliseconds after = {};
};

// {"__type": "…#<code>", "message": …}
ScriptedAnswer failed_with(std::string code, int status = 400);

// An HTTP server on a loopback port that answers like DynamoDB, or AWS's services for credentials,
// would, as a test wants it. Keeps connections open. Lives on the test's I/O thread.
class ScriptedDynamoDb {
public:
    explicit ScriptedDynamoDb(boost::asio::io_context& context);
    ~ScriptedDynamoDb();

    std::uint16_t port() const;
    std::string url() const;

    // Answers in turn; after those, as set by answer_with().
    void queue(ScriptedAnswer answer);
    void queue(std::vector<ScriptedAnswer> answers);
    // {} from the start.
    void answer_with(std::function<ScriptedAnswer(const ScriptedRequest&)> answer);

    const std::vector<ScriptedRequest>& requests() const;
    std::size_t connections() const;  // accepted so far
    void drop_all();

    // Ends everything, so that the io_context can run dry.
    void stop();

    class Implementation;

private:
    std::shared_ptr<Implementation> implementation_;
};

}  // namespace ohmstead::test
