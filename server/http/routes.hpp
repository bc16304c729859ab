#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "http/route.hpp"

namespace ohmstead::http {

// All routes, and which of them a request is for. Filled before the server starts.
class Routes {
public:
    struct Match {
        const Route* route = nullptr;  // null: the method has none
        bool path_known = false;       // whether another method has one
        std::vector<reflect::Parameter> path;
        std::string allowed;  // the methods of this path, as in Allow
    };

    Routes();
    ~Routes();
    Routes(Routes&&) noexcept;

    // Throws std::logic_error when there is already such a route.
    void add(Route route);

    // `path` is decoded and has no empty segments, or it has no route. HEAD finds what GET does.
    Match find(Method method, std::string_view path) const;

    const std::deque<Route>& all() const { return routes_; }

private:
    struct Node;

    std::deque<Route> routes_;  // a deque: addresses stay
    std::unique_ptr<Node> root_;
};

}  // namespace ohmstead::http
