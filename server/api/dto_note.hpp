#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/describe/class.hpp>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "reflect/field_rule.hpp"
#include "store/note_store.hpp"

namespace ohmstead::api {

struct NoteDto {
    static constexpr std::string_view kSchemaName = "Note";
    NoteId id;
    std::string first;
    std::string last;
    std::string text;
    UserId by;
    std::string by_name;
    Instant at{};
};
BOOST_DESCRIBE_STRUCT(NoteDto, (), (id, first, last, text, by, by_name, at))
inline constexpr FieldRule kNoteRules[]{
    {.field = "first", .format = &formats::date, .doc = "A local date of the home"},
    {.field = "last", .format = &formats::date, .doc = "The last date that it is about"},
    {.field = "by", .doc = "Who wrote it as it stands"},
    {.field = "by_name", .doc = "As the person was called then"},
    {.field = "at", .doc = "When that was"}};
constexpr std::span<const FieldRule> rules_for(const NoteDto*) {
    return kNoteRules;
}

struct NoteList {
    static constexpr std::string_view kSchemaName = "NoteList";
    std::vector<NoteDto> items;
    std::optional<std::string> next;
};
BOOST_DESCRIBE_STRUCT(NoteList, (), (items, next))
inline constexpr FieldRule kNoteListRules[]{{.field = "next", .null_when_absent = true}};
constexpr std::span<const FieldRule> rules_for(const NoteList*) {
    return kNoteListRules;
}

struct CreateNote {
    static constexpr std::string_view kSchemaName = "CreateNote";
    HomeId home;
    std::string first;
    std::string last;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(CreateNote, (), (home, first, last, text))
inline constexpr FieldRule kCreateNoteRules[]{
    {.field = "first", .format = &formats::date, .doc = "A local date of the home"},
    {.field = "last",
     .format = &formats::date,
     .doc = "The last date that it is about; the same for a single one"},
    {.field = "text", .min_length = 1, .max_length = 200, .format = &formats::one_line}};
constexpr std::span<const FieldRule> rules_for(const CreateNote*) {
    return kCreateNoteRules;
}

struct ReplaceNote {
    static constexpr std::string_view kSchemaName = "ReplaceNote";
    HomeId home;
    NoteId note;
    std::string first;
    std::string last;
    std::string text;
};
BOOST_DESCRIBE_STRUCT(ReplaceNote, (), (home, note, first, last, text))
constexpr std::span<const FieldRule> rules_for(const ReplaceNote*) {
    return kCreateNoteRules;
}

// The address of a note in a path.
struct NotePath {
    HomeId home;
    NoteId note;
};
BOOST_DESCRIBE_STRUCT(NotePath, (), (home, note))

}  // namespace ohmstead::api
