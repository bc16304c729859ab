#include "home_assistant/guess.hpp"

#include <algorithm>

namespace ohmstead::home_assistant {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// The digit (1 to `highest`) of `word` after `prefix`, or 0.
int number_after(std::string_view word, std::string_view prefix, int highest) {
    if (word.size() != prefix.size() + 1 || word.substr(0, prefix.size()) != prefix ||
        !is_digit(word.back())) {
        return 0;
    }
    const int number = word.back() - '0';
    return number <= highest ? number : 0;
}

// The number that follows one of `names` in the same or the next word, or 0.
int numbered(const std::vector<std::string>& words, std::initializer_list<std::string_view> names,
             int highest) {
    for (std::size_t i = 0; i < words.size(); ++i) {
        for (const auto name : names) {
            if (const int number = number_after(words[i], name, highest)) {
                return number;
            }
            if (words[i] == name && i + 1 < words.size()) {
                if (const int number = number_after(words[i + 1], "", highest)) {
                    return number;
                }
            }
        }
    }
    return 0;
}

bool has_pair(const std::vector<std::string>& words, std::string_view first,
              std::string_view second) {
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == first && words[i + 1] == second) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    const auto finish = [&] {
        if (!word.empty()) {
            words.push_back(std::move(word));
            word.clear();
        }
    };
    for (const char c : text) {
        if (is_digit(c) || (c >= 'a' && c <= 'z')) {
            word.push_back(c);
        } else if (c >= 'A' && c <= 'Z') {
            word.push_back(static_cast<char>(c - 'A' + 'a'));
        } else if (static_cast<unsigned char>(c) >= 0x80) {
            word.push_back(c);  // letters of other alphabets stay as they are
        } else {
            finish();
        }
    }
    finish();
    return words;
}

bool has_word(const std::vector<std::string>& words,
              std::initializer_list<std::string_view> sought) {
    for (const auto& word : words) {
        for (const auto wanted : sought) {
            const bool open = wanted.back() == '*';
            const auto stem = wanted.substr(0, wanted.size() - (open ? 1 : 0));
            if (open ? word.starts_with(stem) : word == stem) {
                return true;
            }
        }
    }
    return false;
}

std::string register_in(const std::vector<std::string>& words) {
    const int number = numbered(words, {"t", "tariff", "tarief", "tarif", "rate", "ht", "nt"}, 4);
    return number == 0 ? std::string() : "T" + std::to_string(number);
}

std::string phase_in(const std::vector<std::string>& words) {
    if (const int number = numbered(words, {"l", "phase", "fase", "phase_l"}, 3)) {
        return "L" + std::to_string(number);
    }
    for (const auto& [letter, name] :
         {std::pair{"a", "L1"}, std::pair{"b", "L2"}, std::pair{"c", "L3"}}) {
        if (has_pair(words, "phase", letter)) {
            return name;
        }
    }
    return {};
}

Direction grid_direction_in(const std::vector<std::string>& words) {
    if (has_word(words, {"export*", "return*", "produc*", "inject*", "feed", "feedin", "delivered",
                         "teruglever*", "einspeis*", "outgoing"})) {
        return Direction::export_or_charge;
    }
    if (has_word(words, {"import*", "consum*", "imported", "received", "verbruik", "bezug",
                         "incoming", "used"})) {
        return Direction::import_or_discharge;
    }
    return Direction::none;
}

Direction battery_direction_in(const std::vector<std::string>& words) {
    if (has_word(words, {"discharg*", "entlad*", "ontlad*"})) {
        return Direction::import_or_discharge;
    }
    if (has_word(words, {"charg*", "geladen", "laden", "ladung"})) {
        return Direction::export_or_charge;
    }
    return Direction::none;
}

DeviceKind device_kind_in(const std::vector<std::string>& words) {
    if (has_word(words, {"heatpump*", "warmtepomp*", "wärmepumpe*"}) ||
        has_pair(words, "heat", "pump")) {
        return DeviceKind::heat_pump;
    }
    if (has_word(words, {"car", "ev", "evse", "vehicle", "charger", "wallbox", "chargepoint",
                         "laadpaal", "ladestation", "easee", "zaptec", "tesla", "zappi"})) {
        return DeviceKind::vehicle;
    }
    if (has_word(words, {"boiler", "geyser", "immersion", "dhw", "warmwasser", "waterheater"}) ||
        has_pair(words, "water", "heater") || has_pair(words, "hot", "water")) {
        return DeviceKind::boiler;
    }
    if (has_word(words,
                 {"fridge",    "freezer", "refrigerator", "dishwasher", "washing",     "washer",
                  "dryer",     "oven",    "kettle",       "tv",         "television",  "amplifier",
                  "microwave", "cooker",  "hob",          "computer",   "lamp",        "light*",
                  "plug",      "socket",  "outlet",       "strip",      "ventilation", "fan",
                  "pump",      "server",  "printer",      "coffee"})) {
        return DeviceKind::appliance;
    }
    return DeviceKind::other;
}

std::optional<ChannelRole> role_in(const std::vector<std::string>& words, Quantity quantity,
                                   std::string_view device_class) {
    switch (quantity) {
        case Quantity::volume:
            if (device_class == "gas" || has_word(words, {"gas"})) {
                return ChannelRole::gas;
            }
            return ChannelRole::water;
        case Quantity::percent:
            return ChannelRole::battery_soc;
        case Quantity::price:
            return grid_direction_in(words) == Direction::export_or_charge
                       ? ChannelRole::price_export
                       : ChannelRole::price_import;
        case Quantity::carbon:
            return ChannelRole::grid_carbon;
        case Quantity::temperature:
            if (has_word(words,
                         {"outdoor*", "outside", "exterior", "buiten*", "aussen*", "außen*"})) {
                return ChannelRole::outdoor_temperature;
            }
            return std::nullopt;
        case Quantity::energy:
            break;
    }
    if (has_word(words, {"battery", "accu", "batterie", "storage"})) {
        return battery_direction_in(words) == Direction::export_or_charge
                   ? ChannelRole::battery_charge
                   : ChannelRole::battery_discharge;
    }
    if (has_word(words, {"solar", "pv", "inverter", "photovoltaic*", "yield", "zonnepanelen"})) {
        return ChannelRole::solar;
    }
    if (has_word(words, {"grid", "mains", "meter", "p1", "dsmr", "net", "utility"})) {
        return grid_direction_in(words) == Direction::export_or_charge ? ChannelRole::grid_export
                                                                       : ChannelRole::grid_import;
    }
    return ChannelRole::device;
}

}  // namespace ohmstead::home_assistant
