#pragma once

#include <string>
#include <vector>

#include "async/task.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/time.hpp"
#include "domain/access/access_scope.hpp"
#include "domain/time/zone.hpp"

namespace ohmstead {

using NoteId = Id<struct NoteTag>;

// What people want to remember about a date, or about some in a row: "Vacation".
struct Note {
    NoteId id;
    LocalDate first{};
    LocalDate last{};  // included; not before `first`
    std::string text;
    UserId by;            // who wrote it as it stands
    std::string by_name;  // as the person was called then
    Instant at{};         // when that was

    friend bool operator==(const Note&, const Note&) = default;
};

// The notes on a home's time line; they go with their home. Partition: one home; atomic unit: one
// note. Errors: not_found outside the scope, for a home that is no more and for a note that is not
// there; forbidden for too low a role; unavailable when the store is down.
class NoteStore {
public:
    virtual ~NoteStore() = default;

    // All of them, by their first date. Viewers may read them.
    virtual Task<Result<std::vector<Note>>> notes(AccessScope scope, HomeId home) = 0;
    // For admins, and durable when answered. Repeated with the same note it changes nothing.
    virtual Task<Status> add(AccessScope scope, HomeId home, Note note) = 0;
    // Puts `note` in the place of the one with its id.
    virtual Task<Status> replace(AccessScope scope, HomeId home, Note note) = 0;
    virtual Task<Status> erase(AccessScope scope, HomeId home, NoteId note) = 0;
};

}  // namespace ohmstead
