#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ohmstead {

// How many characters (code points) UTF-8 text has.
std::size_t count_characters(std::string_view utf8);

// Whether it could be an e-mail address: one @ with something on both sides, no blanks or control
// characters, at most 254 bytes. Whether mail arrives there is another matter.
bool is_email(std::string_view text);

// Whether it can be shown as a person's name: 1 to 100 characters, no control characters, not only
// blanks.
bool is_person_name(std::string_view text);

}  // namespace ohmstead
