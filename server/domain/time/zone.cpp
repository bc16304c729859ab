#include "domain/time/zone.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <date/tz.h>
#include <fmt/format.h>

namespace ohmstead {
namespace {

using std::chrono::sys_days;

std::chrono::sys_seconds floor_to_seconds(Instant instant) {
    return std::chrono::floor<Seconds>(instant);
}

bool may_be_a_place(std::string_view name) {
    const bool shaped =
        !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
            return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                   c == '/' || c == '_' || c == '-' || c == '+';
        });
    return shaped && !name.starts_with("posix/") && !name.starts_with("right/");
}

// The library reads the compiled zones, which do not name their edition; the text that they were
// compiled from begins with "# version 2025b".
std::string read_data_version() {
    constexpr std::string_view kMark = "# version ";
    std::ifstream text("/usr/share/zoneinfo/tzdata.zi");
    std::string line;
    std::getline(text, line);
    return line.starts_with(kMark) && line.size() < 32 ? line.substr(kMark.size()) : "unknown";
}

}  // namespace

std::optional<Zone> Zone::find(std::string_view name) {
    if (!may_be_a_place(name)) {
        return std::nullopt;
    }
    try {
        const Zone zone{date::locate_zone(name)};
        // Its data are read at first use, which must not be a surprise later.
        zone.zone_->get_info(std::chrono::sys_seconds{});
        return zone;
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

Zone Zone::utc() {
    return Zone{date::locate_zone("Etc/UTC")};
}

const std::string& Zone::data_version() {
    static const std::string kVersion = read_data_version();
    return kVersion;
}

std::string Zone::name() const {
    return zone_->name();
}

Zone::Regime Zone::regime_at(Instant instant) const {
    const auto info = zone_->get_info(floor_to_seconds(instant));
    // The ends of time do not fit into milliseconds.
    constexpr auto kFarPast = std::chrono::sys_seconds{sys_days{std::chrono::year{-9999} / 1 / 1}};
    constexpr auto kFarFuture =
        std::chrono::sys_seconds{sys_days{std::chrono::year{19999} / 1 / 1}};
    return {.span = {.from = std::max(info.begin, kFarPast), .to = std::min(info.end, kFarFuture)},
            .offset = info.offset};
}

Instant Zone::instant_of(LocalDate date, Seconds time) const {
    const date::local_seconds local{sys_days{date}.time_since_epoch() + time};
    const auto info = zone_->get_info(local);
    if (info.result == date::local_info::nonexistent) {
        return info.first.end;
    }
    return std::chrono::sys_seconds{local.time_since_epoch() - info.first.offset};
}

LocalDate Zone::date_of(Instant instant) const {
    const auto second = floor_to_seconds(instant);
    const auto local = second + zone_->get_info(second).offset;
    const LocalDate shown{std::chrono::floor<std::chrono::days>(local)};
    // Where the clock is put back over midnight it shows the old date once more.
    const auto next = plus_days(shown, 1);
    return instant < instant_of(next) ? shown : next;
}

Span Zone::day_span(LocalDate date) const {
    return {.from = instant_of(date), .to = instant_of(plus_days(date, 1))};
}

std::optional<LocalDate> parse_local_date(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
        return std::nullopt;
    }
    const auto midnight = parse_rfc3339(std::string{text} + "T00:00:00Z");
    if (!midnight) {
        return std::nullopt;
    }
    return LocalDate{std::chrono::floor<std::chrono::days>(*midnight)};
}

std::string format_local_date(LocalDate date) {
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

LocalDate plus_days(LocalDate date, int days) {
    return LocalDate{sys_days{date} + std::chrono::days{days}};
}

}  // namespace ohmstead
