#pragma once

#include <filesystem>

#include "base/result.hpp"

namespace ohmstead {

// Makes the folder where there is none, for the service's user alone. unavailable, in words for the
// owner, when it cannot be used.
Status make_data_folder(const std::filesystem::path& folder);

}  // namespace ohmstead
