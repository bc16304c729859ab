#include "http/request_reader.hpp"

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ohmstead::http {
namespace {

using Progress = RequestReader::Progress;

struct Outcome {
    int status = 0;  // 200: read to its end; 0: more is wanted
    std::string body = {};
    std::string method = {};
};

void feed(RequestReader& reader, std::string_view bytes) {
    while (!bytes.empty()) {
        const auto room = reader.prepare();
        const auto count = std::min(room.size(), bytes.size());
        std::memcpy(room.data(), bytes.data(), count);
        reader.commit(count);
        bytes.remove_prefix(count);
    }
}

// Reads one request, given in pieces of `piece` bytes.
Outcome read(std::string_view bytes, std::size_t piece = 100'000'000) {
    const Limits limits;
    RequestReader reader(limits);
    bool in_body = false;
    while (true) {
        const auto progress = in_body ? reader.read_body(1024 * 1024) : reader.read_head();
        if (progress == Progress::refused) {
            return {.status = reader.refusal().status};
        }
        if (progress == Progress::done) {
            if (in_body || !reader.framing().has_body()) {
                return {.status = 200,
                        .body = in_body ? reader.take_body() : "",
                        .method = std::string(reader.head().method)};
            }
            in_body = true;
            continue;
        }
        if (bytes.empty()) {
            return {};
        }
        const auto now = std::min(piece, bytes.size());
        feed(reader, bytes.substr(0, now));
        bytes.remove_prefix(now);
    }
}

int status_of(const std::string& text) {
    const auto whole = read(text).status;
    // However it arrives, the verdict is the same.
    EXPECT_EQ(read(text, 1).status, whole) << text.substr(0, 200);
    return whole;
}

std::string post_with(std::string_view headers, std::string_view body = "",
                      std::string_view version = "HTTP/1.1") {
    return "POST /x " + std::string(version) + "\r\nHost: localhost\r\n" + std::string(headers) +
           "\r\n" + std::string(body);
}

std::string get_with(std::string_view headers) {
    return "GET /x HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
}

constexpr std::string_view kChunked = "Transfer-Encoding: chunked\r\n";

TEST(RequestReader, ReadsWholeRequestsInAnyPieces) {
    const auto text = post_with("Content-Length: 5\r\n", "hello");
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        const auto outcome = read(text, piece);
        EXPECT_EQ(outcome.status, 200);
        EXPECT_EQ(outcome.body, "hello");
        EXPECT_EQ(outcome.method, "POST");
    }
    EXPECT_EQ(read(post_with(kChunked, "3\r\nhel\r\n2;a=b\r\nlo\r\n0\r\n\r\n"), 1).body, "hello");
}

TEST(RequestReader, Http01RefusesContentLengthWithTransferEncoding) {
    EXPECT_EQ(
        status_of(post_with("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")),
        400);
    EXPECT_EQ(
        status_of(post_with("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")),
        400);
}

TEST(RequestReader, Http02RefusesOddTransferEncodings) {
    for (const auto* coding : {"xchunked", "chunkedchunked", "pigeons", "identity", ",chunked",
                               "chunked,", "chunked;q=1",
                               "\x0b"
                               "chunked",
                               "", "chunked chunked"}) {
        const auto line = std::string("Transfer-Encoding: ") + coding + "\r\n";
        for (const auto& headers :
             {line, line + "Content-Length: 3\r\n", "Content-Length: 3\r\n" + line}) {
            const auto status = status_of(post_with(headers, "abc"));
            EXPECT_TRUE(status == 400 || status == 501) << headers;
        }
    }
}

TEST(RequestReader, Http03RefusesCodingsItDoesNotSpeak) {
    for (const auto* coding : {"chunked, gzip", "gzip, chunked", "gzip"}) {
        EXPECT_EQ(status_of(post_with(std::string("Transfer-Encoding: ") + coding + "\r\n")), 501);
    }
}

TEST(RequestReader, Http04RefusesTwoTransferEncodings) {
    for (const auto* first : {"x", "chunked"}) {
        EXPECT_EQ(status_of(post_with(std::string("Transfer-Encoding: ") + first +
                                          "\r\nTransfer-Encoding: chunked\r\n",
                                      "0\r\n\r\n")),
                  400);
    }
}

TEST(RequestReader, Http05RefusesChunksInHttp10) {
    EXPECT_EQ(status_of(post_with(kChunked, "0\r\n\r\n", "HTTP/1.0")), 400);
}

TEST(RequestReader, Http06RefusesOddContentLengths) {
    for (const auto* length : {"3, 3", "+3", "0x3", "1_0", "-1", "", "1 0", "3;", "three"}) {
        EXPECT_EQ(status_of(post_with(std::string("Content-Length: ") + length + "\r\n", "abc")),
                  400)
            << length;
    }
    EXPECT_EQ(status_of(post_with("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd")), 400);
    EXPECT_EQ(status_of(post_with("Content-Length: 3\r\nContent-Length: 3\r\n", "abc")), 400);
    for (const auto* length : {"18446744073709551616", "18446744073709551615", "10000000000"}) {
        const auto status = status_of(post_with(std::string("Content-Length: ") + length + "\r\n"));
        EXPECT_TRUE(status == 413 || status == 400) << length;
    }
}

TEST(RequestReader, Http07RefusesOddChunkSizes) {
    for (const auto* size : {"0x3", "+3", "-1", "3_", "", "11111111111111111", " 3", "3 "}) {
        EXPECT_EQ(status_of(post_with(kChunked, std::string(size) + "\r\nabc\r\n0\r\n\r\n")), 400)
            << size;
    }
}

TEST(RequestReader, Http08RefusesChunksThatEndWrongly) {
    for (const auto* end : {"XX", "\n", "\r", "\rX"}) {
        EXPECT_EQ(status_of(post_with(kChunked, std::string("3\r\nabc") + end + "0\r\n\r\n")), 400);
        EXPECT_EQ(status_of(post_with(kChunked, std::string("3\r\nabc") + end + "X\r\n")), 400);
    }
}

TEST(RequestReader, ReadsABodyWhoseFirstChunkIsItsLastInAnyPieces) {
    const auto text = post_with(kChunked, "0\r\n\r\n");
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        EXPECT_EQ(read(text, piece).status, 200) << piece;
    }
}

