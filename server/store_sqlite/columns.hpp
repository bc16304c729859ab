#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/time/zone.hpp"
#include "reflect/described.hpp"
#include "store_sqlite/connection.hpp"

namespace ohmstead {

// How values of the domain stand in columns: enumerators by their wire names, times as
// milliseconds since 1970, local dates as yyyy-mm-dd. A value that no version could have written is
// a damaged database, hence an exception.

template <class T>
std::string_view to_column(T enumerator) {
    return reflect::name_of_enumerator(enumerator);
}

template <class T>
T enumerator_in(const Statement& row, int column) {
    const std::string name = row.text(column);
    const auto value = reflect::enumerator_named<T>(name);
    if (!value) {
        throw std::runtime_error(fmt::format("the database holds an unknown word: {}", name));
    }
    return *value;
}

inline Instant instant_in(const Statement& row, int column) {
    return instant_from_ms(row.integer(column));
}

inline LocalDate local_date_in(const Statement& row, int column) {
    const std::string text = row.text(column);
    const auto date = parse_local_date(text);
    if (!date) {
        throw std::runtime_error(fmt::format("the database holds what is no date: {}", text));
    }
    return *date;
}

inline std::optional<std::int64_t> to_column(const std::optional<Instant>& instant) {
    return instant ? std::optional(ms_of(*instant)) : std::nullopt;
}

inline std::optional<Instant> optional_instant_in(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(instant_in(row, column));
}

}  // namespace ohmstead
