#include "store_dynamodb/revisions.hpp"

#include <charconv>
#include <cstdint>
#include <string>
#include <utility>

namespace ohmstead::dynamodb {
namespace {

// Beyond what number_value() takes.
boost::json::value sequence_value(std::uint64_t sequence) {
    return Item{{"N", std::to_string(sequence)}};
}

Result<std::uint64_t> read_sequence(const Item& item) {
    const auto* attribute = item.if_contains("sequence");
    const auto* typed = attribute != nullptr ? attribute->if_object() : nullptr;
    const auto* number = typed != nullptr ? typed->if_contains("N") : nullptr;
    const auto* text = number != nullptr ? number->if_string() : nullptr;
    if (text == nullptr) {
        return damaged_item("sequence");
    }
    std::uint64_t sequence = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, sequence);
    return error == std::errc{} && stop == end ? Result<std::uint64_t>(sequence)
                                               : damaged_item("sequence");
}

}  // namespace

Put put_if_newer(std::string table, Item item, const Revision& revision) {
    const auto epoch = number_value(revision.epoch);
    const auto sequence = sequence_value(revision.sequence);
    item.emplace("epoch", epoch);
    item.emplace("sequence", sequence);
    return {.table = std::move(table),
            .item = std::move(item),
            .condition =
                "attribute_not_exists(#epoch) OR #epoch < :epoch OR "
                "(#epoch = :epoch AND #sequence < :sequence)",
            .placeholders = {.names = {{"#epoch", "epoch"}, {"#sequence", "sequence"}},
                             .values = {{":epoch", epoch}, {":sequence", sequence}}}};
}

Update update_if_newer(Update update, const Revision& revision) {
    update.update += ", #epoch = :epoch, #sequence = :sequence";
    update.condition = "(" + update.condition +
                       ") AND (attribute_not_exists(#epoch) OR #epoch < :epoch OR "
                       "(#epoch = :epoch AND #sequence < :sequence))";
    update.placeholders.names.emplace("#epoch", "epoch");
    update.placeholders.names.emplace("#sequence", "sequence");
    update.placeholders.values.emplace(":epoch", number_value(revision.epoch));
    update.placeholders.values.emplace(":sequence", sequence_value(revision.sequence));
    return update;
}

Result<Revision> read_revision(const Item& item) {
    OHMSTEAD_TRY(const auto epoch, read_number(item, "epoch"));
    OHMSTEAD_TRY(const auto sequence, read_sequence(item));
    return Revision{.epoch = static_cast<std::uint32_t>(epoch), .sequence = sequence};
}

}  // namespace ohmstead::dynamodb
