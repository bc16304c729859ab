#include "simulator/peer/rest.hpp"

#include <stdexcept>

#include "simulator/base/json_file.hpp"
#include "simulator/peer/commands.hpp"
#include "simulator/peer/messages.hpp"

namespace ohmstead::simulator {

namespace json = boost::json;

namespace {

int hex(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::string decode(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex(text[i + 1]) >= 0 &&
            hex(text[i + 2]) >= 0) {
            out += static_cast<char>(hex(text[i + 1]) * 16 + hex(text[i + 2]));
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

json::object body_object(const std::string& body) {
    if (body.empty()) {
        return {};
    }
    json::error_code bad;
    json::value value = json::parse(body, bad);
    if (bad || !value.is_object()) {
        throw std::runtime_error("Invalid JSON specified.");
    }
    return std::move(value.as_object());
}

RestAnswer get_states(Home& home) {
    json::array out;
    for (const auto& [id, state] : home.states().all()) {
        out.push_back(full_state(id, state));
    }
    return json_answer(out);
}

RestAnswer get_state(Home& home, const std::string& entity_id) {
    const EntityState* state = home.states().find(entity_id);
    return state == nullptr ? message_answer(404, "Entity not found.")
                            : json_answer(full_state(entity_id, *state));
}

RestAnswer get_history(Home& home, const std::string& path, const std::string& target) {
    const std::string filter = query_value(target, "filter_entity_id");
    if (filter.empty()) {
        return message_answer(400, "filter_entity_id is missing");
    }
    Millis from = home.now() - kDay;
    if (!path.empty()) {
        const auto given = parse_time(decode(path));
        if (!given) {
            return message_answer(400, "Invalid datetime");
        }
        from = *given;
    }
    const std::string end = query_value(target, "end_time");
    const Millis to = end.empty() ? from + kDay : parse_time(end).value_or(from + kDay);
    const bool minimal = target.find("minimal_response") != std::string::npos;
    json::array out;
    std::size_t at = 0;
    while (at <= filter.size()) {
        const std::size_t comma = std::min(filter.find(',', at), filter.size());
        const std::string id = filter.substr(at, comma - at);
        at = comma + 1;
        const auto rows = home.history(id, from, to);
        json::array list;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            EntityState state{.state = rows[i].state, .changed = rows[i].at, .updated = rows[i].at};
            if (minimal && i > 0 && i + 1 < rows.size()) {
                list.push_back({{"state", state.state}, {"last_changed", format_time(rows[i].at)}});
                continue;
            }
            if (const EntityState* known = home.states().find(id)) {
                state.attributes = known->attributes;
            }
            list.push_back(full_state(id, state));
        }
        if (!list.empty()) {
            out.push_back(std::move(list));
        }
    }
    return json_answer(out);
}

RestAnswer post_service(Home& home, const std::string& path, const std::string& body) {
    const std::size_t slash = path.find('/');
    if (slash == std::string::npos) {
        return message_answer(404, "Not found");
    }
    try {
        return json_answer(call_service(home, path.substr(0, slash), path.substr(slash + 1),
                                        body_object(body), {}));
    } catch (const CommandError&) {
        return {.status = 400, .body = "400: Bad Request", .content_type = "text/plain"};
    }
}

RestAnswer answer_api(Host& host, Home& home, const RestRequest& request, const std::string& path) {
    const auto below = [&](std::string_view prefix) -> std::optional<std::string> {
        if (!path.starts_with(prefix)) {
            return std::nullopt;
        }
        return path.substr(prefix.size());
    };
    if (const auto service = below("/api/services/"); service && request.method == "POST") {
        return post_service(home, *service, request.body);
    }
    if (request.method != "GET") {
        return message_answer(405, "Method Not Allowed");
    }
    if (path == "/api/") {
        return message_answer(200, "API running.");
    }
    if (path == "/api/config") {
        return json_answer(config_of(home.directory(), host.running_state()));
    }
    if (path == "/api/states") {
        return get_states(home);
    }
    if (const auto entity = below("/api/states/")) {
        return get_state(home, *entity);
    }
    if (path == "/api/history/period") {
        return get_history(home, "", request.target);
    }
    if (const auto start = below("/api/history/period/")) {
        return get_history(home, *start, request.target);
    }
    return message_answer(404, "Not found");
}

}  // namespace

std::string query_value(const std::string& target, std::string_view key) {
    std::size_t at = target.find('?');
    while (at != std::string::npos) {
        const std::size_t begin = at + 1;
        at = target.find('&', begin);
        const std::string_view pair =
            std::string_view(target).substr(begin, at == std::string::npos ? at : at - begin);
        if (pair.size() > key.size() && pair.starts_with(key) && pair[key.size()] == '=') {
            return decode(pair.substr(key.size() + 1));
        }
    }
    return {};
}

std::string_view bearer_token(const RestRequest& request) {
    constexpr std::string_view kBearer = "Bearer ";
    return request.authorization.starts_with(kBearer)
               ? std::string_view(request.authorization).substr(kBearer.size())
               : std::string_view{};
}

RestAnswer json_answer(const json::value& value, unsigned status) {
    return {.status = status, .body = json::serialize(value)};
}

RestAnswer message_answer(unsigned status, const std::string& message) {
    return json_answer(json::object{{"message", message}}, status);
}

RestAnswer answer_rest(Host& host, const RestRequest& request) {
    const std::string path = request.target.substr(0, request.target.find('?'));
    Home* home = host.authenticate(bearer_token(request));
    if (home == nullptr) {
        return {.status = 401, .body = "401: Unauthorized", .content_type = "text/plain"};
    }
    try {
        if (path.starts_with("/sim/")) {
            return answer_control(host, *home, request.method, request.target.substr(5),
                                  request.body);
        }
        return answer_api(host, *home, request, path);
    } catch (const std::runtime_error& error) {
        return message_answer(400, error.what());
    }
}

}  // namespace ohmstead::simulator
