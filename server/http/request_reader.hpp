#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "http/limits.hpp"
#include "http/request_head.hpp"

namespace ohmstead::http {

// Requests out of the bytes of one connection, one after the other, without any I/O. Beast parses;
// what it lets through is refused here (HeadScanner, check_head, trailers, chunk extensions).
class RequestReader {
public:
    enum class Progress { need_more, done, refused };

    explicit RequestReader(const Limits& limits);
    ~RequestReader();

    // Room for the next bytes from the socket, and how many of them have come.
    std::span<char> prepare();
    void commit(std::size_t bytes);
    bool has_bytes() const;

    Progress read_head();
    // After read_head() is done; the views of the head last until next().
    const RequestHead& head() const;
    const Framing& framing() const;

    // Of at most `most_bytes`.
    Progress read_body(std::size_t most_bytes);
    std::string take_body();

    // After one of them was refused.
    const Refusal& refusal() const;

    // Forgets the finished request; what follows it stays.
    void next();
    // Everything that has come and not been read, for another protocol.
    std::string take_rest();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace ohmstead::http
