#include "http/request_head.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

namespace ohmstead::http {
namespace {

constexpr std::size_t kLongestTarget = 8 * 1024;

constexpr std::array kMethods{Method::get,   Method::head,    Method::post,   Method::put,
                              Method::patch, Method::delete_, Method::options};

// Fields that mean something only once. A second one is an attempt to be read in two ways.
constexpr std::array<std::string_view, 14> kSingle{"Host",
                                                   "Content-Length",
                                                   "Transfer-Encoding",
                                                   "Content-Type",
                                                   "Authorization",
                                                   "Cookie",
                                                   "Origin",
                                                   "X-CSRF-Token",
                                                   "Expect",
                                                   "Sec-WebSocket-Key",
                                                   "Sec-Fetch-Site",
                                                   "Content-Encoding",
                                                   "Sec-WebSocket-Version",
                                                   "X-Ingress-Path"};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

Refusal bad(std::string detail) {
    return refuse(400, ErrorCode::malformed, std::move(detail));
}

std::optional<Method> method_named(std::string_view name) {
    const auto* found = std::ranges::find(kMethods, name, [](Method m) { return name_of(m); });
    return found == kMethods.end() ? std::nullopt : std::optional(*found);
}

std::optional<Refusal> check_host(const RequestHead& head) {
    const auto host = head.headers.find("Host");
    if (!is_host_and_port(host)) {
        return bad("The Host header is missing or malformed.");
    }
    if (head.target.starts_with('/') || head.target == "*") {
        return std::nullopt;
    }
    // The absolute form must name the same host: whatever is decided by host is decided once.
    for (const std::string_view scheme : {"http://", "https://"}) {
        const auto rest = head.target.starts_with(scheme) ? head.target.substr(scheme.size())
                                                          : std::string_view{};
        if (!rest.empty() && equal_ignoring_case(rest.substr(0, rest.find('/')), host)) {
            return std::nullopt;
        }
    }
    return bad("The request target is malformed.");
}

std::optional<Refusal> check_transfer_encoding(const RequestHead& head, Framing& framing) {
    if (!head.headers.has("Transfer-Encoding")) {
        return std::nullopt;
    }
    if (head.version < 11) {
        return bad("Transfer-Encoding does not exist in HTTP/1.0.");
    }
    if (head.headers.has("Content-Length")) {
        return bad("Content-Length and Transfer-Encoding contradict each other.");
    }
    const auto coding = head.headers.find("Transfer-Encoding");
    if (equal_ignoring_case(coding, "chunked")) {
        framing.chunked = true;
        return std::nullopt;
    }
    for (const std::string_view known : {"gzip", "deflate", "compress"}) {
        if (has_token(coding, known)) {
            return refuse(501, ErrorCode::unsupported, "This transfer coding is not supported.");
        }
    }
    return bad("The Transfer-Encoding is malformed.");
}

std::optional<Refusal> check_content_length(const RequestHead& head, Framing& framing) {
    if (!head.headers.has("Content-Length")) {
        return std::nullopt;
    }
    const auto text = head.headers.find("Content-Length");
    if (text.empty() || !std::ranges::all_of(text, is_digit)) {
        return bad("The Content-Length is malformed.");
    }
    const auto parsed =
        std::from_chars(text.data(), text.data() + text.size(), framing.content_length);
    if (parsed.ec != std::errc{}) {
        return refuse(413, ErrorCode::too_large, "The body is too large.");
    }
    return std::nullopt;
}

std::optional<Refusal> check_fields(const RequestHead& head) {
    for (const HeaderField& field : head.headers) {
        // Some intermediaries read "_" as "-": such a name could pass for another one.
        if (field.name.find('_') != std::string_view::npos) {
            return bad("Header names with an underscore are not accepted.");
        }
    }
    for (const auto name : kSingle) {
        if (head.headers.count(name) > 1) {
            return bad(std::string(name) + " is given twice.");
        }
    }
    return std::nullopt;
}

std::optional<Refusal> check_expect(const RequestHead& head, Framing& framing) {
    const auto expect = head.headers.find("Expect");
    if (expect.empty()) {
        return std::nullopt;
    }
    if (!equal_ignoring_case(expect, "100-continue")) {
        return refuse(417, ErrorCode::unsupported, "Only 100-continue may be expected.");
    }
    framing.expects_continue = head.version >= 11;
    return std::nullopt;
}

}  // namespace

Refusal refuse(int status, ErrorCode code, std::string detail) {
    return {.status = status, .error = make_error(code, std::move(detail))};
}

bool has_token(std::string_view value, std::string_view token) {
    while (!value.empty()) {
        const auto comma = value.find(',');
        if (equal_ignoring_case(trimmed(value.substr(0, comma)), token)) {
            return true;
        }
        value = comma == std::string_view::npos ? std::string_view{} : value.substr(comma + 1);
    }
    return false;
}

bool is_host_and_port(std::string_view text) {
    std::string_view host = text;
    std::string_view port;
    if (text.starts_with('[')) {
        const auto close = text.find(']');
        if (close == std::string_view::npos) {
            return false;
        }
        host = text.substr(1, close - 1);
        const auto rest = text.substr(close + 1);
        if (!rest.empty() && (rest[0] != ':' || rest.size() == 1)) {
            return false;
        }
        port = rest.empty() ? rest : rest.substr(1);
        if (!std::ranges::all_of(host, [](char c) {
                return is_digit(c) || c == ':' || c == '.' || (c >= 'a' && c <= 'f') ||
                       (c >= 'A' && c <= 'F');
            })) {
            return false;
        }
    } else {
        const auto colon = text.find(':');
        host = text.substr(0, colon);
        if (colon != std::string_view::npos) {
            port = text.substr(colon + 1);
            if (port.empty()) {
                return false;
            }
        }
        if (!std::ranges::all_of(host, [](char c) {
                return is_digit(c) || is_letter(c) || c == '-' || c == '.' || c == '_';
            })) {
            return false;
        }
    }
    return !host.empty() && host.size() <= 253 && port.size() <= 5 &&
           std::ranges::all_of(port, is_digit);
}

HeadScan HeadScanner::scan(std::string_view bytes) {
    const auto refused = [](Refusal why) { return HeadScan{.refusal = std::move(why)}; };
    // Something else than HTTP, a TLS hello for example, is not worth waiting for its end.
    if (!bytes.empty() && !is_letter(bytes[0])) {
        return refused(bad("This is not an HTTP request."));
    }
    const auto ends_line = [](char c) { return c == '\r' || c == '\n' || c == '\0'; };
    while (line_start_ < bytes.size() && line_start_ <= most_bytes_) {
        const auto from = bytes.begin() + static_cast<std::ptrdiff_t>(looked_at_);
        const auto end =
            static_cast<std::size_t>(std::find_if(from, bytes.end(), ends_line) - bytes.begin());
        looked_at_ = end;
        if (lines_ == 0 && end > kLongestTarget) {
            return refused(refuse(414, ErrorCode::too_large, "The address is too long."));
        }
        if (end == bytes.size()) {
            break;
        }
        if (bytes[end] != '\r' || (end + 1 < bytes.size() && bytes[end + 1] != '\n')) {
            return refused(bad("A header line ends wrongly."));
        }
        if (end + 1 == bytes.size()) {
            break;
        }
        if (end == line_start_) {
            return {.length = end + 2};
        }
        if (lines_ > 0 && (bytes[line_start_] == ' ' || bytes[line_start_] == '\t')) {
            return refused(bad("Folded header lines are not accepted."));
        }
        if (lines_++ > most_fields_) {
            return refused(refuse(431, ErrorCode::too_large, "There are too many headers."));
        }
        line_start_ = looked_at_ = end + 2;
    }
    if (bytes.size() > most_bytes_) {
        return refused(refuse(431, ErrorCode::too_large, "The headers are too long."));
    }
    return {};
}

HeadCheck check_head(const RequestHead& head) {
    HeadCheck check;
    const auto method = method_named(head.method);
    if (!method) {
        check.refusal = refuse(405, ErrorCode::method_not_allowed, "This method is not served.");
        return check;
    }
    check.framing.method = *method;
    const auto connection = head.headers.find("Connection");
    check.framing.keep_alive =
        head.version >= 11 ? !has_token(connection, "close") : has_token(connection, "keep-alive");
    check.refusal = check_fields(head);
    if (!check.refusal) {
        check.refusal = check_host(head);
    }
    if (!check.refusal) {
        check.refusal = check_transfer_encoding(head, check.framing);
    }
    if (!check.refusal) {
        check.refusal = check_content_length(head, check.framing);
    }
    if (!check.refusal) {
        check.refusal = check_expect(head, check.framing);
    }
    if (!check.refusal && head.target == "*" && *method != Method::options) {
        check.refusal = bad("The request target is malformed.");
    }
    return check;
}

}  // namespace ohmstead::http
