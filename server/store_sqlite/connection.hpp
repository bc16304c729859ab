#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace ohmstead {

// Marks a value bound as BLOB instead of TEXT.
struct Blob {
    std::string_view bytes;
};

// A prepared statement, borrowed from its connection's cache; it is reset when this goes out of
// scope. Everything throws DatabaseFailure.
class Statement {
public:
    explicit Statement(sqlite3_stmt* statement) : statement_(statement) {}
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    // Binds all parameters in order. Text and blobs must outlive the statement's use.
    template <class... Values>
    Statement& bind(const Values&... values) {
        int place = 0;
        (bind_at(++place, values), ...);
        return *this;
    }

    // Goes to the next row; false when there is none.
    bool step();
    // Runs a statement whose rows do not matter.
    void run() {
        while (step()) {
        }
    }
    // Ready to be bound and run once more.
    void reset();

    bool is_null(int column) const;
    std::int64_t integer(int column) const;
    // Valid until the next step.
    std::string_view blob(int column) const;
    std::string text(int column) const;
    std::optional<std::int64_t> optional_integer(int column) const {
        return is_null(column) ? std::nullopt : std::optional(integer(column));
    }
    std::optional<std::string> optional_text(int column) const {
        return is_null(column) ? std::nullopt : std::optional(text(column));
    }

private:
    void bind_at(int place, std::int64_t value);
    void bind_at(int place, std::string_view text);
    void bind_at(int place, Blob blob);
    void bind_at(int place, std::nullopt_t);
    void bind_at(int place, std::int32_t value) { bind_at(place, std::int64_t{value}); }
    void bind_at(int place, std::uint32_t value) { bind_at(place, std::int64_t{value}); }
    void bind_at(int place, bool value) { bind_at(place, std::int64_t{value ? 1 : 0}); }
    void bind_at(int place, const std::string& text) { bind_at(place, std::string_view{text}); }
    template <class T>
    void bind_at(int place, const std::optional<T>& value) {
        if (value) {
            bind_at(place, *value);
        } else {
            bind_at(place, std::nullopt);
        }
    }
    void check(int code) const;

    sqlite3_stmt* statement_;
};

// One connection to the database file. It belongs to one thread at a time.
class Connection {
public:
    enum class Mode { read_only, read_write, create };

    // Throws DatabaseFailure. A new file is made readable by its owner alone.
    Connection(const std::filesystem::path& file, Mode mode);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    // The cached statement for `sql`. Not while the same one is in use. Texts are few: values are
    // bound.
    Statement prepare(std::string_view sql);
    // Runs any number of statements without parameters.
    void execute(const std::string& sql);
    std::int64_t pragma(const std::string& name);

    // Rows changed by the last INSERT, UPDATE or DELETE.
    std::int64_t changes() const;
    std::int64_t last_insert_id() const;
    bool in_transaction() const;
    bool is_read_only() const;
    // Whether closing the last connection moves the write-ahead log into the file.
    void checkpoint_on_close(bool enabled);

private:
    struct Close {
        void operator()(sqlite3* connection) const;
    };
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };

    struct HashOfText {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };

    std::unique_ptr<sqlite3, Close> connection_;
    std::unordered_map<std::string, std::unique_ptr<sqlite3_stmt, Finalize>, HashOfText,
                       std::equal_to<>>
        statements_;
};

// A transaction that is rolled back unless it was committed.
class Transaction {
public:
    enum class Kind { read, write };
    Transaction(Connection& connection, Kind kind);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    void commit();

private:
    Connection& connection_;
};

}  // namespace ohmstead
