#include "http/websocket_parser.hpp"

#include <gtest/gtest.h>

#include "support/raw_client.hpp"

namespace ohmstead::http {
namespace {

using test::client_frame;
using Kind = WebSocketParser::Kind;

constexpr unsigned kFinalText = 0x81;
constexpr unsigned kFirstText = 0x01;
constexpr unsigned kContinuation = 0x00;
constexpr unsigned kLastContinuation = 0x80;
constexpr unsigned kFinalPing = 0x89;

struct Seen {
    std::vector<WebSocketParser::Message> messages;
    std::optional<CloseCode> failure;
};

Seen parse(std::string_view bytes, std::size_t piece, std::size_t most = 64 * 1024) {
    WebSocketParser parser(most);
    Seen seen;
    while (!bytes.empty() && !seen.failure) {
        auto now = bytes.substr(0, piece);
        bytes.remove_prefix(now.size());
        while (!now.empty() && !seen.failure) {
            auto step = parser.parse(now);
            now.remove_prefix(step.consumed);
            seen.failure = step.failure;
            if (step.message) {
                seen.messages.push_back(std::move(*step.message));
            }
        }
    }
    return seen;
}

// The verdict does not depend on how the bytes arrive.
std::optional<CloseCode> failure_of(const std::string& bytes) {
    const auto whole = parse(bytes, bytes.size()).failure;
    EXPECT_EQ(parse(bytes, 1).failure, whole);
    return whole;
}

TEST(WebSocketParser, ReadsMessagesInAnyPieces) {
    const auto bytes = client_frame(kFinalText, "one") + client_frame(kFinalPing, "p") +
                       client_frame(kFirstText, "t") + client_frame(kFinalPing, "q") +
                       client_frame(kContinuation, "w") + client_frame(kContinuation, "") +
                       client_frame(kLastContinuation, "o") +
                       client_frame(kFinalText, std::string(300, 'x')) +
                       client_frame(0x82, std::string(64 * 1024, 'y'));
    for (const std::size_t piece : {1U, 2U, 3U, 7U, 100U, 100'000U}) {
        const auto seen = parse(bytes, piece);
        ASSERT_FALSE(seen.failure);
        ASSERT_EQ(seen.messages.size(), 6U);
        EXPECT_EQ(seen.messages[0].payload, "one");
        EXPECT_EQ(seen.messages[1].kind, Kind::ping);
        EXPECT_EQ(seen.messages[2].payload, "q");
        EXPECT_EQ(seen.messages[3].payload, "two");
        EXPECT_EQ(seen.messages[4].payload.size(), 300U);
        EXPECT_EQ(seen.messages[5].kind, Kind::binary);
    }
}

TEST(WebSocketParser, Ws14RefusesTooLargeMessagesAtTheirHeader) {
    const auto too_big = client_frame(kFinalText, std::string(64 * 1024 + 1, 'x'));
    EXPECT_EQ(failure_of(too_big.substr(0, 14)), CloseCode::too_big);
    std::string huge{'\x81', '\xff'};
    huge += std::string("\x7f\xff\xff\xff\xff\xff\xff\xff", 8) + "mask";
    EXPECT_EQ(failure_of(huge), CloseCode::too_big);
    huge[2] = '\x80';
    EXPECT_EQ(failure_of(huge), CloseCode::protocol_error);
    const auto fragments =
        client_frame(kFirstText, std::string(64 * 1024, 'x')) + client_frame(kContinuation, "x");
    EXPECT_EQ(failure_of(fragments), CloseCode::too_big);
}

TEST(WebSocketParser, Ws15BoundsFragments) {
    std::string bytes = client_frame(kFirstText, "x");
    for (int i = 0; i < 1000; ++i) {
        bytes += client_frame(kContinuation, i % 2 == 0 ? "" : "x");
    }
    EXPECT_EQ(failure_of(bytes), CloseCode::too_big);
}

TEST(WebSocketParser, Ws16RefusesBrokenFrames) {
    const std::string unmasked{"\x81\x01x", 3};
    for (const std::string& bytes : std::vector<std::string>{
             unmasked, client_frame(0xC1, "x"), client_frame(0xA1, "x"), client_frame(0x91, "x"),
             client_frame(0x83, "x"), client_frame(0x87, "x"), client_frame(0x8B, "x"),
             client_frame(0x8F, "x"), client_frame(0x09, "x"), client_frame(0x08, ""),
             client_frame(kFinalPing, std::string(126, 'x')), client_frame(kLastContinuation, "x"),
             client_frame(kContinuation, "x"),
             client_frame(kFirstText, "x") + client_frame(kFinalText, "x"),
             std::string("\x81\xfe\x00\x05mask.....", 13),
             std::string("\x81\xff\x00\x00\x00\x00\x00\x00\x00\x05mask.....", 19)}) {
        EXPECT_EQ(failure_of(bytes), CloseCode::protocol_error);
    }
}

TEST(WebSocketParser, Ws17RefusesTextThatIsNotUtf8) {
    for (const auto* text : {"\xff", "\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                             "\xf8\x88\x80\x80\x80", "\xe2\x82", "ok\x80"}) {
        EXPECT_EQ(failure_of(client_frame(kFinalText, text)), CloseCode::invalid_text);
    }
    // A character may be split between fragments.
    const auto split =
        client_frame(kFirstText, "\xe2\x82") + client_frame(kLastContinuation, "\xac");
    EXPECT_EQ(parse(split, 1).messages.at(0).payload, "\u20ac");
    EXPECT_EQ(failure_of(client_frame(0x82, "\xff")), std::nullopt);
}

TEST(WebSocketParser, Ws18AnswersCloseCodes) {
    const auto answer = [](unsigned code, std::string_view reason = "") {
        std::string payload{static_cast<char>(code >> 8U), static_cast<char>(code & 0xFFU)};
        return static_cast<unsigned>(close_code_for(payload + std::string(reason)));
    };
    for (unsigned code = 0; code <= 5000; ++code) {
        const bool valid = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                           (code >= 3000 && code <= 4999);
        EXPECT_EQ(answer(code), valid ? code : 1002U) << code;
    }
    EXPECT_EQ(close_code_for(""), CloseCode::normal);
    EXPECT_EQ(close_code_for("x"), CloseCode::protocol_error);
    EXPECT_EQ(answer(1000, std::string(123, 'r')), 1000U);
    EXPECT_EQ(answer(1000, "\xff"), 1007U);
}

TEST(WebSocketFrames, AreWrittenInTheShortestForm) {
    EXPECT_EQ(*make_text_frame("hi"), "\x81\x02hi");
    EXPECT_EQ(make_text_frame(std::string(125, 'x'))->size(), 127U);
    EXPECT_EQ(make_text_frame(std::string(126, 'x'))->substr(0, 4),
              std::string("\x81\x7e\x00\x7e", 4));
    EXPECT_EQ(make_text_frame(std::string(65'535, 'x'))->size(), 65'539U);
    EXPECT_EQ(make_text_frame(std::string(65'536, 'x'))->substr(0, 10),
              std::string("\x81\x7f\x00\x00\x00\x00\x00\x01\x00\x00", 10));
    EXPECT_EQ(websocket_close_frame(CloseCode::going_away, "bye"),
              "\x88\x05\x03\xe9"
              "bye");
}

TEST(WebSocketAccept, IsTheOneOfTheStandard) {
    EXPECT_EQ(websocket_accept("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    for (const auto* bad : {"", "dGhlIHNhbXBsZQ==", "dGhlIHNhbXBsZSBub25jZQ=",
                            "dGhlIHNhbXBsZSBub25jZ!==", "dGhlIHNhbXBsZSBub25jZQ==x"}) {
        EXPECT_FALSE(websocket_accept(bad)) << bad;
    }
}

}  // namespace
}  // namespace ohmstead::http
