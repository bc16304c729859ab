#pragma once

#include <string>

namespace ohmstead {

// kAccessTable as a table in Markdown, for docs/roles-and-consent.md.
std::string access_matrix();

}  // namespace ohmstead
