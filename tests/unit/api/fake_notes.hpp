#pragma once

#include <algorithm>
#include <utility>
#include <vector>

#include "store/note_store.hpp"

namespace ohmstead::test {

// The notes of one home in memory.
class FakeNotes final : public NoteStore {
public:
    std::vector<Note> kept;

    Task<Result<std::vector<Note>>> notes(AccessScope scope, HomeId home) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
        co_return kept;
    }
    Task<Status> add(AccessScope scope, HomeId home, Note note) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        kept.push_back(std::move(note));
        co_return Status{};
    }
    Task<Status> replace(AccessScope scope, HomeId home, Note note) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        const auto found = std::ranges::find(kept, note.id, &Note::id);
        if (found == kept.end()) {
            co_return make_error(ErrorCode::not_found, "There is no such note.");
        }
        *found = std::move(note);
        co_return Status{};
    }
    Task<Status> erase(AccessScope scope, HomeId home, NoteId note) override {
        OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::edit_notes));
        const bool erased = std::erase_if(kept, [&](const Note& n) { return n.id == note; }) > 0;
        co_return erased ? Status{} : make_error(ErrorCode::not_found, "There is no such note.");
    }
};

}  // namespace ohmstead::test
