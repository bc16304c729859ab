#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace ohmstead::exchange {

// The records of a CSV (RFC 4180), one after the other, by any delimiter. Ends of lines may be LF,
// CRLF or CR; a quoted field may hold any of them. Lines without anything are passed over.
class CsvScanner {
public:
    enum class Outcome { record, end, open_quote, too_wide };

    static constexpr std::size_t kMostFields = 1'000;

    CsvScanner(std::string_view text, char delimiter) : rest_(text), delimiter_(delimiter) {}

    // After open_quote and too_wide nothing follows.
    Outcome next();

    // Of the newest record. Blanks around a field are not part of it.
    const std::vector<std::string>& fields() const { return fields_; }
    // Where it began, 1-based.
    std::size_t line() const { return record_line_; }

private:
    // The last field of the record. False for a quote that is never closed.
    bool take_field(bool& is_last);

    std::string_view rest_;
    char delimiter_;
    std::vector<std::string> fields_;
    std::size_t line_ = 1;
    std::size_t record_line_ = 1;
};

// Without blanks and tabs at both ends.
std::string_view without_blanks(std::string_view text);

}  // namespace ohmstead::exchange
