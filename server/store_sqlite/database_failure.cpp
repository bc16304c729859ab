#include "store_sqlite/database_failure.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace ohmstead {
namespace {

int primary(int code) {
    return code & 0xff;
}

const char* words_for(int code) {
    switch (primary(code)) {
        case SQLITE_FULL:
            return "The storage is full. Nothing is lost; free some space and it goes on by "
                   "itself.";
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
            return "The database file cannot be written at the moment.";
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return "Another program keeps the database locked.";
        case SQLITE_NOMEM:
            return "There is not enough memory for the database at the moment.";
        default:
            return "The storage does not answer properly at the moment.";
    }
}

}  // namespace

DatabaseFailure::DatabaseFailure(int code, std::string doing, const std::string& message)
    : std::runtime_error(fmt::format("SQLite error {} ({}) in: {}", code, message, doing)),
      code_(code) {}

bool DatabaseFailure::can_pass() const {
    switch (primary(code_)) {
        case SQLITE_FULL:
        case SQLITE_IOERR:
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_CANTOPEN:
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_NOMEM:
        case SQLITE_PROTOCOL:
            return true;
        default:
            return false;
    }
}

bool DatabaseFailure::is_constraint() const {
    return primary(code_) == SQLITE_CONSTRAINT;
}

Error DatabaseFailure::as_error() const {
    return {.code = ErrorCode::unavailable, .detail = words_for(code_), .retry_after_s = 5};
}

}  // namespace ohmstead
