#include <utility>

#include "store/note_store.hpp"
#include "store_sqlite/channel_rows.hpp"
#include "store_sqlite/columns.hpp"
#include "store_sqlite/home_queries.hpp"
#include "store_sqlite/readers.hpp"
#include "store_sqlite/sqlite_database.hpp"
#include "store_sqlite/writer.hpp"

namespace ohmstead {
namespace {

Status unless_missing(const Connection& connection) {
    return connection.changes() > 0 ? Status{}
                                    : make_error(ErrorCode::not_found, "There is no such note.");
}

Status insert(Connection& connection, std::int64_t home_no, const Note& note) {
    connection
        .prepare(
            "INSERT OR IGNORE INTO note (home_no, id, first, last, text, user, user_name, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
        .bind(home_no, note.id.value, format_local_date(note.first), format_local_date(note.last),
              note.text, note.by.value, note.by_name, ms_of(note.at))
        .run();
    return {};
}

Status update(Connection& connection, std::int64_t home_no, const Note& note) {
    connection
        .prepare(
            "UPDATE note SET first = ?, last = ?, text = ?, user = ?, user_name = ?, at = ? "
            "WHERE home_no = ? AND id = ?")
        .bind(format_local_date(note.first), format_local_date(note.last), note.text, note.by.value,
              note.by_name, ms_of(note.at), home_no, note.id.value)
        .run();
    return unless_missing(connection);
}

Status remove(Connection& connection, std::int64_t home_no, const NoteId& note) {
    connection.prepare("DELETE FROM note WHERE home_no = ? AND id = ?")
        .bind(home_no, note.value)
        .run();
    return unless_missing(connection);
}

std::vector<Note> notes_of(Connection& connection, std::int64_t home_no) {
    auto rows = connection.prepare(
        "SELECT id, first, last, text, user, user_name, at FROM note WHERE home_no = ? "
        "ORDER BY first, at, id");
    rows.bind(home_no);
    std::vector<Note> notes;
    while (rows.step()) {
        notes.push_back({.id = NoteId{rows.text(0)},
                         .first = local_date_in(rows, 1),
                         .last = local_date_in(rows, 2),
                         .text = rows.text(3),
                         .by = UserId{rows.text(4)},
                         .by_name = rows.text(5),
                         .at = instant_in(rows, 6)});
    }
    return notes;
}

class SqliteNoteStore final : public NoteStore {
public:
    explicit SqliteNoteStore(SqliteDatabase& database)
        : writer_(database.writer()), readers_(database.readers()) {}

    Task<Result<std::vector<Note>>> notes(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
        auto notes = co_await look_up(readers_, std::move(home), notes_of);
        co_return notes;
    }
    Task<Status> add(AccessScope scope, HomeId home, Note note) override {
        auto work = [note = std::move(note)](Connection& connection, std::int64_t home_no) {
            return insert(connection, home_no, note);
        };
        auto status = co_await change(std::move(scope), std::move(home), std::move(work));
        co_return status;
    }
    Task<Status> replace(AccessScope scope, HomeId home, Note note) override {
        auto work = [note = std::move(note)](Connection& connection, std::int64_t home_no) {
            return update(connection, home_no, note);
        };
        auto status = co_await change(std::move(scope), std::move(home), std::move(work));
        co_return status;
    }
    Task<Status> erase(AccessScope scope, HomeId home, NoteId note) override {
        auto work = [note = std::move(note)](Connection& connection, std::int64_t home_no) {
            return remove(connection, home_no, note);
        };
        auto status = co_await change(std::move(scope), std::move(home), std::move(work));
        co_return status;
    }

private:
    // Runs `work(connection, home number)` on the writer, if the home exists.
    template <class Work>
    Task<Status> change(AccessScope scope, HomeId home, Work work) {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        auto status = co_await change_home(writer_, std::move(home), std::move(work));
        co_return status;
    }

    Writer& writer_;
    Readers& readers_;
};

}  // namespace

std::unique_ptr<NoteStore> make_sqlite_note_store(SqliteDatabase& database) {
    return std::make_unique<SqliteNoteStore>(database);
}

}  // namespace ohmstead
