#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "base/result.hpp"
#include "http/access.hpp"
#include "http/request_context.hpp"
#include "http/response.hpp"
#include "reflect/decode.hpp"
#include "reflect/described.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::http {

class WebSocketHandler;

// So many per minute and user (or address, for keys and nobody), in bursts of up to as many.
// 0: no limit.
struct Rate {
    double per_minute = 0;
};

// What a route is besides its handler. `access` has no default.
struct RouteSpec {
    std::string summary = {};
    Access access;
    int success_status = 200;
    std::string who = {};                // who may, where an open route's handler decides it
    std::string tag = {};                // the group in the API document
    std::size_t max_body = 1024 * 1024;  // bytes
    bool takes_file = false;             // a raw route takes any bytes (application/octet-stream)
    bool takes_gzip = false;             // a raw route unpacks such bodies itself (gunzip.hpp)
    std::optional<Rate> rate = {};       // instead of the server's for all other routes together
    bool documented = true;
};

// The request as a route gets it, parameters percent-decoded.
struct RouteInput {
    std::vector<reflect::Parameter> path = {};
    std::vector<reflect::Parameter> query = {};
    std::string body = {};
};

// One method of one path, with its types erased. Made by get(), post(), … below.
struct Route {
    using Handler = std::function<Task<Result<Response>>(RequestContext&, RouteInput)>;

    Method method = Method::get;
    std::string path;  // "/api/v1/homes/{home}/power"
    RouteSpec spec;
    Handler handler = {};                // null for a WebSocket
    WebSocketHandler* socket = nullptr;  // outlives the server
    const reflect::Type* in = nullptr;   // null for Nothing and what is not described
    const reflect::Type* out = nullptr;  // null for NoContent and what is not described
    std::uint64_t path_fields = 0;       // which fields of `in` come from the path, by index
    bool typed = false;                  // answers JSON, and wants it where there is a body
};

namespace detail {

// Whether fields of the input come as a JSON body: those of POST, PUT and PATCH that are not in the
// path.
bool takes_body(const Route& route);

// The names in braces.
std::vector<std::string_view> parameters_of(std::string_view path);

// Path, query and body of a request into the struct at `target`.
Status decode_input(void* target, const Route& route, const RouteInput& input);

template <class T>
struct OutputOf {
    using type = T;
};
template <class T>
struct OutputOf<Encoded<T>> {
    using type = T;
};
template <class T>
struct OutputOf<Reply<T>> : OutputOf<T> {};

template <class T>
void write_body(Response& response, T&& value) {
    if constexpr (!std::same_as<std::remove_cvref_t<T>, NoContent>) {
        response.content_type = "application/json";
        reflect::encode_to(value, response.body);
    }
}
template <class T>
void write_body(Response& response, Encoded<T>&& value) {
    response.content_type = "application/json";
    response.body = std::move(value.json);
}

// Everything of a Reply but its value; false when there is to be no body.
bool write_extras(Response& response, int status, std::vector<std::string> set_cookies,
                  std::string etag, bool not_modified,
                  std::vector<std::pair<std::string, std::string>> headers);

template <class T>
Response make_response(T&& value, int status) {
    Response response{.status = status};
    write_body(response, std::forward<T>(value));
    return response;
}
template <class T>
Response make_response(Reply<T>&& reply, int status) {
    Response response{.status = status};
    if (write_extras(response, reply.status, std::move(reply.set_cookies), std::move(reply.etag),
                     reply.not_modified, std::move(reply.headers))) {
        write_body(response, std::move(reply.value));
    }
    return response;
}

template <class In, class Handler>
Task<Result<Response>> call(const Handler& handler, const Route& route, RequestContext& context,
                            RouteInput input) {
    In in{};
    if constexpr (!std::same_as<In, Nothing>) {
        OHMSTEAD_CO_TRY_VOID(decode_input(&in, route, input));
    }
    auto out = co_await handler(context, std::move(in));
    if (!out) {
        co_return std::move(out).error();
    }
    co_return make_response(std::move(*out), route.spec.success_status);
}

template <class T>
constexpr const reflect::Type* type_or_null() {
    if constexpr (std::same_as<T, Nothing> || std::same_as<T, NoContent>) {
        return nullptr;
    } else {
        return reflect::type_of<T>();
    }
}

// Fills in what path and types say of each other. Throws std::logic_error for a path parameter
// without its field, and for access by {home} on a path without one.
void check_route(Route& route);

}  // namespace detail

// A route whose input and output are described structs. The fields of In that the path names come
// from there; the others from the query (GET, DELETE) or the JSON body (POST, PUT, PATCH).
// `handler` is called as Task<Result<R>>(RequestContext&, In), where R is Out, Encoded<Out>, or a
// Reply of one of them; it is kept as long as the route.
template <class In, class Out, class Handler>
Route typed_route(Method method, std::string path, RouteSpec spec, Handler handler) {
    using Returned =
        typename std::invoke_result_t<const Handler&, RequestContext&, In>::value_type::value_type;
    static_assert(std::same_as<typename detail::OutputOf<Returned>::type, Out>,
                  "the handler returns something else than the route declares");
    Route route{.method = method,
                .path = std::move(path),
                .spec = std::move(spec),
                .in = detail::type_or_null<In>(),
                .out = detail::type_or_null<Out>(),
                .typed = true};
    detail::check_route(route);
    // The decoder needs to know the route without its handler.
    auto bare = std::make_shared<const Route>(route);
    route.handler = [bare = std::move(bare), handler = std::move(handler)](RequestContext& context,
                                                                           RouteInput input) {
        return detail::call<In>(handler, *bare, context, std::move(input));
    };
    return route;
}

template <class In, class Out, class Handler>
Route get(std::string path, RouteSpec spec, Handler handler) {
    return typed_route<In, Out>(Method::get, std::move(path), std::move(spec), std::move(handler));
}
template <class In, class Out, class Handler>
Route post(std::string path, RouteSpec spec, Handler handler) {
    return typed_route<In, Out>(Method::post, std::move(path), std::move(spec), std::move(handler));
}
template <class In, class Out, class Handler>
Route put(std::string path, RouteSpec spec, Handler handler) {
    return typed_route<In, Out>(Method::put, std::move(path), std::move(spec), std::move(handler));
}
template <class In, class Out, class Handler>
Route patch(std::string path, RouteSpec spec, Handler handler) {
    return typed_route<In, Out>(Method::patch, std::move(path), std::move(spec),
                                std::move(handler));
}
template <class In, class Out, class Handler>
Route del(std::string path, RouteSpec spec, Handler handler) {
    return typed_route<In, Out>(Method::delete_, std::move(path), std::move(spec),
                                std::move(handler));
}

// A route that reads the request and writes the answer by itself: metrics, files.
Route raw(Method method, std::string path, RouteSpec spec, Route::Handler handler);

// The same for a route whose body and answer the document describes as In and Out, because the
// handler's own reading is for speed alone.
template <class In, class Out>
Route raw(Method method, std::string path, RouteSpec spec, Route::Handler handler) {
    Route route = raw(method, std::move(path), std::move(spec), std::move(handler));
    route.in = detail::type_or_null<In>();
    route.out = detail::type_or_null<Out>();
    detail::check_route(route);
    return route;
}

// A route that becomes a WebSocket. `handler` outlives the server.
Route websocket(std::string path, RouteSpec spec, WebSocketHandler& handler);

}  // namespace ohmstead::http
