#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "store/aggregate_store.hpp"

namespace ohmstead {

// What is told of a published day, as JSON, in which every store keeps it beside the day and the
// group. Decoding answers `internal` for what no version could have written.
std::string encode_figures(const PublishedDay& day);
// Into a day whose group and date are known.
Status decode_figures(std::string_view text, PublishedDay& day);

// By day, area, tariff.
void sort_published(std::vector<PublishedDay>& days);

}  // namespace ohmstead
