#pragma once

#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "async/task.hpp"
#include "async/worker.hpp"
#include "base/result.hpp"
#include "store_sqlite/connection.hpp"
#include "store_sqlite/database_failure.hpp"

namespace ohmstead {

// A few threads that read, each with a read-only connection of its own. Used from the I/O thread.
class Readers {
public:
    explicit Readers(std::vector<std::unique_ptr<Connection>> connections);

    // Runs `query(Connection&) -> T` on one snapshot of the database. `unavailable` when too many
    // queries wait, or the storage does not answer.
    template <class Query>
    Task<Result<std::invoke_result_t<Query&, Connection&>>> read(Query query) {
        using Answer = Result<std::invoke_result_t<Query&, Connection&>>;
        Reader* reader = least_busy();
        if (reader == nullptr) {
            co_return too_busy();
        }
        const Turn turn(*reader);
        auto on_snapshot = [reader, query = std::move(query)]() mutable -> Answer {
            try {
                Transaction snapshot(*reader->connection, Transaction::Kind::read);
                return query(*reader->connection);
            } catch (const DatabaseFailure& failure) {
                if (failure.can_pass()) {
                    return failure.as_error();
                }
                throw;
            }
        };
        auto answer = co_await reader->worker.run(std::move(on_snapshot));
        co_return std::move(answer);
    }

private:
    struct Reader {
        std::unique_ptr<Connection> connection;
        std::size_t waiting = 0;
        Worker worker{1};
    };
    // Counts a query while it waits and runs.
    class Turn {
    public:
        explicit Turn(Reader& reader) : reader_(reader) { ++reader_.waiting; }
        ~Turn() { --reader_.waiting; }
        Turn(const Turn&) = delete;
        Turn& operator=(const Turn&) = delete;

    private:
        Reader& reader_;
    };

    Reader* least_busy();
    static Error too_busy();

    std::vector<std::unique_ptr<Reader>> readers_;
};

}  // namespace ohmstead
