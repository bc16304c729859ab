#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ohmstead {

// Files that hold a secret: readable and writable by the service's user alone (mode 0600).

// Writes all of `content` or leaves the old file: a temporary file beside it, synced and renamed.
// Throws std::system_error when the file system refuses.
void write_private_file(const std::filesystem::path& path, std::string_view content);

// Who but root may have access to a file that is read.
enum class FileAudience { user_only, user_and_group, everyone };

// The content; nothing when there is no such file; precondition, in words for the owner, when it
// cannot be opened, is larger than 1 MiB, or someone outside `audience` could read or write it, for
// then it is no secret any more. Throws std::system_error when the disk fails.
Result<std::optional<std::string>> read_private_file(
    const std::filesystem::path& path, FileAudience audience = FileAudience::user_only);

}  // namespace ohmstead
