#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace ohmstead::exchange {

// Takes the elements of an XML document in their order. Names come without their prefix.
class XmlListener {
public:
    virtual ~XmlListener() = default;

    // An attribute of the element that has just begun.
    struct Attribute {
        std::string_view name;
        std::string_view value;
    };
    virtual void begin(std::string_view name) = 0;
    virtual void attribute(Attribute attribute) = 0;
    // `text`: what stood directly in the element, without blanks at its ends.
    virtual Status end(std::string_view name, std::string_view text, std::size_t line) = 0;
};

struct XmlLimits {
    std::size_t depth = 32;
    std::size_t text_bytes = 4'096;  // of one element
    std::size_t elements = 20'000'000;
};

// Reads a whole document. It may have no document type, so no entities either but the five of XML,
// and nothing is ever fetched. Errors (invalid), each with line and column: what is not
// well-formed, a document type, what is beyond the limits; and what the listener refuses.
Status read_xml(std::string_view document, XmlListener& listener, XmlLimits limits = {});

}  // namespace ohmstead::exchange
