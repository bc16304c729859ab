#include "net/http_exchange.hpp"

#include <algorithm>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

namespace ohmstead {
namespace {

namespace http = boost::beast::http;

constexpr std::size_t kMaxHeader = 16 * 1024;

bool is_safe_header(const std::pair<std::string, std::string>& header) {
    const auto is_control = [](char c) { return (c >= 0 && c < 0x20) || c == 0x7f; };
    const auto is_name = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               c == '-';
    };
    const auto& [name, value] = header;
    return !name.empty() && std::all_of(name.begin(), name.end(), is_name) &&
           std::none_of(value.begin(), value.end(), is_control);
}

NetError failure_of(const boost::system::error_code& error) {
    if (error == http::error::body_limit || error == http::error::header_limit) {
        return NetError{.failure = NetFailure::too_large};
    }
    if (error.category() == http::make_error_code(http::error::bad_method).category()) {
        return NetError{.failure = NetFailure::protocol};
    }
    return NetError{.failure = NetFailure::unreachable};
}

http::verb verb_of(HttpMethod method) {
    switch (method) {
        case HttpMethod::get:
            return http::verb::get;
        case HttpMethod::post:
            return http::verb::post;
        case HttpMethod::put:
            return http::verb::put;
    }
    return http::verb::unknown;
}

http::request<http::string_body> encode(const HttpRequest& request, bool keep) {
    http::request<http::string_body> message;
    message.version(11);
    message.method(verb_of(request.method));
    message.target(request.url.target);
    message.set(http::field::host, request.url.authority());
    message.set(http::field::user_agent, "Ohmstead");
    message.set(http::field::connection, keep ? "keep-alive" : "close");
    message.set(http::field::accept_encoding, "identity");
    for (const auto& [name, value] : request.headers) {
        message.set(name, value);
    }
    if (request.method != HttpMethod::get) {
        message.body() = request.body;
        message.prepare_payload();
    }
    return message;
}

HttpResponse response_of(http::response<http::string_body> answer) {
    HttpResponse response;
    response.status = static_cast<int>(answer.result_int());
    for (const auto& field : answer) {
        response.headers.emplace_back(std::string(field.name_string()), std::string(field.value()));
    }
    response.body = std::move(answer.body());
    return response;
}

}  // namespace

bool has_safe_headers(const HttpRequest& request) {
    return std::all_of(request.headers.begin(), request.headers.end(), is_safe_header);
}

Task<HttpExchange> exchange_over(Stream& stream, const HttpRequest& request, bool keep) {
    const auto message = encode(request, keep);
    const auto [write_error, written] = co_await http::async_write(stream, message, use_tuple);
    if (write_error) {
        co_return HttpExchange{.response = failure_of(write_error), .unanswered = true};
    }
    boost::beast::flat_buffer buffer(kMaxHeader + 64 * 1024);
    http::response_parser<http::string_body> parser;
    parser.header_limit(kMaxHeader);
    parser.body_limit(request.max_body);
    const auto [read_error, read] = co_await http::async_read(stream, buffer, parser, use_tuple);
    if (read_error) {
        co_return HttpExchange{.response = failure_of(read_error),
                               .unanswered = !parser.got_some()};
    }
    const bool reusable = keep && parser.keep_alive() && buffer.size() == 0;
    co_return HttpExchange{.response = response_of(parser.release()), .reusable = reusable};
}

}  // namespace ohmstead
