#include "store/overlay_store.hpp"

#include <memory>
#include <utility>

#include "store/seen_through.hpp"
#include "store/shape_codec.hpp"
#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/contents.hpp"
#include "store_dynamodb/derived_items.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"
#include "store_dynamodb/viewed_channels.hpp"

namespace ohmstead::dynamodb {
namespace {

// Of a change, while others mark or put days.
constexpr int kOverlayAttempts = 8;

Error no_such_overlay() {
    return make_error(ErrorCode::not_found, "There is no such correction.");
}

boost::json::value signature_value(const Signature& signature) {
    return map_value({{"user", string_value(signature.user.value)},
                      {"name", string_value(signature.name)},
                      {"at", instant_value(signature.at)}});
}

Result<Signature> read_signature(const Item& item, std::string_view name) {
    Signature signature;
    OHMSTEAD_TRY(const auto* map, read_map(item, name));
    OHMSTEAD_TRY(signature.user.value, read_string(*map, "user"));
    OHMSTEAD_TRY(signature.name, read_string(*map, "name"));
    OHMSTEAD_TRY(signature.at, read_instant(*map, "at"));
    return signature;
}

Item overlay_item(const HomeId& home, const Overlay& overlay) {
    return with(overlay_key(home, overlay.id),
                {{"id", string_value(overlay.id.value)},
                 {"channel", string_value(overlay.channel.value)},
                 {"first", number_value(overlay.range.from)},
                 {"past_last", number_value(overlay.range.to)},
                 {"kind", enumerator_value(overlay.kind)},
                 {"amount", number_value(overlay.amount)},
                 {"shape", bytes_value(bytes_of(encode_shape(overlay.shape)))},
                 {"reason", string_value(overlay.reason)},
                 {"made", signature_value(overlay.made)}});
}

Result<Overlay> overlay_in(const Item& item) {
    Overlay overlay;
    OHMSTEAD_TRY(overlay.id.value, read_string(item, "id"));
    OHMSTEAD_TRY(overlay.channel.value, read_string(item, "channel"));
    OHMSTEAD_TRY(overlay.range.from, read_number(item, "first"));
    OHMSTEAD_TRY(overlay.range.to, read_number(item, "past_last"));
    OHMSTEAD_TRY(overlay.kind, read_enumerator<OverlayKind>(item, "kind"));
    OHMSTEAD_TRY(overlay.amount, read_number(item, "amount"));
    OHMSTEAD_TRY(const auto shape, read_bytes(item, "shape"));
    auto unpacked = decode_shape(text_of(shape));
    if (!unpacked) {
        return damaged_item("shape");
    }
    overlay.shape = std::move(*unpacked);
    OHMSTEAD_TRY(overlay.reason, read_string(item, "reason"));
    OHMSTEAD_TRY(overlay.made, read_signature(item, "made"));
    if (has(item, "undone")) {
        OHMSTEAD_TRY(auto undone, read_signature(item, "undone"));
        overlay.undone = std::move(undone);
    }
    return overlay;
}

Put put_unless_there(const HomeId& home, const Overlay& overlay) {
    return {.table = kHomes,
            .item = overlay_item(home, overlay),
            .condition = "attribute_not_exists(#home_id)",
            .placeholders = {.names = {{"#home_id", "home_id"}}}};
}

// Of one that is not undone yet.
Update set_undone(const HomeId& home, const OverlayId& overlay, const Signature& by) {
    return {.table = kHomes,
            .key = overlay_key(home, overlay),
            .update = "SET #undone = :undone",
            .condition = "attribute_exists(#home_id) AND attribute_not_exists(#undone)",
            .placeholders = {.names = {{"#home_id", "home_id"}, {"#undone", "undone"}},
                             .values = {{":undone", signature_value(by)}}}};
}

Update note_overlays(const HomeId& home) {
    return update_contents(
        home, "SET #overlays = :yes",
        {.names = {{"#overlays", "overlays"}}, .values = {{":yes", bool_value(true)}}});
}

Query overlays_of(const HomeId& home) {
    return items_of_home(home, kOverlayPrefix);
}

Query in_force_within(const HomeId& home, SlotRange range) {
    Query query = overlays_of(home);
    query.filter = "attribute_not_exists(#undone) AND #first < :to AND #past_last > :from";
    query.placeholders.names.insert(
        {{"#undone", "undone"}, {"#first", "first"}, {"#past_last", "past_last"}});
    query.placeholders.values.insert(
        {{":from", number_value(range.from)}, {":to", number_value(range.to)}});
    return query;
}

class DynamoOverlayStore final : public OverlayStore {
public:
    DynamoOverlayStore(Client& client, const Clock& clock) : client_(client), clock_(clock) {}

