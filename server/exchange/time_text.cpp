#include "exchange/time_text.hpp"

#include "exchange/number.hpp"

namespace ohmstead::exchange {
namespace {

using std::chrono::seconds;

// Takes between `least` and `most` digits off the front.
std::optional<int> take_number(std::string_view& text, std::size_t least, std::size_t most) {
    std::size_t count = 0;
    int value = 0;
    while (count < most && count < text.size() && text[count] >= '0' && text[count] <= '9') {
        value = value * 10 + (text[count] - '0');
        ++count;
    }
    if (count < least) {
        return std::nullopt;
    }
    text.remove_prefix(count);
    return value;
}

bool take(std::string_view& text, char c) {
    if (!text.starts_with(c)) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

void skip_blanks(std::string_view& text) {
    while (take(text, ' ')) {
    }
}

std::optional<LocalDate> make_date(int year, int month, int day) {
    const LocalDate date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                         std::chrono::day{static_cast<unsigned>(day)}};
    return date.ok() && year >= 1970 && year < 2100 ? std::optional(date) : std::nullopt;
}

std::optional<LocalDate> take_date(std::string_view& text, TimeForm form) {
    const bool year_first = form == TimeForm::iso;
    const auto first = take_number(text, year_first ? 4 : 1, year_first ? 4 : 2);
    if (!first || text.empty()) {
        return std::nullopt;
    }
    const char mark = text.front();
    if (mark != '-' && mark != '/' && mark != '.') {
        return std::nullopt;
    }
    text.remove_prefix(1);
    const auto second = take_number(text, 1, 2);
    if (!second || !take(text, mark)) {
        return std::nullopt;
    }
    auto third = take_number(text, year_first ? 1 : 2, year_first ? 2 : 4);
    if (!third) {
        return std::nullopt;
    }
    if (year_first) {
        return make_date(*first, *second, *third);
    }
    if (*third < 100) {
        *third += 2000;
    }
    return form == TimeForm::day_first ? make_date(*third, *second, *first)
                                       : make_date(*third, *first, *second);
}

// Hours, minutes, and what follows of seconds. 24:00 is the end of the day.
std::optional<seconds> take_clock(std::string_view& text) {
    const auto hour = take_number(text, 1, 2);
    if (!hour || !take(text, ':')) {
        return std::nullopt;
    }
    const auto minute = take_number(text, 2, 2);
    if (!minute || *minute > 59) {
        return std::nullopt;
    }
    int second = 0;
    if (take(text, ':')) {
        const auto read = take_number(text, 2, 2);
        if (!read || *read > 59) {
            return std::nullopt;
        }
        second = *read;
        if (take(text, '.') || take(text, ',')) {
            if (!take_number(text, 1, 9)) {
                return std::nullopt;
            }
        }
    }
    int hours = *hour;
    skip_blanks(text);
    const bool am = text.starts_with("AM") || text.starts_with("am");
    if (am || text.starts_with("PM") || text.starts_with("pm")) {
        if (hours < 1 || hours > 12) {
            return std::nullopt;
        }
        hours = hours % 12 + (am ? 0 : 12);
        text.remove_prefix(2);
    }
    if (hours > 24 || (hours == 24 && (*minute != 0 || second != 0))) {
        return std::nullopt;
    }
    return seconds{hours * 3600 + *minute * 60 + second};
}

// "Z", "+01:00", "+0100", "+01". False for anything else that is there.
bool take_offset(std::string_view& text, std::optional<seconds>& offset) {
    if (text.empty()) {
        return true;
    }
    if (take(text, 'Z') || take(text, 'z') || text == "UTC") {
        offset = seconds{0};
        return text.empty() || text == "UTC";
    }
    const bool west = text.front() == '-';
    if (!west && text.front() != '+') {
        return false;
    }
    text.remove_prefix(1);
    const auto hours = take_number(text, 2, 2);
    if (!hours || *hours > 18) {
        return false;
    }
    take(text, ':');
    const auto minutes = text.empty() ? std::optional(0) : take_number(text, 2, 2);
    if (!minutes || *minutes > 59) {
        return false;
    }
    const seconds size{*hours * 3600 + *minutes * 60};
    offset = west ? -size : size;
    return text.empty();
}

std::optional<WrittenTime> parse_count(std::string_view text, std::int64_t per_second) {
    const auto number = parse_decimal(text, DecimalSign::point);
    const auto ms =
        number
            ? in_base_units(
                  *number,
                  {.quantity = {}, .measure = {}, .numerator = 1000 / per_second, .denominator = 1})
            : std::nullopt;
    // Neither milliseconds taken for seconds nor the other way round are years of meters.
    if (!ms || *ms < 0 || *ms >= kLastSecond * 1000) {
        return std::nullopt;
    }
    return WrittenTime{.instant = instant_from_ms(*ms), .has_clock = true};
}

}  // namespace

std::optional<seconds> parse_clock(std::string_view text) {
    const auto clock = take_clock(text);
    return text.empty() ? clock : std::nullopt;
}

std::optional<WrittenTime> parse_time(std::string_view text, TimeForm form) {
    if (form == TimeForm::unix_s || form == TimeForm::unix_ms) {
        return parse_count(text, form == TimeForm::unix_s ? 1 : 1000);
    }
    const auto date = take_date(text, form);
    if (!date) {
        return std::nullopt;
    }
    WrittenTime time{.instant = std::nullopt, .date = *date};
    if (text.empty()) {
        return time;
    }
    if (!take(text, 'T') && !take(text, ' ') && !take(text, ',')) {
        return std::nullopt;
    }
    skip_blanks(text);
    const auto clock = take_clock(text);
    if (!clock) {
        return std::nullopt;
    }
    time.clock = *clock;
    time.has_clock = true;
    skip_blanks(text);
    std::optional<seconds> offset;
    if (!take_offset(text, offset)) {
        return std::nullopt;
    }
    if (offset) {
        time.instant = Instant{std::chrono::sys_days{time.date}} + time.clock - *offset;
    }
    return time;
}

void RowOrder::take(Instant row) {
    descends = before && row != *before ? row < *before : descends;
    before = row;
}

std::optional<Instant> resolve(const WrittenTime& time, const Zone& zone, const RowOrder& order) {
    if (time.instant) {
        return time.instant;
    }
    auto date = time.date;
    auto clock = time.clock;
    if (clock >= seconds{86'400}) {
        date = plus_days(date, 1);
        clock -= seconds{86'400};
    }
    const Instant shown = Instant{std::chrono::sys_days{date}} + clock;
    const auto first = zone.instant_of(date, clock);
    const auto regime = zone.regime_at(first);
    if (first + regime.offset != shown) {
        // A day without its midnight begins when the clock first shows the date.
        return time.has_clock ? std::nullopt : std::optional(first);
    }
    if (!order.before || (!order.descends && first > *order.before) ||
        regime.span.to == Instant::max()) {
        return first;
    }
    const auto next = zone.regime_at(regime.span.to);
    const auto second = shown - next.offset;
    const bool follows = order.descends ? second < *order.before : second > *order.before;
    return next.span.contains(second) && follows ? second : first;
}

}  // namespace ohmstead::exchange
