#include "store/note_store.hpp"

#include <algorithm>
#include <memory>
#include <tuple>
#include <utility>

#include "store_dynamodb/attributes.hpp"
#include "store_dynamodb/home_items.hpp"
#include "store_dynamodb/keys.hpp"
#include "store_dynamodb/refusals.hpp"
#include "store_dynamodb/stores.hpp"

namespace ohmstead::dynamodb {
namespace {

constexpr std::size_t kMostNotes = 10'000;

Item note_item(const HomeId& home, const Note& note) {
    return with(note_key(home, note.id), {{"id", string_value(note.id.value)},
                                          {"first", local_date_value(note.first)},
                                          {"last", local_date_value(note.last)},
                                          {"text", string_value(note.text)},
                                          {"user", string_value(note.by.value)},
                                          {"user_name", string_value(note.by_name)},
                                          {"at", instant_value(note.at)}});
}

Result<Note> note_in(const Item& item) {
    Note note;
    OHMSTEAD_TRY(note.id.value, read_string(item, "id"));
    OHMSTEAD_TRY(note.first, read_local_date(item, "first"));
    OHMSTEAD_TRY(note.last, read_local_date(item, "last"));
    OHMSTEAD_TRY(note.text, read_string(item, "text"));
    OHMSTEAD_TRY(note.by.value, read_string(item, "user"));
    OHMSTEAD_TRY(note.by_name, read_string(item, "user_name"));
    OHMSTEAD_TRY(note.at, read_instant(item, "at"));
    return note;
}

Error no_such_note() {
    return make_error(ErrorCode::not_found, "There is no such note.");
}

class DynamoNoteStore final : public NoteStore {
public:
    explicit DynamoNoteStore(Client& client) : client_(client) {}

    Task<Result<std::vector<Note>>> notes(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
        Get get{.table = kHomes, .key = home_key(home), .consistent = true};
        OHMSTEAD_CO_TRY(const auto found, co_await client_.get_item(std::move(get)));
        if (!found || is_erased(*found)) {
            co_return no_such_home();
        }
        OHMSTEAD_CO_TRY(const auto items,
                        co_await client_.query_all(items_of_home(home, kNotePrefix), kMostNotes));
        std::vector<Note> notes;
        for (const Item& item : items) {
            OHMSTEAD_CO_TRY(auto note, note_in(item));
            notes.push_back(std::move(note));
        }
        std::ranges::sort(notes, [](const Note& a, const Note& b) {
            return std::tie(a.first, a.at, a.id) < std::tie(b.first, b.at, b.id);
        });
        co_return notes;
    }

    Task<Status> add(AccessScope scope, HomeId home, Note note) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        std::vector<Action> actions{home_exists(home),
                                    Put{.table = kHomes, .item = note_item(home, note)}};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        co_return outcome.written == Written::yes ? Status{} : no_such_home();
    }

    Task<Status> replace(AccessScope scope, HomeId home, Note note) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        Put put{.table = kHomes,
                .item = note_item(home, note),
                .condition = kIsThere,
                .placeholders = is_there()};
        auto status = co_await change(std::move(home), std::move(put));
        co_return status;
    }

    Task<Status> erase(AccessScope scope, HomeId home, NoteId note) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        Delete gone{.table = kHomes,
                    .key = note_key(home, note),
                    .condition = kIsThere,
                    .placeholders = is_there()};
        auto status = co_await change(std::move(home), std::move(gone));
        co_return status;
    }

private:
    static constexpr const char* kIsThere = "attribute_exists(#home_id)";
    static Placeholders is_there() { return {.names = {{"#home_id", "home_id"}}}; }

    // Of a home and a note that are both there.
    Task<Status> change(HomeId home, Action action) {
        std::vector<Action> actions{home_exists(home), std::move(action)};
        OHMSTEAD_CO_TRY(const auto outcome, co_await client_.transact_write(std::move(actions)));
        if (outcome.written == Written::yes) {
            co_return Status{};
        }
        const bool has_home = outcome.parts.at(0).written == Written::yes;
        co_return has_home ? no_such_note() : no_such_home();
    }

    Client& client_;
};

}  // namespace

std::unique_ptr<NoteStore> make_note_store(Client& client) {
    return std::make_unique<DynamoNoteStore>(client);
}

}  // namespace ohmstead::dynamodb
