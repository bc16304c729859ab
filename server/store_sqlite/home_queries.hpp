#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/writer.hpp"

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

// Runs `work(connection, home number)` on the writer; not_found when there is no such home.
template <class Work>
Task<Status> change_home(Writer& writer, HomeId home, Work work) {
    auto job = [home = std::move(home), work = std::move(work)](Connection& connection) {
        const auto home_no = home_number(connection, home);
        return home_no ? work(connection, *home_no) : Status{no_such_home()};
    };
    auto status = co_await writer.write(Lane::live, std::move(job));
    co_return status;
}

}  // namespace ohmstead
