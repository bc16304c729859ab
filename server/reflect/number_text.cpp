#include "reflect/number_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>

#include "reflect/utf8.hpp"

namespace ohmstead {
namespace {

constexpr std::array<std::int64_t, 10> kPowersOfTen{
    1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
// Up to here every integer is a double, so scaling loses nothing that is shown.
constexpr double kExact = 9'007'199'254'740'992.0;

void append_large(std::string& out, double value) {
    std::array<char, 320> digits;
    const auto end =
        std::to_chars(digits.begin(), digits.end(), value, std::chars_format::fixed, 0).ptr;
    out.append(digits.begin(), end);
}

// What stands for itself in a JSON text.
constexpr std::array<bool, 256> kPlain = [] {
    std::array<bool, 256> plain{};
    for (unsigned char c = 0x20; c < 0x7F; ++c) {
        plain[c] = c != '"' && c != '\\';
    }
    return plain;
}();

bool is_plain(char c) {
    return kPlain[static_cast<unsigned char>(c)];
}

char digit(std::int64_t value) {
    return static_cast<char>('0' + value % 10);
}

}  // namespace

void append_number(std::string& out, double value, int decimals) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    auto scale = kPowersOfTen.at(static_cast<std::size_t>(decimals));
    const double scaled = value * static_cast<double>(scale);
    if (std::abs(scaled) >= kExact) {
        if (std::abs(value) >= kExact) {
            append_large(out, value);
        } else {
            append_number(out, value, decimals - 1);
        }
        return;
    }
    const auto rounded = std::llround(scaled);
    auto magnitude = rounded < 0 ? -rounded : rounded;
    std::array<char, 32> text;
    char* end = text.data();
    if (rounded < 0) {
        *end++ = '-';
    }
    end = std::to_chars(end, text.data() + text.size(), magnitude / scale).ptr;
    magnitude %= scale;
    if (magnitude != 0) {
        *end++ = '.';
    }
    while (magnitude != 0) {
        scale /= 10;
        *end++ = digit(magnitude / scale);
        magnitude %= scale;
    }
    out.append(text.data(), end);
}

std::string number_text(double value, int decimals) {
    std::string text;
    append_number(text, value, decimals);
    return text;
}

void append_rfc3339(std::string& out, Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const auto ms = (instant - day).count();
    const auto seconds = ms / 1000;
    std::array<char, 32> text;
    char* end = text.data();
    const auto two_digits = [&end](std::int64_t value, char behind) {
        *end++ = digit(value / 10);
        *end++ = digit(value);
        *end++ = behind;
    };
    const auto year = static_cast<int>(date.year());
    *end++ = digit(year / 1000);
    *end++ = digit(year / 100);
    two_digits(year % 100, '-');
    two_digits(static_cast<unsigned>(date.month()), '-');
    two_digits(static_cast<unsigned>(date.day()), 'T');
    two_digits(seconds / 3600, ':');
    two_digits(seconds / 60 % 60, ':');
    two_digits(seconds % 60, 'Z');
    if (const auto rest = ms % 1000; rest != 0) {
        end[-1] = '.';
        *end++ = digit(rest / 100);
        two_digits(rest % 100, 'Z');
    }
    out.append(text.data(), end);
}

void append_json_string(std::string& out, std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    if (std::ranges::all_of(text, is_plain)) {
        out.append(text);
        out += '"';
        return;
    }
    std::size_t copied = 0;
    const auto copy_up_to = [&](std::size_t end) {
        out.append(text, copied, end - copied);
        copied = end;
    };
    for (std::size_t at = 0; at < text.size();) {
        const auto c = static_cast<unsigned char>(text[at]);
        if (is_plain(text[at])) {
            ++at;
            continue;
        }
        if (c >= 0x80) {
            const auto length = utf8_sequence_length(text.substr(at));
            if (length == 0) {
                copy_up_to(at);
                out += "\xEF\xBF\xBD";
                copied = ++at;
            } else {
                at += length;
            }
            continue;
        }
        copy_up_to(at);
        copied = ++at;
        switch (c) {
            case '"':
                out += "\\\"";
                break;
            case '\\':
                out += "\\\\";
                break;
            case '\n':
                out += "\\n";
                break;
            case '\r':
                out += "\\r";
                break;
            case '\t':
                out += "\\t";
                break;
            default:
                out += "\\u00";
                out += kHex[c >> 4U];
                out += kHex[c & 0xFU];
        }
    }
    copy_up_to(text.size());
    out += '"';
}

}  // namespace ohmstead
