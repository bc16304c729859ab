#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "exchange/file.hpp"

namespace ohmstead::exchange {

// Whether a text is more likely a Green Button file than anything else.
bool looks_like_green_button(std::string_view text);

// The meter readings of a Green Button file (ESPI in an Atom feed), each a series. Associations are
// followed by their links, in any order of the entries; where there is one reading type alone, it
// is every reading's. Errors (invalid): what read_xml refuses, and a file without intervals.
Result<std::vector<FileSeries>> propose_green_button(std::string_view text);

// The numbers of the series that are wanted. Errors as above, and series or units that do not fit.
Result<FileContent> read_green_button(std::string_view text, std::span<const SeriesUse> uses);

}  // namespace ohmstead::exchange
