#include "store_sqlite/connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <sqlite3.h>

#include "store_sqlite/database_failure.hpp"

namespace ohmstead {
namespace {

constexpr int kBusyTimeoutMs = 5000;

// SQLite gives its own files the mode of the main one, so this decides for all of them.
void create_private(const std::filesystem::path& file) {
    const int descriptor = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), "cannot create " + file.string());
    }
    close(descriptor);
}

}  // namespace

Statement::~Statement() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

void Statement::check(int code) const {
    if (code != SQLITE_OK) {
        throw DatabaseFailure(sqlite3_extended_errcode(sqlite3_db_handle(statement_)),
                              sqlite3_sql(statement_),
                              sqlite3_errmsg(sqlite3_db_handle(statement_)));
    }
}

bool Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code != SQLITE_DONE) {
        check(code);
    }
    return false;
}

void Statement::reset() {
    sqlite3_reset(statement_);
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::blob(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return size == 0
               ? std::string_view{}
               : std::string_view{static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

std::string Statement::text(int column) const {
    return std::string{blob(column)};
}

void Statement::bind_at(int place, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, place, value));
}

void Statement::bind_at(int place, std::string_view text) {
    check(sqlite3_bind_text64(statement_, place, text.data() == nullptr ? "" : text.data(),
                              text.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind_at(int place, Blob blob) {
    check(sqlite3_bind_blob64(statement_, place, blob.bytes.data(), blob.bytes.size(),
                              SQLITE_STATIC));
}

void Statement::bind_at(int place, std::nullopt_t) {
    check(sqlite3_bind_null(statement_, place));
}

Connection::Connection(const std::filesystem::path& file, Mode mode) {
    if (mode == Mode::create) {
        create_private(file);
    }
    const int flags = (mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE) |
                      SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    sqlite3* connection = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &connection, flags, nullptr);
    connection_.reset(connection);
    if (code != SQLITE_OK) {
        throw DatabaseFailure(code, "open " + file.string(), sqlite3_errstr(code));
    }
    sqlite3_busy_timeout(connection, kBusyTimeoutMs);
    // The schema is not trusted to call functions, and a damaged page is noticed when it is read.
    execute(
        "PRAGMA trusted_schema = OFF;"
        "PRAGMA cell_size_check = ON;"
        "PRAGMA temp_store = MEMORY;"
        "PRAGMA foreign_keys = ON;"
        "PRAGMA cache_size = -512;");
}

Connection::~Connection() = default;

void Connection::Close::operator()(sqlite3* connection) const {
    sqlite3_close_v2(connection);
}

void Connection::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

Statement Connection::prepare(std::string_view sql) {
    if (const auto known = statements_.find(sql); known != statements_.end()) {
        return Statement{known->second.get()};
    }
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(connection_.get(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) {
        throw DatabaseFailure(code, std::string(sql), sqlite3_errmsg(connection_.get()));
    }
    statements_.emplace(std::string(sql), std::unique_ptr<sqlite3_stmt, Finalize>(statement));
    return Statement{statement};
}

void Connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        throw DatabaseFailure(code, sql, sqlite3_errmsg(connection_.get()));
    }
}

std::int64_t Connection::pragma(const std::string& name) {
    const std::string sql = "PRAGMA " + name;
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v2(connection_.get(), sql.c_str(), -1, &statement, nullptr);
    const std::unique_ptr<sqlite3_stmt, Finalize> owner(statement);
    if (code != SQLITE_OK) {
        throw DatabaseFailure(code, sql, sqlite3_errmsg(connection_.get()));
    }
    Statement pragma(statement);
    return pragma.step() ? pragma.integer(0) : 0;
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(connection_.get());
}

std::int64_t Connection::last_insert_id() const {
    return sqlite3_last_insert_rowid(connection_.get());
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(connection_.get()) == 0;
}

bool Connection::is_read_only() const {
    return sqlite3_db_readonly(connection_.get(), "main") == 1;
}

void Connection::checkpoint_on_close(bool enabled) {
    sqlite3_db_config(connection_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, enabled ? 0 : 1,
                      nullptr);
}

Transaction::Transaction(Connection& connection, Kind kind) : connection_(connection) {
    connection_.prepare(kind == Kind::write ? "BEGIN IMMEDIATE" : "BEGIN").run();
}

Transaction::~Transaction() {
    // SQLite may have rolled back by itself already.
    if (connection_.in_transaction()) {
        try {
            connection_.prepare("ROLLBACK").run();
        } catch (const DatabaseFailure&) {
            // Closing the connection, or the next BEGIN, ends it.
        }
    }
}

void Transaction::commit() {
    connection_.prepare("COMMIT").run();
}

}  // namespace ohmstead
