#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "store_dynamodb/item.hpp"

namespace ohmstead::dynamodb {

// What the "#names" and ":values" of a request's expressions stand for. Each one given must be used
// in an expression, and attribute names are always written as "#names": hundreds are reserved.
struct Placeholders {
    boost::json::object names = {};   // {"#r": "revision"}
    boost::json::object values = {};  // {":r": {"N": "7"}}
};

// Tables are named without the prefix of the settings, which the client puts before them.
// Empty expressions are left out.

struct Get {
    std::string table;
    Item key;
    bool consistent = false;  // sees every write that was acknowledged before; costs twice
    std::string projection = {};
    Placeholders placeholders = {};
};

enum class Returned { nothing, all_old, all_new, updated_old, updated_new };

struct Put {  // replaces the whole item
    std::string table;
    Item item;
    std::string condition = {};
    Placeholders placeholders = {};
    Returned returned = Returned::nothing;  // or all_old
};

struct Update {  // makes the item when there is none
    std::string table;
    Item key;
    std::string update;  // "SET #a = :a REMOVE #b"
    std::string condition = {};
    Placeholders placeholders = {};
    Returned returned = Returned::nothing;
};

struct Delete {  // of a missing item: success
    std::string table;
    Item key;
    std::string condition = {};
    Placeholders placeholders = {};
    Returned returned = Returned::nothing;  // or all_old
};

struct Check {  // in a transaction: only the condition
    std::string table;
    Item key;
    std::string condition;
    Placeholders placeholders = {};
};

using Action = std::variant<Put, Update, Delete, Check>;
using Change = std::variant<Put, Delete>;  // in a batch: without conditions

enum class Written { yes, condition_failed };

struct WriteOutcome {
    Written written = Written::yes;
    // The item as it stood when the condition failed, empty when there was none; otherwise what the
    // request wanted returned.
    Item item = {};
    // The condition failed, but on a repeat: an earlier attempt's answer was lost and may have been
    // the one that wrote. A Put that finds exactly its own item counts as written instead.
    bool unsure = false;
};

struct Transaction {
    struct Part {
        Written written = Written::yes;
        Item item = {};  // as it stood, where the condition failed
    };

    // condition_failed: nothing at all was written; `parts` in the order of the actions tell where.
    // One that finds exactly its own items on a repeat counts as written.
    Written written = Written::yes;
    std::vector<Part> parts = {};
};

struct Query {
    std::string table;
    std::string key_condition = {};  // "#p = :p AND #s BETWEEN :a AND :b"
    Placeholders placeholders = {};
    bool ascending = true;
    bool consistent = false;
    std::string filter = {};  // what it removes costs nevertheless
    std::string projection = {};
    std::size_t limit = 0;  // items looked at per page; 0: as many as 1 MB holds
    Item start = {};        // of the page: the `next` of the one before
};

struct Page {  // may be empty and still have a next one
    std::vector<Item> items;
    Item next;  // empty: the last page
};

struct KeyAttribute {
    std::string name;
    char type = 'S';  // S, N or B
};

struct Table {
    std::string name;
    KeyAttribute partition_key;
    std::optional<KeyAttribute> sort_key = {};
    std::string ttl_attribute = {};  // number of epoch seconds; empty: items do not expire
};

enum class TableState { absent, preparing, active };

}  // namespace ohmstead::dynamodb
