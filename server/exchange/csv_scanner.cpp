#include "exchange/csv_scanner.hpp"

namespace ohmstead::exchange {
namespace {

// How many bytes the end of a line takes at the front of `text`.
std::size_t line_end(std::string_view text) {
    if (text.starts_with("\r\n")) {
        return 2;
    }
    return text.starts_with('\n') || text.starts_with('\r') ? 1 : 0;
}

}  // namespace

std::string_view without_blanks(std::string_view text) {
    constexpr std::string_view kBlanks = " \t";
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

CsvScanner::Outcome CsvScanner::next() {
    while (const auto end = line_end(rest_)) {
        rest_.remove_prefix(end);
        ++line_;
    }
    if (rest_.empty()) {
        return Outcome::end;
    }
    record_line_ = line_;
    fields_.clear();
    bool is_last = false;
    while (!is_last) {
        if (fields_.size() == kMostFields) {
            rest_ = {};
            return Outcome::too_wide;
        }
        fields_.emplace_back();
        if (!take_field(is_last)) {
            rest_ = {};
            return Outcome::open_quote;
        }
    }
    return Outcome::record;
}

bool CsvScanner::take_field(bool& is_last) {
    auto& field = fields_.back();
    const auto quote = rest_.find_first_not_of(" \t");
    const bool quoted =
        delimiter_ != '\t' && quote != std::string_view::npos && rest_[quote] == '"';
    if (quoted || rest_.starts_with('"')) {
        rest_.remove_prefix(rest_.starts_with('"') ? 1 : quote + 1);
        for (;;) {
            const auto end = rest_.find('"');
            if (end == std::string_view::npos) {
                return false;
            }
            field += rest_.substr(0, end);
            rest_.remove_prefix(end + 1);
            if (!rest_.starts_with('"')) {
                break;
            }
            field += '"';
            rest_.remove_prefix(1);
        }
        for (std::size_t i = 0; i < field.size(); ++i) {
            const bool pair = field[i] == '\r' && i + 1 < field.size() && field[i + 1] == '\n';
            line_ += (field[i] == '\n' || (field[i] == '\r' && !pair)) ? 1 : 0;
        }
    }
    const char stops[]{delimiter_, '\n', '\r', '\0'};
    const auto end = rest_.find_first_of(std::string_view(stops, 3));
    // What follows a closed quote belongs to the field as well: nothing of a file is dropped.
    field += without_blanks(rest_.substr(0, end));
    if (end == std::string_view::npos) {
        rest_ = {};
        is_last = true;
        return true;
    }
    rest_.remove_prefix(end);
    if (const auto length = line_end(rest_)) {
        rest_.remove_prefix(length);
        ++line_;
        is_last = true;
    } else {
        rest_.remove_prefix(1);
    }
    return true;
}

}  // namespace ohmstead::exchange
