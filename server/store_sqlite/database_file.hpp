#pragma once

#include <filesystem>
#include <memory>

#include "base/result.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// Keeps a second process off the same database: an exclusive lock on a file beside it, which the
// system releases when the process ends, however it ends.
class ProcessLock {
public:
    static Result<ProcessLock> take(const std::filesystem::path& database);
    ProcessLock(ProcessLock&& other) noexcept;
    ProcessLock& operator=(ProcessLock&&) = delete;
    ~ProcessLock();

private:
    explicit ProcessLock(int descriptor) : descriptor_(descriptor) {}
    int descriptor_;
};

// Opens the database for writing: makes it when there is none, brings an older one up to date, and
// refuses, with advice and without changing a byte, what is damaged, empty, not ours, from a newer
// version, or not writable. The caller holds the ProcessLock. The error's detail is for the owner;
// its code is malformed when the file is damaged.
Result<std::unique_ptr<Connection>> open_for_writing(const std::filesystem::path& file);

// Renames a damaged database and its log to <name>.damaged, in place of an earlier one. Throws when
// the file system refuses.
void set_aside(const std::filesystem::path& file);

}  // namespace ohmstead
