#include <cstddef>
#include <cstdint>
#include <string>

#include "home_assistant/entity_changes.hpp"
#include "home_assistant/protocol.hpp"
#include "home_assistant/records.hpp"

// Every reader of what Home Assistant sends.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    namespace ha = ohmstead::home_assistant;
    const ha::JsonText text(std::string(reinterpret_cast<const char*>(data), size));
    for (const auto& message : ha::parse_frame(text).messages) {
        (void)ha::decode_entity_changes(message.body);
    }
    (void)ha::parse_number(text.view());
    (void)ha::decode_entity_changes(text);
    (void)ha::decode_config(text);
    (void)ha::decode_states(text, {});
    (void)ha::decode_entities(text);
    (void)ha::decode_preferences(text);
    (void)ha::decode_history(text);
    (void)ha::decode_statistics(text);
    (void)ha::decode_rename(text);
    return 0;
}
