#pragma once

#include <string>

namespace ohmstead {

// kAccessTable and kServerAccessTable as tables in Markdown, for docs/roles-and-consent.md.
std::string access_matrix();

}  // namespace ohmstead
