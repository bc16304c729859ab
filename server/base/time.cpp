#include "base/time.hpp"

#include <fmt/format.h>

namespace ohmstead {
namespace {

// Reads exactly `count` digits at the front of `text` and takes them off.
std::optional<int> take_digits(std::string_view& text, std::size_t count) {
    if (text.size() < count) {
        return std::nullopt;
    }
    int value = 0;
    for (const char c : text.substr(0, count)) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        value = value * 10 + (c - '0');
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char expected) {
    if (text.empty() || text.front() != expected) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

// ".123456" to milliseconds; nothing when the point is followed by no digit.
std::optional<int> take_fraction(std::string_view& text) {
    if (!take(text, '.')) {
        return 0;
    }
    int ms = 0;
    int weight = 100;
    std::size_t digits = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        ms += weight * (text.front() - '0');
        weight /= 10;
        ++digits;
        text.remove_prefix(1);
    }
    return digits == 0 ? std::nullopt : std::optional(ms);
}

std::optional<std::chrono::minutes> take_offset(std::string_view& text) {
    if (take(text, 'Z') || take(text, 'z')) {
        return std::chrono::minutes{0};
    }
    const bool east = !text.empty() && text.front() == '+';
    if (!east && (text.empty() || text.front() != '-')) {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto hours = take_digits(text, 2);
    if (!hours || !take(text, ':')) {
        return std::nullopt;
    }
    const auto minutes = take_digits(text, 2);
    if (!minutes || *hours > 23 || *minutes > 59) {
        return std::nullopt;
    }
    const std::chrono::minutes offset{*hours * 60 + *minutes};
    return east ? offset : -offset;
}

}  // namespace

std::string format_rfc3339(Instant instant) {
    const auto day = std::chrono::floor<std::chrono::days>(instant);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss time{instant - day};
    auto text = fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}", static_cast<int>(date.year()),
                            static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                            time.hours().count(), time.minutes().count(), time.seconds().count());
    if (time.subseconds().count() != 0) {
        text += fmt::format(".{:03}", time.subseconds().count());
    }
    return text + 'Z';
}

std::optional<Instant> parse_rfc3339(std::string_view text) {
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) {
        return std::nullopt;
    }
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) {
        return std::nullopt;
    }
    const auto day = take_digits(text, 2);
    if (!day || (!take(text, 'T') && !take(text, 't') && !take(text, ' '))) {
        return std::nullopt;
    }
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ':')) {
        return std::nullopt;
    }
    const auto minute = take_digits(text, 2);
    if (!minute || !take(text, ':')) {
        return std::nullopt;
    }
    const auto second = take_digits(text, 2);
    const auto fraction = take_fraction(text);
    const auto offset = take_offset(text);
    if (!second || !fraction || !offset || !text.empty() || *hour > 23 || *minute > 59 ||
        *second > 59) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year{*year},
                                           std::chrono::month{static_cast<unsigned>(*month)},
                                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!date.ok()) {
        return std::nullopt;
    }
    const Instant instant = Instant{std::chrono::sys_days{date}} + std::chrono::hours{*hour} +
                            std::chrono::minutes{*minute} + Seconds{*second} +
                            Milliseconds{*fraction} - *offset;
    constexpr Instant kEnd = std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1};
    return Instant{} <= instant && instant < kEnd ? std::optional(instant) : std::nullopt;
}

}  // namespace ohmstead