TEST(RequestReader, Http09RefusesTrailers) {
    for (const auto* name : {"X-Y", "Authorization", "Cookie", "X-Forwarded-For", "Content-Length",
                             "Host", "Transfer-Encoding"}) {
        EXPECT_EQ(
            status_of(post_with(kChunked, std::string("1\r\na\r\n0\r\n") + name + ": 1\r\n\r\n")),
            400)
            << name;
    }
    std::string many = "0\r\n";
    for (int i = 0; i < 20'000; ++i) {
        many += "X" + std::to_string(i) + ": y\r\n";
    }
    EXPECT_EQ(read(post_with(kChunked, many + "\r\n"), 1000).status, 400);
}

TEST(RequestReader, Http10BoundsChunkExtensions) {
    const auto with = [](std::size_t size) {
        return post_with(kChunked, "1;" + std::string(size, 'e') + "\r\na\r\n0\r\n\r\n");
    };
    EXPECT_EQ(status_of(with(1)), 200);
    EXPECT_EQ(status_of(with(8 * 1024)), 400);
    EXPECT_EQ(read(with(1024 * 1024), 1000).status, 400);
    // An open quote takes the lines that follow for its own: no request comes out of it.
    EXPECT_NE(status_of(post_with(kChunked, "1;a=\"b\r\na\r\n0\r\n\r\n")), 200);
    // Nor is its chunk counted again with every byte that comes: half the limit stays half of it.
    EXPECT_EQ(status_of(post_with(kChunked, "80000;a=\"b\r\nccc")), 0);
    EXPECT_EQ(status_of(post_with(kChunked, "1;a\nb\r\na\r\n0\r\n\r\n")), 400);
}

TEST(RequestReader, Http11WantsOneHost) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\n\r\n"), 400);
    for (const auto* host : {"", "a b", "user@host", "host/path", "host:port", "host:", "[::1",
                             "[::1]x", "a,b", "h\xc3\xa4"}) {
        EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 400)
            << host;
    }
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"), 400);
    for (const auto* host : {"localhost", "127.0.0.1:8420", "[::1]:8420", "a-b.example"}) {
        EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: ") + host + "\r\n\r\n"), 200);
    }
}

