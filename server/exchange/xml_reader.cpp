#include "exchange/xml_reader.hpp"

#include <algorithm>
#include <expat.h>
#include <memory>
#include <vector>

#include <fmt/format.h>

namespace ohmstead::exchange {
namespace {

constexpr std::size_t kPiece = std::size_t{1} << 20;

// "http://naesb.org/espi|value" is "value".
constexpr char kBetween = '|';

std::string_view local_name(const XML_Char* name) {
    const std::string_view whole(name);
    const auto between = whole.rfind(kBetween);
    return between == std::string_view::npos ? whole : whole.substr(between + 1);
}

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    const auto first = text.find_first_not_of(kBlanks);
    return first == std::string_view::npos
               ? std::string_view{}
               : text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view without_blanks_before(std::string_view text) {
    return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
}

struct Free {
    void operator()(XML_Parser parser) const { XML_ParserFree(parser); }
};

class XmlReader {
public:
    XmlReader(XmlListener& listener, XmlLimits limits)
        : parser_(XML_ParserCreateNS("UTF-8", kBetween)), listener_(listener), limits_(limits) {
        XML_SetUserData(parser_.get(), this);
        XML_SetElementHandler(parser_.get(), &XmlReader::on_begin, &XmlReader::on_end);
        XML_SetCharacterDataHandler(parser_.get(), &XmlReader::on_text);
        XML_SetStartDoctypeDeclHandler(parser_.get(), &XmlReader::on_doctype);
    }

    Status read(std::string_view document) {
        do {
            const auto piece = document.substr(0, kPiece);
            document.remove_prefix(piece.size());
            const auto status = XML_Parse(parser_.get(), piece.data(),
                                          static_cast<int>(piece.size()), document.empty());
            if (!refusal_) {
                return refusal_;
            }
            if (status != XML_STATUS_OK) {
                return fault(XML_ErrorString(XML_GetErrorCode(parser_.get())));
            }
        } while (!document.empty());
        return {};
    }

private:
    static XmlReader& self(void* data) { return *static_cast<XmlReader*>(data); }

    static void XMLCALL on_begin(void* data, const XML_Char* name, const XML_Char** attributes) {
        self(data).begin(name, attributes);
    }
    static void XMLCALL on_end(void* data, const XML_Char* name) { self(data).end(name); }
    static void XMLCALL on_text(void* data, const XML_Char* text, int length) {
        self(data).take({text, static_cast<std::size_t>(length)});
    }
    static void XMLCALL on_doctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*,
                                   int) {
        self(data).refuse("a document type is not accepted");
    }

    void begin(const XML_Char* name, const XML_Char** attributes) {
        if (!refusal_) {
            return;
        }
        if (texts_.size() == limits_.depth) {
            refuse(fmt::format("elements may be {} deep", limits_.depth));
            return;
        }
        if (++elements_ > limits_.elements) {
            refuse(fmt::format("there may be {} elements", limits_.elements));
            return;
        }
        texts_.emplace_back();
        listener_.begin(local_name(name));
        for (; *attributes != nullptr; attributes += 2) {
            listener_.attribute({local_name(attributes[0]), attributes[1]});
        }
    }

    void end(const XML_Char* name) {
        if (!refusal_) {
            return;
        }
        const auto line = XML_GetCurrentLineNumber(parser_.get());
        auto taken = listener_.end(local_name(name), trimmed(texts_.back()), line);
        texts_.pop_back();
        if (!taken) {
            stop(std::move(taken));
        }
    }

    void take(std::string_view text) {
        if (!refusal_ || texts_.empty()) {
            return;
        }
        // What only sets elements apart is no text.
        if (texts_.back().empty()) {
            text = without_blanks_before(text);
        }
        if (texts_.back().size() + text.size() > limits_.text_bytes) {
            refuse(fmt::format("an element may have {} bytes of text", limits_.text_bytes));
            return;
        }
        texts_.back() += text;
    }

    Error fault(std::string_view what) const {
        return make_error(
            ErrorCode::invalid,
            fmt::format("Line {}, column {}: {}.", XML_GetCurrentLineNumber(parser_.get()),
                        XML_GetCurrentColumnNumber(parser_.get()) + 1, what));
    }
    void refuse(std::string_view what) { stop(fault(what)); }
    void stop(Status why) {
        if (refusal_) {
            refusal_ = std::move(why);
            XML_StopParser(parser_.get(), XML_FALSE);
        }
    }

    std::unique_ptr<std::remove_pointer_t<XML_Parser>, Free> parser_;
    XmlListener& listener_;
    XmlLimits limits_;
    std::vector<std::string> texts_;  // of the elements that are open
    std::size_t elements_ = 0;
    Status refusal_;
};

}  // namespace

Status read_xml(std::string_view document, XmlListener& listener, XmlLimits limits) {
    return XmlReader(listener, limits).read(document);
}

}  // namespace ohmstead::exchange
