#include "app/data_folder.hpp"

#include <system_error>

#include <fmt/format.h>

namespace ohmstead {

Status make_data_folder(const std::filesystem::path& folder) {
    std::error_code error;
    if (std::filesystem::create_directories(folder, error)) {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all, error);
    }
    if (error || !std::filesystem::is_directory(folder)) {
        return make_error(
            ErrorCode::unavailable,
            fmt::format("The data folder {} cannot be used: {}", folder.string(), error.message()));
    }
    return {};
}

}  // namespace ohmstead
