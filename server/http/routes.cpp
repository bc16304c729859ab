#include "http/routes.hpp"

#include <functional>
#include <optional>
#include <stdexcept>

#include <fmt/format.h>

namespace ohmstead::http {

// One segment of a path. A literal child wins over the parameter.
struct Routes::Node {
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> parameter;
    std::string parameter_name;
    std::map<Method, const Route*> methods;
};

namespace {

// Takes the first segment off "/a/b"; nothing when `path` does not start with a slash.
std::optional<std::string_view> take_segment(std::string_view& path) {
    if (!path.starts_with('/')) {
        return std::nullopt;
    }
    path.remove_prefix(1);
    const auto segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    return segment;
}

}  // namespace

Routes::Routes() : root_(std::make_unique<Node>()) {}
Routes::~Routes() = default;
Routes::Routes(Routes&&) noexcept = default;

void Routes::add(Route route) {
    routes_.push_back(std::move(route));
    const Route& added = routes_.back();
    Node* node = root_.get();
    std::string_view rest = added.path;
    while (const auto segment = take_segment(rest)) {
        auto* child = &node->parameter;
        if (segment->starts_with('{')) {
            const auto name = segment->substr(1, segment->size() - 2);
            if (*child && node->parameter_name != name) {
                throw std::logic_error(
                    fmt::format("{}: {} has another name elsewhere", added.path, *segment));
            }
            node->parameter_name = name;
        } else {
            child = &node->literals[std::string(*segment)];
        }
        if (!*child) {
            *child = std::make_unique<Node>();
        }
        node = child->get();
    }
    if (!rest.empty() || !node->methods.emplace(added.method, &added).second) {
        throw std::logic_error(
            fmt::format("{} {} is wrong or there twice", name_of(added.method), added.path));
    }
}

Routes::Match Routes::find(Method method, std::string_view path) const {
    Match match;
    const Node* node = root_.get();
    std::string_view rest = path;
    while (const auto segment = take_segment(rest)) {
        const auto literal = node->literals.find(*segment);
        if (literal != node->literals.end()) {
            node = literal->second.get();
        } else if (node->parameter && !segment->empty()) {
            match.path.push_back({node->parameter_name, std::string(*segment)});
            node = node->parameter.get();
        } else {
            return match;
        }
    }
    match.path_known = rest.empty() && !node->methods.empty();
    if (!match.path_known) {
        return match;
    }
    const auto found = node->methods.find(method == Method::head ? Method::get : method);
    if (found != node->methods.end()) {
        match.route = found->second;
        return match;
    }
    for (const auto& [known, route] : node->methods) {
        match.allowed += fmt::format("{}{}", match.allowed.empty() ? "" : ", ", name_of(known));
        if (known == Method::get) {
            match.allowed += ", HEAD";
        }
    }
    match.allowed += ", OPTIONS";
    return match;
}

}  // namespace ohmstead::http
