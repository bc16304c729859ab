#include "exchange/number.hpp"

#include <limits>

namespace ohmstead::exchange {
namespace {

__extension__ using Int128 = __int128;

constexpr int kMostDigits = 18;
constexpr int kMostExponent = 30;

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// What may stand between groups of three digits, and how long it is.
std::size_t group_mark(std::string_view text, DecimalSign sign) {
    constexpr std::string_view kBlanks[]{" ", "'", "\u00a0", "\u202f", "\u2019"};
    const char other = sign == DecimalSign::point ? ',' : '.';
    if (text.front() == other) {
        return 1;
    }
    for (const auto blank : kBlanks) {
        if (text.starts_with(blank)) {
            return blank.size();
        }
    }
    return 0;
}

struct Digits {
    Decimal value{};
    int count = 0;  // without leading zeros

    bool add(char digit) {
        if (count == kMostDigits) {
            return false;
        }
        value.digits = value.digits * 10 + (digit - '0');
        if (value.digits != 0) {
            ++count;
        }
        return true;
    }
};

// The digits before the decimals. Groups are of three, but for the first.
bool take_whole(std::string_view& text, DecimalSign sign, Digits& digits, bool& any) {
    std::size_t in_group = 0;
    bool grouped = false;
    while (!text.empty()) {
        if (is_digit(text.front())) {
            if (!digits.add(text.front())) {
                return false;
            }
            any = true;
            ++in_group;
            text.remove_prefix(1);
            continue;
        }
        const auto mark = group_mark(text, sign);
        if (mark == 0 || mark >= text.size() || !is_digit(text[mark])) {
            break;
        }
        if (in_group == 0 || in_group > 3 || (grouped && in_group != 3)) {
            return false;
        }
        grouped = true;
        in_group = 0;
        text.remove_prefix(mark);
    }
    return !grouped || in_group == 3;
}

bool take_exponent(std::string_view& text, int& exponent) {
    if (text.empty() || (text.front() != 'e' && text.front() != 'E')) {
        return true;
    }
    text.remove_prefix(1);
    const bool negative = text.starts_with('-');
    if (negative || text.starts_with('+')) {
        text.remove_prefix(1);
    }
    int value = 0;
    bool any = false;
    while (!text.empty() && is_digit(text.front()) && value <= kMostExponent) {
        value = value * 10 + (text.front() - '0');
        any = true;
        text.remove_prefix(1);
    }
    exponent += negative ? -value : value;
    return any && value <= kMostExponent;
}

}  // namespace

std::optional<Decimal> parse_decimal(std::string_view text, DecimalSign sign) {
    const bool negative = text.starts_with('-') || text.starts_with("\u2212");
    if (negative) {
        text.remove_prefix(text.front() == '-' ? 1 : std::string_view("\u2212").size());
    } else if (text.starts_with('+')) {
        text.remove_prefix(1);
    }
    Digits digits;
    bool any = false;
    if (!take_whole(text, sign, digits, any)) {
        return std::nullopt;
    }
    if (!text.empty() && text.front() == (sign == DecimalSign::point ? '.' : ',')) {
        text.remove_prefix(1);
        while (!text.empty() && is_digit(text.front())) {
            if (!digits.add(text.front())) {
                return std::nullopt;
            }
            --digits.value.exponent;
            any = true;
            text.remove_prefix(1);
        }
    }
    if (!any || !take_exponent(text, digits.value.exponent) || !text.empty()) {
        return std::nullopt;
    }
    if (negative) {
        digits.value.digits = -digits.value.digits;
    }
    return digits.value;
}

std::optional<std::int64_t> in_base_units(const Decimal& value, const SourceUnit& unit) {
    constexpr Int128 kLimit = std::numeric_limits<std::int64_t>::max();
    constexpr Int128 kRoom = (Int128{1} << 126) / 10;
    if (value.digits == 0) {
        return 0;  // however many zeros there are
    }
    Int128 numerator = Int128{value.digits} * unit.numerator;
    Int128 denominator = unit.denominator;
    for (int i = 0; i < value.exponent; ++i) {
        if (numerator > kRoom || numerator < -kRoom) {
            return std::nullopt;
        }
        numerator *= 10;
    }
    for (int i = 0; i > value.exponent; --i) {
        if (numerator % 10 == 0) {
            numerator /= 10;
        } else if (denominator > kRoom) {
            return 0;  // too little to be one
        } else {
            denominator *= 10;
        }
    }
    const Int128 half = denominator / 2;
    const Int128 rounded = (numerator >= 0 ? numerator + half : numerator - half) / denominator;
    if (rounded >= kLimit || rounded <= -kLimit) {
        return std::nullopt;
    }
    return static_cast<std::int64_t>(rounded);
}

}  // namespace ohmstead::exchange
