#include "store_dynamodb/endpoint.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>
#include <fmt/format.h>

namespace ohmstead::dynamodb {
namespace {

bool is_region(std::string_view text) {
    const auto fits = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
    };
    return !text.empty() && text.size() <= 32 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

bool is_loopback(const std::string& host) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    return error ? host == "localhost" : address.is_loopback();
}

Result<Url> endpoint_of(const Settings& settings) {
    if (!is_region(settings.region)) {
        return make_error(ErrorCode::invalid,
                          "DynamoDB needs the name of a region, such as eu-central-1.");
    }
    if (settings.endpoint.empty()) {
        const auto* const suffix = settings.region.starts_with("cn-") ? ".cn" : "";
        return parse_url(
            fmt::format("https://dynamodb.{}.amazonaws.com{}", settings.region, suffix));
    }
    OHMSTEAD_TRY(auto url, parse_url(settings.endpoint));
    if (url.scheme != UrlScheme::https && url.scheme != UrlScheme::http) {
        return make_error(ErrorCode::invalid, "DynamoDB's address must start with https://.");
    }
    if (url.scheme == UrlScheme::http && !is_loopback(url.host)) {
        return make_error(ErrorCode::invalid,
                          "DynamoDB's address may be http:// only on this machine.");
    }
    if (url.target != "/") {
        return make_error(ErrorCode::invalid, "DynamoDB's address must not have a path.");
    }
    return url;
}

}  // namespace ohmstead::dynamodb
