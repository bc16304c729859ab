#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/readers.hpp"

namespace ohmstead {

inline Error no_such_home() {
    return make_error(ErrorCode::not_found, "There is no such home.");
}

// Runs `query(connection, home number)` on a reader; not_found when there is no such home.
template <class Query>
Task<Result<std::invoke_result_t<Query&, Connection&, std::int64_t>>> look_up(Readers& readers,
                                                                              HomeId home,
                                                                              Query query) {
    using Answer = std::invoke_result_t<Query&, Connection&, std::int64_t>;
    auto guarded = [home = std::move(home),
                    query = std::move(query)](Connection& connection) mutable {
        std::optional<Answer> answer;
        if (const auto home_no = home_number(connection, home)) {
            answer = query(connection, *home_no);
        }
        return answer;
    };
    OHMSTEAD_CO_TRY(auto answer, co_await readers.read(std::move(guarded)));
    if (!answer) {
        co_return no_such_home();
    }
    co_return std::move(*answer);
}

}  // namespace ohmstead