    Task<Result<std::vector<Overlay>>> in_force(AccessScope scope, HomeId home,
                                                SlotRange range) override {
        OHMSTEAD_CO_TRY(const auto view, scope.view(home, Right::see_energy, clock_.now()));
        OHMSTEAD_CO_TRY_VOID(require_slots(view));
        OHMSTEAD_CO_TRY(const auto to_cut_by, co_await channels_to_cut_by(client_, home, view));
        OHMSTEAD_CO_TRY(auto overlays, co_await read(in_force_within(home, range)));
        co_return seen_through(view, std::move(overlays), to_cut_by);
    }

    Task<Result<std::vector<Overlay>>> list(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_energy));
        auto overlays = co_await read(overlays_of(home));
        co_return overlays;
    }

    Task<Status> put(AccessScope scope, HomeId home, Overlay overlay) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
        // Whether it is written or was there already.
        OHMSTEAD_CO_TRY_VOID(
            co_await write_marked(home, put_unless_there(home, overlay), overlay.range));
        co_return Status{};
    }

    Task<Result<Overlay>> undo(AccessScope scope, HomeId home, OverlayId id,
                               Signature by) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::correct));
        Get get{.table = kHomes, .key = overlay_key(home, id), .consistent = true};
        OHMSTEAD_CO_TRY(const auto item, co_await client_.get_item(std::move(get)));
        if (!item) {
            co_return no_such_overlay();
        }
        OHMSTEAD_CO_TRY(auto overlay, overlay_in(*item));
        if (overlay.undone) {
            co_return std::move(overlay);
        }
        OHMSTEAD_CO_TRY(const auto as_it_stood,
                        co_await write_marked(home, set_undone(home, id, by), overlay.range));
        if (as_it_stood) {  // others were first
            co_return overlay_in(*as_it_stood);
        }
        overlay.undone = std::move(by);
        co_return std::move(overlay);
    }

private:
    Task<Result<std::vector<Overlay>>> read(Query query) {
        std::vector<Overlay> overlays;
        do {
            OHMSTEAD_CO_TRY(auto page, co_await client_.query(query));
            for (const Item& item : page.items) {
                OHMSTEAD_CO_TRY(auto overlay, overlay_in(item));
                overlays.push_back(std::move(overlay));
            }
            query.start = std::move(page.next);
        } while (!query.start.empty());
        sort_by_age(overlays);
        co_return overlays;
    }

    // Writes an overlay together with the mark of its slots, and the note that there are overlays,
    // without which no reader of slots looks for any. When the change's own condition fails,
    // nothing is written and the item is answered as it stood.
    Task<Result<std::optional<Item>>> write_marked(HomeId home, Action change, SlotRange changed) {
        OHMSTEAD_CO_TRY(auto derived, co_await read_derived(client_, home));
        for (int attempt = 0; attempt < kOverlayAttempts; ++attempt) {
            OHMSTEAD_CO_TRY(auto mark, mark_of(home, derived, changed));
            std::vector<Action> actions{change, std::move(mark), note_overlays(home)};
            OHMSTEAD_CO_TRY(auto outcome, co_await client_.transact_write(std::move(actions)));
            if (outcome.written == Written::yes) {
                co_return std::optional<Item>{};
            }
            if (outcome.parts.at(0).written == Written::condition_failed) {
                co_return std::optional(std::move(outcome.parts.at(0).item));
            }
            if (!is_there(outcome.parts.at(1).item)) {
                co_return no_such_home();
            }
            derived = std::move(outcome.parts.at(1).item);
        }
        co_return overtaken();
    }

    Client& client_;
    const Clock& clock_;
};

}  // namespace

std::unique_ptr<OverlayStore> make_overlay_store(Client& client, const Clock& clock) {
    return std::make_unique<DynamoOverlayStore>(client, clock);
}

}  // namespace ohmstead::dynamodb
