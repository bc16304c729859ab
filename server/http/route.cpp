#include "http/route.hpp"

#include <algorithm>
#include <bit>
#include <stdexcept>

#include <fmt/format.h>

namespace ohmstead::http {
namespace detail {

bool takes_body(const Route& route) {
    const auto method = route.method;
    const bool may = method == Method::post || method == Method::put || method == Method::patch;
    const auto of_path = static_cast<std::size_t>(std::popcount(route.path_fields));
    return may && route.in != nullptr && of_path < route.in->fields.size();
}

std::vector<std::string_view> parameters_of(std::string_view path) {
    std::vector<std::string_view> names;
    for (auto open = path.find('{'); open != std::string_view::npos; open = path.find('{', open)) {
        const auto close = path.find('}', open);
        names.push_back(path.substr(open + 1, close - open - 1));
        open = close;
    }
    return names;
}

Status decode_input(void* target, const Route& route, const RouteInput& input) {
    const auto& type = *route.in;
    OHMSTEAD_TRY_VOID(reflect::decode_parameters(target, type, input.path, route.path_fields));
    if (!takes_body(route)) {
        return reflect::decode_parameters(target, type, input.query, ~route.path_fields);
    }
    OHMSTEAD_TRY(const auto body, reflect::parse_json(input.body));
    return reflect::decode_into(target, type, body, {.closed_fields = route.path_fields});
}

bool write_extras(Response& response, int status, std::vector<std::string> set_cookies,
                  std::string etag, bool not_modified,
                  std::vector<std::pair<std::string, std::string>> headers) {
    if (status != 0) {
        response.status = status;
    }
    response.headers = std::move(headers);
    for (auto& cookie : set_cookies) {
        response.headers.emplace_back("Set-Cookie", std::move(cookie));
    }
    if (!etag.empty()) {
        response.headers.emplace_back("ETag", std::move(etag));
    }
    if (not_modified) {
        response.status = 304;
    }
    return !not_modified;
}

void check_route(Route& route) {
    const auto names = parameters_of(route.path);
    if (route.in != nullptr) {
        route.path_fields = reflect::fields_named(*route.in, names);
    }
    const auto known = static_cast<std::size_t>(std::popcount(route.path_fields));
    if (route.typed && known != names.size()) {
        throw std::logic_error(fmt::format("{}: a path parameter has no field", route.path));
    }
    if (route.typed && route.spec.takes_gzip) {
        throw std::logic_error(fmt::format("{}: a typed route unpacks nothing", route.path));
    }
    const bool by_home = route.spec.access.kind() == Access::Kind::home;
    if (by_home && std::ranges::find(names, "home") == names.end()) {
        throw std::logic_error(fmt::format("{}: access by home without a {{home}}", route.path));
    }
}

}  // namespace detail

Route raw(Method method, std::string path, RouteSpec spec, Route::Handler handler) {
    Route route{.method = method,
                .path = std::move(path),
                .spec = std::move(spec),
                .handler = std::move(handler)};
    detail::check_route(route);
    return route;
}

Route websocket(std::string path, RouteSpec spec, WebSocketHandler& handler) {
    Route route{.method = Method::get,
                .path = std::move(path),
                .spec = std::move(spec),
                .socket = &handler};
    detail::check_route(route);
    return route;
}

}  // namespace ohmstead::http
