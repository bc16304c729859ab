#include "simulator/base/time.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

#include <fmt/format.h>

namespace ohmstead::simulator {

namespace {

/// Takes exactly `digits` digits from the front of `text`.
std::optional<int> take_digits(std::string_view& text, std::size_t digits) {
    int value = 0;
    if (text.size() < digits) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || value < 0) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view any_of) {
    if (text.empty() || any_of.find(text.front()) == std::string_view::npos) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

/// Milliseconds of a decimal fraction that may follow; digits beyond the third are dropped.
Millis take_fraction(std::string_view& text) {
    if (!take(text, ".")) {
        return 0;
    }
    Millis value = 0;
    Millis weight = 100;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        value += weight * (text.front() - '0');
        weight /= 10;
        text.remove_prefix(1);
    }
    return value;
}

std::optional<Millis> take_offset(std::string_view& text) {
    if (take(text, "Zz")) {
        return 0;
    }
    const bool negative = !text.empty() && text.front() == '-';
    if (!take(text, "+-")) {
        return std::nullopt;
    }
    const auto hours = take_digits(text, 2);
    take(text, ":");
    const auto minutes = take_digits(text, 2);
    if (!hours || !minutes) {
        return std::nullopt;
    }
    const Millis offset = *hours * kHour + *minutes * kMinute;
    return negative ? -offset : offset;
}

Millis millis_of(date::sys_time<std::chrono::milliseconds> t) {
    return t.time_since_epoch().count();
}

date::sys_time<std::chrono::milliseconds> sys(Millis t) {
    return date::sys_time<std::chrono::milliseconds>{std::chrono::milliseconds{t}};
}

}  // namespace

std::optional<Millis> parse_time(std::string_view text) {
    const auto year = take_digits(text, 4);
    const bool dash1 = take(text, "-");
    const auto month = take_digits(text, 2);
    const bool dash2 = take(text, "-");
    const auto day = take_digits(text, 2);
    if (!year || !month || !day || !dash1 || !dash2 || !take(text, "Tt ")) {
        return std::nullopt;
    }
    const auto hour = take_digits(text, 2);
    const bool colon = take(text, ":");
    const auto minute = take_digits(text, 2);
    if (!hour || !minute || !colon || *hour > 23 || *minute > 59) {
        return std::nullopt;
    }
    int second = 0;
    if (take(text, ":")) {
        const auto seconds = take_digits(text, 2);
        if (!seconds || *seconds > 59) {
            return std::nullopt;
        }
        second = *seconds;
    }
    const Millis fraction = take_fraction(text);
    const auto offset = take_offset(text);
    const auto date = date::year{*year} / *month / *day;
    if (!offset || !text.empty() || !date.ok()) {
        return std::nullopt;
    }
    return millis_of(date::sys_days{date}) + *hour * kHour + *minute * kMinute + second * kSecond +
           fraction - *offset;
}

std::string format_time(Millis t) {
    const auto day = date::floor<date::days>(sys(t));
    const date::year_month_day ymd{day};
    const Millis rest = t - millis_of(day);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}000+00:00",
                       static_cast<int>(ymd.year()), static_cast<unsigned>(ymd.month()),
                       static_cast<unsigned>(ymd.day()), rest / kHour, rest / kMinute % 60,
                       rest / kSecond % 60, rest % kSecond);
}

Zone::Zone(const std::string& name) : name_(name), zone_(date::locate_zone(name)) {}

Millis Zone::offset(Millis t) const {
    if (t < cached_from_ || t >= cached_to_) {
        const auto info = zone_->get_info(sys(t));
        // The library marks "for ever" with the ends of its calendar, which overflow milliseconds.
        constexpr Millis kFar = 200'000 * kDay;
        const auto clamp = [](date::sys_seconds s) {
            const Millis seconds = s.time_since_epoch().count();
            return std::clamp<Millis>(seconds, -kFar / kSecond, kFar / kSecond) * kSecond;
        };
        cached_from_ = clamp(info.begin);
        cached_to_ = clamp(info.end);
        cached_offset_ = info.offset.count() * kSecond;
    }
    return cached_offset_;
}

Millis Zone::to_utc(date::local_days day) const {
    return millis_of(zone_->to_sys(day, date::choose::earliest));
}

LocalDay Zone::day_of(Millis t) const {
    const auto number = floor_to(t + offset(t), kDay) / kDay;
    const date::local_days day{date::days{number}};
    const Millis start = to_utc(day);
    const Millis end = to_utc(day + date::days{1});
    const date::year_month_day ymd{day};
    const date::local_days new_year{ymd.year() / 1 / 1};
    return {.start = start,
            .minutes = static_cast<int>((end - start) / kMinute),
            .number = static_cast<int>(number),
            .weekday = static_cast<int>(date::weekday{day}.iso_encoding()) - 1,
            .day_of_year = static_cast<int>((day - new_year).count())};
}

Millis Zone::floor_local(Millis t, std::string_view unit) const {
    const LocalDay day = day_of(t);
    const date::local_days local{date::days{day.number}};
    const date::year_month_day ymd{local};
    if (unit == "week") {
        return to_utc(local - date::days{day.weekday});
    }
    if (unit == "month") {
        return to_utc(date::local_days{ymd.year() / ymd.month() / 1});
    }
    if (unit == "year") {
        return to_utc(date::local_days{ymd.year() / 1 / 1});
    }
    return day.start;
}

Millis Zone::next_local(Millis t, std::string_view unit) const {
    // Long enough to leave the span, short enough not to skip the next one.
    const Millis start = floor_local(t, unit);
    const Millis jump = unit == "year"    ? 370 * kDay
                        : unit == "month" ? 35 * kDay
                        : unit == "week"  ? 8 * kDay
                                          : 30 * kHour;
    return floor_local(start + jump, unit);
}

}  // namespace ohmstead::simulator
