#pragma once

#include <stdexcept>
#include <string>

#include "base/error.hpp"

namespace ohmstead {

// SQLite refused. Thrown by Connection and Statement; at the ports it becomes an Error when it can
// pass by itself (disk full, locked, not readable just now) and stays an exception otherwise.
class DatabaseFailure : public std::runtime_error {
public:
    // `code` is SQLite's extended result code, `doing` says what was tried.
    DatabaseFailure(int code, std::string doing, const std::string& message);

    int code() const { return code_; }
    // Whether trying again later can succeed without anybody repairing the file.
    bool can_pass() const;
    bool is_constraint() const;
    // What a caller is told: `unavailable`, in plain words.
    Error as_error() const;

private:
    int code_;
};

}  // namespace ohmstead
