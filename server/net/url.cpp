#include "net/url.hpp"

#include <algorithm>

#include <boost/asio/ip/address_v4.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <fmt/format.h>

#include "base/ascii.hpp"

namespace ohmstead {
namespace {

constexpr std::size_t kMaxLength = 2048;

std::optional<UrlScheme> scheme_of(boost::urls::url_view url) {
    using boost::urls::scheme;
    switch (url.scheme_id()) {
        case scheme::http:
            return UrlScheme::http;
        case scheme::https:
            return UrlScheme::https;
        case scheme::ws:
            return UrlScheme::ws;
        case scheme::wss:
            return UrlScheme::wss;
        default:
            return std::nullopt;
    }
}

std::uint16_t default_port(UrlScheme scheme) {
    return scheme == UrlScheme::http || scheme == UrlScheme::ws ? 80 : 443;
}

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_host_character(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
}

// System resolvers read "127.1", "2130706433" and "0x7f.1" as addresses. A host whose last label
// looks like a number is therefore an IPv4 address in its one canonical form, or refused.
bool ends_in_number(std::string_view host) {
    const auto dot = host.rfind('.');
    const auto last = dot == std::string_view::npos ? host : host.substr(dot + 1);
    return !last.empty() &&
           (std::all_of(last.begin(), last.end(), is_digit) || last.substr(0, 2) == "0x");
}

bool is_acceptable_name(const std::string& host) {
    if (host.empty() || host.size() > 253 || host.front() == '.' || host.back() == '.' ||
        host.find("..") != std::string::npos ||
        !std::all_of(host.begin(), host.end(), is_host_character)) {
        return false;
    }
    if (!ends_in_number(host)) {
        return true;
    }
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address_v4(host, error);
    return !error && address.to_string() == host;
}

// Boost.URL 1.81 takes "http://127.0.0.1.", "http://[::1]x" and "http://host:x" and reads the rest
// as a path. What follows the authority must look like what it was taken for.
bool is_whole(boost::urls::url_view view, std::string_view text, const std::string& resource) {
    const auto authority = view.encoded_authority();
    const bool separated = resource.empty() || resource.front() == '/' || resource.front() == '?';
    return separated &&
           view.scheme().size() + 3 + authority.size() + resource.size() == text.size();
}

Error invalid(std::string detail) {
    return make_error(ErrorCode::invalid, std::move(detail));
}

}  // namespace

std::string Url::authority() const {
    auto text = host.find(':') == std::string::npos ? host : '[' + host + ']';
    if (port != default_port(scheme)) {
        text += fmt::format(":{}", port);
    }
    return text;
}

Result<Url> parse_url(std::string_view text) {
    if (text.size() > kMaxLength) {
        return invalid("This address is too long.");
    }
    const auto parsed = boost::urls::parse_uri(boost::core::string_view(text.data(), text.size()));
    if (!parsed) {
        return invalid("This is not a complete address. It should look like http://host:8123.");
    }
    const auto& view = *parsed;
    const auto scheme = scheme_of(view);
    if (!scheme) {
        return invalid("The address must start with http://, https://, ws:// or wss://.");
    }
    if (view.has_userinfo()) {
        return invalid("The address must not contain a user name or password.");
    }
    if (view.has_fragment()) {
        return invalid("The address must not contain '#'.");
    }
    Url url{.scheme = *scheme, .host = {}, .port = default_port(*scheme), .target = {}};
    if (view.host_type() == boost::urls::host_type::ipv6) {
        url.host = lower_case(view.host_address());
    } else {
        const auto encoded = view.encoded_host();
        url.host = lower_case(std::string_view(encoded.data(), encoded.size()));
        if (!is_acceptable_name(url.host)) {
            return invalid("The address has no valid host name.");
        }
    }
    if (view.has_port() && !view.port().empty()) {
        url.port = view.port_number();
        if (url.port == 0) {
            return invalid("The address has no valid port.");
        }
    }
    const auto target = view.encoded_resource();
    const auto path = view.encoded_path();
    const std::string resource(target.data(), target.size());
    if (!is_whole(view, text, resource)) {
        return invalid("The address is not valid.");
    }
    url.target = path.empty() ? '/' + resource : resource;
    return url;
}

}  // namespace ohmstead
