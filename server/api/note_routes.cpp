#include "api/note_routes.hpp"

#include <utility>

#include "api/dto_home.hpp"
#include "api/dto_note.hpp"
#include "http/route.hpp"

namespace ohmstead::api {
namespace {

using http::Access;
using http::RequestContext;

// More than anybody reads; so many are a program gone wrong.
constexpr std::size_t kMostNotes = 1000;

NoteDto note_dto(Note note) {
    return {.id = std::move(note.id),
            .first = format_local_date(note.first),
            .last = format_local_date(note.last),
            .text = std::move(note.text),
            .by = std::move(note.by),
            .by_name = std::move(note.by_name),
            .at = note.at};
}

// What `in` asks for, written by `identity` now.
template <class Input>
Result<Note> note_of(const Input& in, NoteId id, const Identity& identity, Instant now) {
    const auto first = parse_local_date(in.first);
    const auto last = parse_local_date(in.last);
    if (!first || !last) {
        return wrong_field(first ? "/last" : "/first", "format", "must be a date");
    }
    if (*last < *first) {
        return wrong_field("/last", "order", "must not be before the first date");
    }
    return Note{.id = std::move(id),
                .first = *first,
                .last = *last,
                .text = in.text,
                .by = identity.subject.user,
                .by_name = identity.subject.name,
                .at = now};
}

Task<Result<NoteList>> list_notes(Services services, AccessScope scope, HomeId home) {
    OHMSTEAD_CO_TRY_VOID(scope.require(home, Right::see_home));
    OHMSTEAD_CO_TRY(auto notes, co_await services.notes.notes(scope, std::move(home)));
    NoteList list;
    for (auto& note : notes) {
        list.items.push_back(note_dto(std::move(note)));
    }
    co_return list;
}

Task<Result<NoteDto>> add_note(Services services, AccessScope scope, http::IdentityPtr identity,
                               CreateNote in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_notes));
    OHMSTEAD_CO_TRY(auto note, note_of(in, NoteId::make(), *identity, services.clock.now()));
    OHMSTEAD_CO_TRY(const auto notes, co_await services.notes.notes(scope, in.home));
    if (notes.size() >= kMostNotes) {
        co_return make_error(ErrorCode::conflict, "A home has at most 1,000 notes.");
    }
    OHMSTEAD_CO_TRY_VOID(co_await services.notes.add(scope, in.home, note));
    co_return note_dto(std::move(note));
}

Task<Result<NoteDto>> replace_note(Services services, AccessScope scope, http::IdentityPtr identity,
                                   ReplaceNote in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_notes));
    OHMSTEAD_CO_TRY(auto note, note_of(in, in.note, *identity, services.clock.now()));
    OHMSTEAD_CO_TRY_VOID(co_await services.notes.replace(scope, in.home, note));
    co_return note_dto(std::move(note));
}

Task<Result<http::NoContent>> erase_note(Services services, AccessScope scope, NotePath in) {
    OHMSTEAD_CO_TRY_VOID(scope.require(in.home, Right::edit_notes));
    OHMSTEAD_CO_TRY_VOID(
        co_await services.notes.erase(scope, std::move(in.home), std::move(in.note)));
    co_return http::NoContent{};
}

}  // namespace

void add_note_routes(http::Routes& routes, const Services& services) {
    routes.add(http::get<HomePath, NoteList>(
        "/api/v1/homes/{home}/notes",
        {.summary = "The notes on the home's time line, by their first date",
         .access = Access::home(Right::see_home),
         .tag = "notes"},
        [services](RequestContext& context, HomePath in) {
            return list_notes(services, context.scope(), std::move(in.home));
        }));
    routes.add(http::post<CreateNote, NoteDto>(
        "/api/v1/homes/{home}/notes",
        {.summary = "Write a note about a date, or about some in a row",
         .access = Access::home(Right::edit_notes),
         .success_status = 201,
         .tag = "notes"},
        [services](RequestContext& context, CreateNote in) {
            return add_note(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::put<ReplaceNote, NoteDto>(
        "/api/v1/homes/{home}/notes/{note}",
        {.summary = "Write a note anew", .access = Access::home(Right::edit_notes), .tag = "notes"},
        [services](RequestContext& context, ReplaceNote in) {
            return replace_note(services, context.scope(), context.identity, std::move(in));
        }));
    routes.add(http::del<NotePath, http::NoContent>(
        "/api/v1/homes/{home}/notes/{note}",
        {.summary = "Remove a note",
         .access = Access::home(Right::edit_notes),
         .success_status = 204,
         .tag = "notes"},
        [services](RequestContext& context, NotePath in) {
            return erase_note(services, context.scope(), std::move(in));
        }));
}

}  // namespace ohmstead::api
