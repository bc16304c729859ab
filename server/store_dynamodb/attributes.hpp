#pragma once

#include <initializer_list>
#include <string_view>
#include <utility>

#include "base/time.hpp"
#include "domain/time/zone.hpp"
#include "reflect/described.hpp"
#include "store_dynamodb/item.hpp"

namespace ohmstead::dynamodb {

// How values of the domain stand in attributes: enumerators by their wire names, times as
// milliseconds since 1970, local dates as yyyy-mm-dd.

template <class T>
boost::json::value enumerator_value(T enumerator) {
    return string_value(reflect::name_of_enumerator(enumerator));
}

template <class T>
Result<T> read_enumerator(const Item& item, std::string_view name) {
    OHMSTEAD_TRY(const auto text, read_string(item, name));
    const auto value = reflect::enumerator_named<T>(text);
    return value ? Result<T>(*value) : damaged_item(name);
}

inline boost::json::value instant_value(Instant at) {
    return number_value(ms_of(at));
}

inline Result<Instant> read_instant(const Item& item, std::string_view name) {
    OHMSTEAD_TRY(const auto ms, read_number(item, name));
    return instant_from_ms(ms);
}

inline boost::json::value local_date_value(LocalDate date) {
    return string_value(format_local_date(date));
}

inline Result<LocalDate> read_local_date(const Item& item, std::string_view name) {
    OHMSTEAD_TRY(const auto text, read_string(item, name));
    const auto date = parse_local_date(text);
    return date ? Result<LocalDate>(*date) : damaged_item(name);
}

// The key with the attributes of its item.
inline Item with(Item key, Item attributes) {
    for (auto& attribute : attributes) {
        key.emplace(attribute.key(), std::move(attribute.value()));
    }
    return key;
}

}  // namespace ohmstead::dynamodb
