#include "http/openapi.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "http/api_docs_page.hpp"
#include "http/problem.hpp"
#include "reflect/schema.hpp"

namespace ohmstead::http {
namespace json = boost::json;
namespace {

using reflect::Direction;
using reflect::SchemaBuilder;

constexpr std::string_view kProblem = "#/components/responses/Problem";

json::object reference(std::string_view to) {
    return {{"$ref", to}};
}

json::object json_content(json::object schema, std::string_view type = "application/json") {
    return {{type, json::object{{"schema", std::move(schema)}}}};
}

// "get /api/v1/homes/{home}/power" as "get_homes_home_power".
std::string operation_id(const Route& route) {
    std::string id;
    for (const char c : name_of(route.method)) {
        id += static_cast<char>(c | 0x20);
    }
    std::string_view path = route.path;
    for (const std::string_view prefix : {"/api/v1", "/api"}) {
        if (path.starts_with(prefix)) {
            path.remove_prefix(prefix.size());
            break;
        }
    }
    for (const char c : path) {
        if (c == '/') {
            id += '_';
        } else if (c != '{' && c != '}') {
            id += c == '-' || c == '.' ? '_' : c;
        }
    }
    return id;
}

json::array security_of(const RouteSpec& spec) {
    const json::object by_session{{"session", json::array{}}};
    const json::object by_key{{"api_key", json::array{}}};
    if (!spec.who.empty()) {
        return {json::object{}, by_session};
    }
    switch (spec.access.kind()) {
        case Access::Kind::open:
            return {};
        case Access::Kind::ingest_key:
            return {by_key};
        default:
            return {by_session};
    }
}

std::string who(const RouteSpec& spec) {
    if (!spec.who.empty()) {
        return spec.who;
    }
    switch (spec.access.kind()) {
        case Access::Kind::open:
            return "For everyone.";
        case Access::Kind::signed_in:
            return "For everyone who is signed in.";
        case Access::Kind::server:
            return fmt::format(
                "Needs the right {} on the server.",
                kServerAccessTable[static_cast<std::size_t>(spec.access.server_right())].name);
        case Access::Kind::reader:
            return "For everyone who is signed in, and for keys that read for them.";
        case Access::Kind::ingest_key:
            return "For holders of an API key.";
        case Access::Kind::home:
            return fmt::format("Needs the right {} in the home.", row_of(spec.access.right()).name);
    }
    return {};
}

json::array parameters_of(const Route& route, SchemaBuilder& schemas) {
    json::array parameters;
    if (route.in == nullptr) {
        for (const auto name : detail::parameters_of(route.path)) {
            parameters.push_back(json::object{{"name", name},
                                              {"in", "path"},
                                              {"required", true},
                                              {"schema", json::object{{"type", "string"}}}});
        }
        return parameters;
    }
    for (std::size_t index = 0; index < route.in->fields.size(); ++index) {
        const auto& field = route.in->fields[index];
        const bool in_path = (route.path_fields >> index & 1U) != 0;
        if (!in_path && detail::takes_body(route)) {
            continue;
        }
        // A parameter cannot be null, only absent.
        const bool optional = field.type->kind == reflect::Kind::optional;
        const reflect::Field plain{.name = field.name,
                                   .type = optional ? field.type->element : field.type,
                                   .rule = field.rule};
        json::object parameter{{"name", field.name},
                               {"in", in_path ? "path" : "query"},
                               {"required", field.required()},
                               {"schema", schemas.schema_of_field(plain, Direction::in)}};
        if (plain.type->kind == reflect::Kind::array) {
            parameter["style"] = "form";
            parameter["explode"] = false;
        }
        parameters.push_back(std::move(parameter));
    }
    return parameters;
}

json::object operation_of(const Route& route, SchemaBuilder& schemas) {
    json::object operation{{"operationId", operation_id(route)},
                           {"summary", route.spec.summary},
                           {"description", who(route.spec)}};
    if (!route.spec.tag.empty()) {
        operation["tags"] = json::array{route.spec.tag};
    }
    operation["security"] = security_of(route.spec);
    auto parameters = parameters_of(route, schemas);
    const bool forgeable = !is_safe(route.method) &&
                           route.spec.access.kind() != Access::Kind::ingest_key &&
                           route.spec.access.kind() != Access::Kind::open;
    if (forgeable) {
        parameters.push_back(reference("#/components/parameters/CsrfToken"));
    }
    if (route.spec.takes_gzip) {
        parameters.push_back(json::object{
            {"name", "Content-Encoding"},
            {"in", "header"},
            {"required", false},
            {"description", "Of a body that is compressed"},
            {"schema", json::object{{"type", "string"}, {"enum", json::array{"gzip"}}}}});
    }
    if (!parameters.empty()) {
        operation["parameters"] = std::move(parameters);
    }
    if (detail::takes_body(route)) {
        operation["requestBody"] = {{"required", true},
                                    {"content", json_content(schemas.schema_of(
                                                    *route.in, Direction::in, route.path_fields))}};
    }
    if (route.spec.takes_file) {
        const json::object bytes{{"schema", json::object{}}};
        operation["requestBody"] = {{"required", true},
                                    {"content", json::object{{"application/octet-stream", bytes}}}};
    }
    const int status = route.socket != nullptr ? 101 : route.spec.success_status;
    json::object success{{"description", reason_of(status)}};
    if (route.out != nullptr) {
        success["content"] = json_content(schemas.schema_of(*route.out, Direction::out));
    }
    operation["responses"] = {{std::to_string(status), std::move(success)},
                              {"default", reference(kProblem)}};
    return operation;
}

void write_indented(const json::value& value, std::size_t depth, std::string& out) {
    const auto line = [&](std::size_t indent) { out.append("\n").append(indent * 2, ' '); };
    if (const auto* object = value.if_object(); object != nullptr && !object->empty()) {
        char separator = '{';
        for (const auto& [key, held] : *object) {
            out += separator;
            separator = ',';
            line(depth + 1);
            out.append(json::serialize(json::string(key))).append(": ");
            write_indented(held, depth + 1, out);
        }
        line(depth);
        out += '}';
    } else if (const auto* array = value.if_array(); array != nullptr && !array->empty()) {
        char separator = '[';
        for (const auto& held : *array) {
            out += separator;
            separator = ',';
            line(depth + 1);
            write_indented(held, depth + 1, out);
        }
        line(depth);
        out += ']';
    } else {
        out += json::serialize(value);
    }
}

json::object shared_components(const SchemaBuilder& schemas) {
    auto all = schemas.components();
    all["Problem"] = problem_schema();
    return {{"schemas", std::move(all)},
            {"responses",
             {{"Problem",
               {{"description", "What went wrong (RFC 9457)"},
                {"content", json_content(reference("#/components/schemas/Problem"),
                                         "application/problem+json")}}}}},
            {"parameters",
             {{"CsrfToken",
               {{"name", "X-CSRF-Token"},
                {"in", "header"},
                {"required", false},
                {"description", "csrf_token of the session; required when a cookie signs in"},
                {"schema", {{"type", "string"}}}}}}},
            {"securitySchemes",
             {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", "__Host-ohmstead"}}},
              {"api_key", {{"type", "http"}, {"scheme", "bearer"}}}}}};
}

}  // namespace

std::string openapi_document(const Routes& routes, const DocumentInfo& info) {
    SchemaBuilder schemas;
    for (const Route& route : routes.all()) {
        if (route.spec.documented && route.out != nullptr) {
            schemas.expect_output(*route.out);
        }
    }
    json::object paths;
    for (const Route& route : routes.all()) {
        if (!route.spec.documented) {
            continue;
        }
        std::string method;
        for (const char c : name_of(route.method)) {
            method += static_cast<char>(c | 0x20);
        }
        auto& path = paths[route.path];
        if (path.is_null()) {
            path = json::object{};
        }
        path.as_object()[method] = operation_of(route, schemas);
    }
    const json::object document{
        {"openapi", "3.1.0"},
        {"info",
         {{"title", info.title}, {"version", info.version}, {"description", info.description}}},
        {"paths", std::move(paths)},
        {"components", shared_components(schemas)}};
    std::string text;
    write_indented(document, 0, text);
    return text + '\n';
}

void add_document_routes(Routes& routes, const DocumentInfo& info, Access access) {
    const auto document = std::make_shared<std::string>();
    routes.add(
        raw(Method::get, "/api/openapi.json",
            {.summary = "This document", .access = access, .tag = "server"},
            [&routes, info, document](RequestContext&, RouteInput) -> Task<Result<Response>> {
                if (document->empty()) {
                    *document = openapi_document(routes, info);
                }
                co_return Response{.content_type = "application/json", .shared_body = document};
            }));
    const auto add_file = [&](const char* path, const char* type, std::string_view text) {
        auto content = std::make_shared<const std::string>(text);
        routes.add(raw(Method::get, path,
                       {.summary = "A page that shows it",
                        .access = access,
                        .tag = "server",
                        .documented = false},
                       [type, content](RequestContext&, RouteInput) -> Task<Result<Response>> {
                           co_return Response{.content_type = type, .shared_body = content};
                       }));
    };
    add_file("/api/docs", "text/html; charset=utf-8", kApiDocsHtml);
    add_file("/api/docs.js", "text/javascript; charset=utf-8", kApiDocsScript);
    add_file("/api/docs.css", "text/css; charset=utf-8", kApiDocsStyle);
}

}  // namespace ohmstead::http