TEST(RequestReader, Http12RefusesTargetsThatAreNoPath) {
    for (const auto* target : {"http://evil/x", "evil", "*", "localhost:80", "x://localhost/"}) {
        EXPECT_EQ(status_of(std::string("GET ") + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n"),
                  400)
            << target;
    }
    EXPECT_EQ(status_of("GET http://localhost/x HTTP/1.1\r\nHost: localhost\r\n\r\n"), 200);
    const auto long_target = "GET /" + std::string(16 * 1024, 'a') + " HTTP/1.1\r\nHost: l\r\n\r\n";
    EXPECT_EQ(status_of(long_target), 414);
}

TEST(RequestReader, Http13RefusesOddMethods) {
    for (const auto* method : {"get", "TRACE", "CONNECT", "PRI", "SEARCH", "GETX"}) {
        EXPECT_EQ(status_of(std::string(method) + " / HTTP/1.1\r\nHost: l\r\n\r\n"), 405) << method;
    }
    EXPECT_EQ(status_of(std::string("GET\0 / HTTP/1.1\r\n\r\n", 20)), 400);
    const auto status = status_of(std::string(7000, 'M') + " / HTTP/1.1\r\nHost: l\r\n\r\n");
    EXPECT_TRUE(status == 405 || status == 400) << status;
}

TEST(RequestReader, Http14RefusesOtherVersions) {
    for (const auto* version : {"HTTP/1.2", "HTTP/2.0", "HTTP/0.9", "http/1.1", "HTTP/1.1x", ""}) {
        const auto status =
            status_of(std::string("GET / ") + version + "\r\nHost: localhost\r\n\r\n");
        EXPECT_TRUE(status == 400 || status == 505) << version;
    }
}

TEST(RequestReader, Http15RefusesMalformedLines) {
    for (const std::string& text : std::vector<std::string>{
             "GET / HTTP/1.1\nHost: l\n\n", "GET / HTTP/1.1\rHost: l\r\r",
             "GET / HTTP/1.1\r\nHost: l\nX: y\r\n\r\n", get_with("X: a\rb\r\n"),
             get_with(std::string("X: a\0b\r\n", 8)), get_with(std::string("X\0: a\r\n", 7)),
             get_with("X : a\r\n"), get_with(": a\r\n"), get_with("X\r\n"), get_with("X Y: a\r\n"),
             get_with("X\x80: a\r\n"), "GET  / HTTP/1.1\r\nHost: l\r\n\r\n",
             "GET / HTTP/1.1 \r\nHost: l\r\n\r\n", " GET / HTTP/1.1\r\nHost: l\r\n\r\n",
             "\r\nGET / HTTP/1.1\r\nHost: l\r\n\r\n"}) {
        EXPECT_EQ(status_of(text), 400) << text;
    }
}

TEST(RequestReader, Http16RefusesFoldedLines) {
    for (const auto* blank : {" ", "\t"}) {
        EXPECT_EQ(status_of(get_with(std::string("X: a\r\n") + blank + "b\r\n")), 400);
        EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\nHost: a\r\n") + blank + "b\r\n\r\n"),
                  400);
        EXPECT_EQ(
            status_of(post_with(std::string("Transfer-Encoding:\r\n") + blank + "chunked\r\n")),
            400);
        EXPECT_EQ(status_of(std::string("GET / HTTP/1.1\r\n") + blank + "Host: a\r\n\r\n"), 400);
    }
}

TEST(RequestReader, Http17BoundsTheHead) {
    const auto fields = [](int count, std::string_view line) {
        std::string lines;
        for (int i = 0; i < count; ++i) {
            lines += line;
        }
        return get_with(lines);
    };
    EXPECT_EQ(status_of(fields(99, "X: y\r\n")), 200);
    EXPECT_EQ(status_of(fields(100, "X: y\r\n")), 431);
    EXPECT_EQ(status_of(fields(2000, "X: y\r\n")), 431);
    EXPECT_EQ(status_of(get_with("X: " + std::string(16 * 1024 + 1, 'y') + "\r\n")), 431);
    EXPECT_EQ(status_of(get_with("X: " + std::string(15 * 1024, 'y') + "\r\n")), 200);
    EXPECT_EQ(status_of(fields(20, "X: " + std::string(1000, 'y') + "\r\n")), 431);
    EXPECT_EQ(read("GET / HTTP/1.1\r\nX: " + std::string(1'000'000, 'y'), 1000).status, 431);
}

TEST(RequestReader, Http18RefusesFieldsThatAreThereTwice) {
    for (const auto* name : {"Authorization", "Origin", "Content-Type", "Cookie", "X-CSRF-Token"}) {
        const auto line = std::string(name) + ": a\r\n";
        EXPECT_EQ(status_of(get_with(line + line)), 400) << name;
    }
    EXPECT_EQ(status_of(get_with("Accept: a\r\nAccept: b\r\n")), 200);
}

TEST(RequestReader, Http19RefusesUnderscoresInNames) {
    for (const auto* name : {"X_Forwarded_For", "Content_Length", "Transfer_Encoding"}) {
        EXPECT_EQ(status_of(get_with(std::string(name) + ": 1\r\n")), 400) << name;
    }
}

TEST(RequestReader, Http20KeepsWhatFollowsABodyForTheNextRequest) {
    const Limits limits;
    RequestReader reader(limits);
    feed(reader, post_with("Content-Length: 3\r\n", "abcGET /y HTTP/1.1\r\nHost: l\r\n\r\n"));
    ASSERT_EQ(reader.read_head(), Progress::done);
    ASSERT_EQ(reader.read_body(3), Progress::done);
    EXPECT_EQ(reader.take_body(), "abc");
    reader.next();
    ASSERT_EQ(reader.read_head(), Progress::done);
    EXPECT_EQ(reader.head().target, "/y");
    EXPECT_EQ(read(post_with("Content-Length: 1048577\r\n")).status, 413);
    EXPECT_EQ(read(post_with("Content-Length: 1048576\r\n", std::string(1'048'576, 'a'))).status,
              200);
}

TEST(RequestReader, Http28RefusesWhatIsNotHttpAtItsFirstByte) {
    EXPECT_EQ(read("\x16\x03\x01").status, 400);
    EXPECT_EQ(read(std::string(1000, '\0')).status, 400);
}

TEST(RequestReader, TakesOnlyTheOneExpectation) {
    EXPECT_EQ(status_of(post_with("Expect: 100-continue\r\nContent-Length: 1\r\n", "a")), 200);
    EXPECT_EQ(status_of(post_with("Expect: magic\r\n")), 417);
}

}  // namespace
}  // namespace ohmstead::http
