#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace ohmstead::http {

enum class Method { get, head, post, put, patch, delete_, options };

std::string_view name_of(Method method);
// Whether the method promises to change nothing.
bool is_safe(Method method);

// ASCII only, as header names and hosts compare.
bool equal_ignoring_case(std::string_view a, std::string_view b);
// Without blanks and tabs at both ends.
std::string_view trimmed(std::string_view text);

struct HeaderField {
    std::string_view name;
    std::string_view value;
};

// The header fields of a request, in the order they came; views into it.
class HeaderList {
public:
    void add(HeaderField field) { fields_.push_back(field); }
    void clear() { fields_.clear(); }

    // The first value under `name`, or an empty one.
    std::string_view find(std::string_view name) const;
    bool has(std::string_view name) const { return count(name) > 0; }
    std::size_t count(std::string_view name) const;
    std::size_t size() const { return fields_.size(); }
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

private:
    std::vector<HeaderField> fields_;
};

}  // namespace ohmstead::http
