#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "net/http_client.hpp"

namespace ohmstead::test {

// An identity provider's side of HTTP, as a test wants it: answers by target, and remembers what
// was asked.
class ScriptedProvider {
public:
    using Answer = std::function<NetResult<HttpResponse>(const HttpRequest&)>;

    std::map<std::string, Answer> answers;  // by target
    std::vector<HttpRequest> requests;

    static HttpResponse text(std::string body, int status = 200) {
        return {.status = status,
                .headers = {{"Content-Type", "application/json"}},
                .body = std::move(body)};
    }
    void says(const std::string& target, std::string body, int status = 200) {
        answers[target] = [body = std::move(body), status](const HttpRequest&) {
            return text(body, status);
        };
    }
    void fails(const std::string& target, NetFailure failure) {
        answers[target] = [failure](const HttpRequest&) -> NetResult<HttpResponse> {
            return NetError{.failure = failure};
        };
    }
    std::size_t times(std::string_view target) const {
        return static_cast<std::size_t>(
            std::count_if(requests.begin(), requests.end(),
                          [&](const HttpRequest& each) { return each.url.target == target; }));
    }

    std::function<Task<NetResult<HttpResponse>>(HttpRequest)> fetch() {
        return [this](HttpRequest request) { return answer(std::move(request)); };
    }

private:
    Task<NetResult<HttpResponse>> answer(HttpRequest request) {
        requests.push_back(request);
        const auto found = answers.find(request.url.target);
        if (found == answers.end()) {
            co_return NetError{.failure = NetFailure::unreachable};
        }
        co_return found->second(request);
    }
};

}  // namespace ohmstead::test
