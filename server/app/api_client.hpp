#pragma once

#include <string>

#include "async/task.hpp"
#include "base/result.hpp"
#include "net/http_client.hpp"
#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

namespace ohmstead {

// Which server a command works on, and as whom.
struct ServerLogin {
    std::string server = "https://127.0.0.1:8420/";
    std::string fingerprint;  // of the server's own certificate
    std::string email;
    std::string password;
    std::string code;  // of the second step; empty where there is none
};

// A server's API as a person uses it, for commands that work on a running server.
class ApiClient {
public:
    explicit ApiClient(ServerLogin login) : login_(std::move(login)) {}

    // Before any other call. Errors are for whoever runs the command.
    Task<Status> sign_in();

    template <class Out>
    Task<Result<Out>> send(HttpMethod method, std::string path, std::string json) {
        co_return as<Out>(co_await send_text(method, std::move(path), std::move(json)));
    }
    template <class Out>
    Task<Result<Out>> get(std::string path) {
        co_return as<Out>(co_await send_bytes(HttpMethod::get, std::move(path), {}, {}));
    }
    template <class Out>
    Task<Result<Out>> upload(std::string path, std::string bytes) {
        co_return as<Out>(co_await send_bytes(HttpMethod::post, std::move(path), std::move(bytes),
                                              "application/octet-stream"));
    }
    Task<Result<std::string>> download(std::string path);

private:
    template <class Out>
    static Result<Out> as(Result<std::string> text) {
        if (!text) {
            return std::move(text).error();
        }
        return reflect::decode_text<Out>(*text, {.ignore_unknown = true});
    }
    Task<Result<std::string>> send_text(HttpMethod method, std::string path, std::string json);
    Task<Result<std::string>> send_bytes(HttpMethod method, std::string path, std::string body,
                                         std::string type);

    ServerLogin login_;
    Url url_;
    std::string cookie_;
    std::string csrf_token_;
};

}  // namespace ohmstead
