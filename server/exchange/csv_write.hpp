#pragma once

#include <string>

#include "domain/time/zone.hpp"
#include "exchange/export_row.hpp"

namespace ohmstead::exchange {

// The headings of a CSV of ours: RFC 4180, UTF-8, comma, point, a row for each channel and span.
std::string csv_header();

// Adds a row. Texts are quoted, and what a spreadsheet would take for a formula gets an apostrophe.
// Values are exact.
void add_csv_row(std::string& text, const ExportSeries& series, const ExportRow& row,
                 const Zone& zone);

}  // namespace ohmstead::exchange
