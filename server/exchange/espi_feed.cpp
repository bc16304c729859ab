#include "exchange/espi_feed.hpp"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace ohmstead::exchange::espi {
namespace {

constexpr std::size_t kMostEntries = 100'000;
constexpr std::size_t kShownOfText = 40;

// Without scheme and host, and without a slash at the end.
std::string path_of(std::string_view href) {
    const auto scheme = href.find("://");
    if (scheme != std::string_view::npos) {
        const auto path = href.find('/', scheme + 3);
        href = path == std::string_view::npos ? std::string_view{} : href.substr(path);
    }
    while (href.ends_with('/')) {
        href.remove_suffix(1);
    }
    return std::string(href);
}

}  // namespace

bool Feed::within(std::string_view name) const {
    return std::ranges::find(open_, name) != open_.end();
}

std::optional<std::int64_t> Feed::number(std::string_view text, std::size_t line,
                                         std::string_view name) {
    std::int64_t value = 0;
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value);
    if (read.ec != std::errc{} || read.ptr != end) {
        faults_.add(
            line, 0, "number",
            fmt::format("{}: \"{}\" is no whole number", name, text.substr(0, kShownOfText)));
        return std::nullopt;
    }
    return value;
}

void Feed::begin(std::string_view name) {
    open_.emplace_back(name);
    if (name == "entry") {
        entry_.emplace();
    } else if (name == "link") {
        rel_.clear();
        href_.clear();
    } else if (!entry_) {
        return;
    } else if (name == "UsagePoint") {
        entry_->kind = Entry::Kind::usage_point;
    } else if (name == "MeterReading") {
        entry_->kind = Entry::Kind::meter_reading;
    } else if (name == "ReadingType") {
        entry_->kind = Entry::Kind::reading_type;
    } else if (name == "IntervalBlock") {
        entry_->kind = Entry::Kind::interval_block;
    } else if (name == "IntervalReading") {
        reading_.emplace();
    }
}

void Feed::attribute(Attribute attribute) {
    if (open_.back() != "link") {
        return;
    }
    if (attribute.name == "rel") {
        rel_ = attribute.value;
    } else if (attribute.name == "href") {
        href_ = attribute.value;
    }
}

Status Feed::end(std::string_view name, std::string_view text, std::size_t line) {
    open_.pop_back();
    if (!entry_) {
        return {};
    }
    if (name == "link") {
        if (rel_ == "self") {
            entry_->self = path_of(href_);
        } else if (rel_ == "up") {
            entry_->up = path_of(href_);
        } else if (rel_ == "related") {
            entry_->related.push_back(path_of(href_));
        }
    } else if (name == "title") {
        entry_->title = text.substr(0, 120);
    } else if (name == "entry") {
        if (entries_.size() == kMostEntries) {
            return make_error(ErrorCode::too_large,
                              fmt::format("The feed has more than {} entries.", kMostEntries));
        }
        entries_.push_back(std::move(*entry_));
        entry_.reset();
    } else if (within("ReadingType")) {
        end_of_type(name, text, line);
    } else if (reading_) {
        end_of_reading(name, text, line);
        if (values_ > kMostValues) {
            return make_error(
                ErrorCode::too_large,
                fmt::format("The file has more than {} numbers: split it.", kMostValues));
        }
    } else if (name == "kind" && within("ServiceCategory")) {
        entry_->service = number(text, line, name).value_or(0);
    }
    return {};
}

void Feed::end_of_type(std::string_view name, std::string_view text, std::size_t line) {
    auto& type = entry_->type;
    const auto take = [&](std::int64_t& field) { field = number(text, line, name).value_or(0); };
    if (name == "accumulationBehaviour") {
        take(type.accumulation);
    } else if (name == "commodity") {
        take(type.commodity);
    } else if (name == "flowDirection") {
        take(type.direction);
    } else if (name == "uom") {
        take(type.uom);
    } else if (name == "powerOfTenMultiplier") {
        take(type.power_of_ten);
    }
}

void Feed::end_of_reading(std::string_view name, std::string_view text, std::size_t line) {
    if (name == "start") {
        reading_->start = number(text, line, name);
    } else if (name == "duration") {
        reading_->duration = number(text, line, name);
    } else if (name == "value") {
        reading_->value = number(text, line, name);
    } else if (name == "IntervalReading") {
        reading_->line = line;
        entry_->readings.push_back(*reading_);
        reading_.reset();
        ++values_;
    }
}

}  // namespace ohmstead::exchange::espi
