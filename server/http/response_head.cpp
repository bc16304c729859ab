#include "http/response_head.hpp"

#include <algorithm>

#include "http/headers.hpp"
#include "http/problem.hpp"

namespace ohmstead::http {
namespace {

void write_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    // What could begin a new line, or is no printable ASCII, does not belong in a value.
    std::ranges::copy_if(value, std::back_inserter(out),
                         [](char c) { return (c >= 0x20 && c < 0x7F) || c == '\t'; });
    out += "\r\n";
}

bool has_header(const Response& response, std::string_view name) {
    return std::ranges::any_of(response.headers, [&](const auto& header) {
        return equal_ignoring_case(header.first, name);
    });
}

}  // namespace

CommonHeaders::CommonHeaders(bool tls, std::string_view frame_ancestors) {
    write_line(for_all, "Server", "Ohmstead");
    write_line(for_all, "X-Content-Type-Options", "nosniff");
    write_line(for_all, "Referrer-Policy", "no-referrer");
    write_line(for_all, "Cross-Origin-Opener-Policy", "same-origin");
    write_line(for_all, "Cross-Origin-Resource-Policy", "same-origin");
    write_line(for_all, "Permissions-Policy",
               "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    if (tls) {
        write_line(for_all, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
    }
    write_line(for_data, "Content-Security-Policy",
               "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    page_before_nonce =
        "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'";
    page_after_nonce =
        "; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; require-trusted-types-for "
        "'script'; trusted-types angular angular#bundler; frame-ancestors ";
    page_after_nonce.append(frame_ancestors).append("\r\n");
    if (frame_ancestors == "'none'") {
        write_line(for_data, "X-Frame-Options", "DENY");
        write_line(page_after_nonce, "X-Frame-Options", "DENY");
    }
}

void write_head(std::string& out, const ResponseHead& head) {
    const Response& response = head.response;
    out.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ");
    out.append(reason_of(response.status)).append("\r\n");
    out.append("Date: ").append(head.date).append("\r\n");
    out.append("X-Request-Id: ").append(head.request_id).append("\r\n");
    out.append(head.common.for_all);
    if (response.content_type.starts_with("text/html")) {
        out.append(head.common.page_before_nonce);
        if (!head.nonce.empty()) {
            out.append(" 'nonce-").append(head.nonce).append("'");
        }
        out.append(head.common.page_after_nonce);
    } else {
        out.append(head.common.for_data);
    }
    for (const auto& [name, value] : response.headers) {
        write_line(out, name, value);
    }
    if (!has_header(response, "Cache-Control")) {
        // What has a tag is the caller's own to keep and to ask about; the rest is kept nowhere.
        out.append(has_header(response, "ETag") ? "Cache-Control: private, no-cache\r\n"
                                                : "Cache-Control: no-store\r\n");
    }
    if (!response.content_type.empty()) {
        write_line(out, "Content-Type",
                   response.content_type == "application/json" ? "application/json; charset=utf-8"
                                                               : response.content_type);
    }
    if (response.status != 204 && response.status != 304 && response.status >= 200) {
        out.append("Content-Length: ").append(std::to_string(response.content().size()));
        out.append("\r\n");
    }
    if (!head.keep_alive) {
        out.append("Connection: close\r\n");
    }
    out.append("\r\n");
}

}  // namespace ohmstead::http
