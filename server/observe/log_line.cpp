#include "observe/log_line.hpp"

#include <fmt/format.h>

namespace ohmstead::observe {
namespace {

constexpr std::string_view kCut = "[cut]";

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return {};
}

bool is_continuation(std::string_view text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

// The length of a UTF-8 sequence whose code point may stand in a log as it is; 0 for any other
// byte. Over-long forms need not be told apart here: they are harmless to whoever reads.
std::size_t harmless_sequence(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text[0]);
    const std::size_t length = lead < 0xC2 || lead > 0xF4 ? 0
                               : lead >= 0xF0             ? 4
                               : lead >= 0xE0             ? 3
                                                          : 2;
    for (std::size_t at = 1; at < length; ++at) {
        if (!is_continuation(text, at)) {
            return 0;
        }
    }
    const bool c1_control =
        length == 2 && lead == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0;
    // U+2028..202E and U+2066..2069: line ends and what turns the direction of text.
    const auto sequence = text.substr(0, length);
    const bool turns = (sequence >= "\xE2\x80\xA8" && sequence <= "\xE2\x80\xAE") ||
                       (sequence >= "\xE2\x81\xA6" && sequence <= "\xE2\x81\xA9");
    return c1_control || turns ? 0 : length;
}

// `message` with what could harm escaped, and cut to `room` bytes. A quote is escaped for JSON.
std::string tamed(std::string_view message, LogForm form, std::size_t room) {
    std::string out;
    while (!message.empty()) {
        const auto c = static_cast<unsigned char>(message[0]);
        std::size_t taken = 1;
        std::string piece;
        if (c >= 0x80) {
            if (const auto length = harmless_sequence(message)) {
                taken = length;
                piece = message.substr(0, length);
            }
        } else if (c >= 0x20 && c != 0x7F && c != '\\' && (c != '"' || form == LogForm::text)) {
            piece = message.substr(0, 1);
        } else if (c == '"' || c == '\\') {
            piece = {'\\', static_cast<char>(c)};
        }
        if (piece.empty()) {
            // JSON knows no \x, so its escape is escaped once more.
            piece = fmt::format("{}x{:02x}", form == LogForm::json ? "\\\\" : "\\", c);
        }
        if (out.size() + piece.size() + kCut.size() > room) {
            return out.append(kCut);
        }
        out += piece;
        message.remove_prefix(taken);
    }
    return out;
}

}  // namespace

std::string log_line(LogForm form, Instant time, LogLevel level, std::string_view room,
                     std::string_view message) {
    const auto head = form == LogForm::json
                          ? fmt::format(R"({{"time":"{}","level":"{}","room":"{}","message":")",
                                        format_rfc3339(time), name_of(level), room)
                          : fmt::format("{} {:7} {}: ", format_rfc3339(time), name_of(level), room);
    const std::string_view tail = form == LogForm::json ? "\"}" : "";
    return head + tamed(message, form, kLongestLogLine - head.size() - tail.size()) +
           std::string(tail);
}

}  // namespace ohmstead::observe
