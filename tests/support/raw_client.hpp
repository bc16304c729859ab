#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace ohmstead::test {

// A blocking client that sends exactly the bytes it is given, for what no well-behaved client
// does. Every wait ends after 5 s.
class RawClient {
public:
    struct Response {
        int status = 0;  // 0: the connection ended without an answer
        std::multimap<std::string, std::string> headers;  // names in lower case
        std::string head;
        std::string body;

        std::string header(const std::string& name) const;
    };

    // Connects to 127.0.0.1; throws when nobody listens.
    explicit RawClient(std::uint16_t port, bool tls = false);
    ~RawClient();
    RawClient(RawClient&&) noexcept;

    // False when the other side does not take it any more.
    bool send(std::string_view bytes);
    // The next answer; its body by Content-Length. `has_body` is false after HEAD.
    Response response(bool has_body = true);
    // send() and response().
    Response ask(std::string_view bytes);
    // Exactly that many bytes, or what came before the end.
    std::string read(std::size_t bytes);
    // Everything until the connection ends.
    std::string read_all();
    // Whether the other side has ended the connection, or does so within `wait`.
    bool ended(std::chrono::milliseconds wait = std::chrono::milliseconds{5'000});
    void close();

private:
    bool fill();

    struct Socket;
    std::unique_ptr<Socket> socket_;
    std::string received_;
};

// "GET /path" and the headers a well-formed request needs; `more` are further lines with CRLF.
std::string get_request(std::string_view path, std::string_view more = {});
// POST with a JSON body.
std::string post_request(std::string_view path, std::string_view body, std::string_view more = {});
// A client's masked WebSocket frame with the given first byte (0x81: a whole text).
std::string client_frame(unsigned first_byte, std::string_view payload);

}  // namespace ohmstead::test
