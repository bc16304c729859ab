#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/result.hpp"
#include "http/headers.hpp"

namespace ohmstead::http {

// Why a request is not served; the connection ends with the answer.
struct Refusal {
    int status = 400;
    Error error;
};

// The first lines of a request as the parser read them; views into it.
struct RequestHead {
    std::string_view method;
    std::string_view target;
    int version = 11;  // 10: HTTP/1.0, 11: HTTP/1.1
    HeaderList headers;
};

// How the message around the head is built, once check_head() has found nothing wrong.
struct Framing {
    Method method = Method::get;
    bool chunked = false;
    std::uint64_t content_length = 0;
    bool keep_alive = true;
    bool expects_continue = false;

    bool has_body() const { return chunked || content_length > 0; }
};

// What the first bytes of a request say before any of it is parsed.
struct HeadScan {
    std::optional<Refusal> refusal = {};
    std::size_t length = 0;  // of the complete head with its empty line; 0: more is needed
};

// Looks over raw bytes for what parsers disagree about: lines that end in LF or CR alone, NUL,
// folded lines, too many fields, too long a head or target, and bytes that begin no request.
class HeadScanner {
public:
    HeadScanner(std::size_t most_bytes, std::size_t most_fields)
        : most_bytes_(most_bytes), most_fields_(most_fields) {}

    // `bytes` is everything that has come of this request so far. What was looked over before is
    // not looked over again.
    HeadScan scan(std::string_view bytes);

private:
    std::size_t most_bytes_;
    std::size_t most_fields_;
    std::size_t line_start_ = 0;
    std::size_t lines_ = 0;
    std::size_t looked_at_ = 0;  // of the line that is not complete
};

// Every rule on a parsed head that the parser does not hold. Pure.
struct HeadCheck {
    std::optional<Refusal> refusal;
    Framing framing;
};
HeadCheck check_head(const RequestHead& head);

// Whether a comma-separated header value has `token`, ignoring case.
bool has_token(std::string_view value, std::string_view token);

// Whether `text` is a host with an optional port, as in Host.
bool is_host_and_port(std::string_view text);

Refusal refuse(int status, ErrorCode code, std::string detail);

}  // namespace ohmstead::http
