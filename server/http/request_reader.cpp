#include "http/request_reader.hpp"

#include <functional>
#include <optional>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace ohmstead::http {
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;
namespace {

constexpr std::size_t kReadSize = 4 * 1024;
constexpr std::size_t kBodyReadSize = 32 * 1024;
constexpr std::size_t kLongestChunkExtension = 256;
// "0\r\n\r\n": fewer bytes are no chunked body, and Beast's parser, given a first chunk that is the
// last one, counts on them.
constexpr std::size_t kSmallestLastChunk = 5;
// What a chunk's head or the trailers may take before the parser sees their end.
constexpr std::size_t kMostUnparsed = 16 * 1024;

std::string_view view_of(beast::string_view text) {
    return {text.data(), text.size()};
}

}  // namespace

struct RequestReader::State {
    using Parser = bhttp::request_parser<bhttp::string_body>;
    using ChunkHead =
        std::function<void(std::uint64_t, beast::string_view, boost::system::error_code&)>;

    explicit State(const Limits& given)
        : limits(given), scanner(given.head_bytes, given.head_fields) {}

    std::string_view unread() const { return std::string_view(buffer).substr(begin, end - begin); }

    // What the parser of the body is to be given at once.
    std::size_t fewest_bytes() const {
        return parser->chunked() && !body_begun ? kSmallestLastChunk : 1;
    }

    Progress refuse_with(Refusal why) {
        refusal = std::move(why);
        return Progress::refused;
    }
    Progress refuse_malformed(std::string detail) {
        return refuse_with(refuse(400, ErrorCode::malformed, std::move(detail)));
    }

    void collect_head() {
        const auto& message = parser->get();
        head.method = view_of(message.method_string());
        head.target = view_of(message.target());
        head.version = static_cast<int>(message.version());
        head.headers.clear();
        for (const auto& field : message) {
            head.headers.add({view_of(field.name_string()), view_of(field.value())});
        }
    }

    const Limits& limits;
    HeadScanner scanner;
    std::string buffer;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::optional<Parser> parser;
    // The parser counts a chunk again each time it looks at its head, so the limit is kept here.
    ChunkHead chunk_head = [this](std::uint64_t size, beast::string_view extension,
                                  boost::system::error_code& ec) {
        if (extension.size() > kLongestChunkExtension) {
            ec = bhttp::error::bad_chunk_extension;
        } else if (size > body_bytes_left) {
            ec = bhttp::error::body_limit;
        } else {
            body_bytes_left -= size;
        }
    };
    RequestHead head;
    Framing framing;
    Refusal refusal;
    bool in_body = false;
    bool body_begun = false;            // something of it was parsed
    std::uint64_t body_bytes_left = 0;  // that chunks may still bring
};

RequestReader::RequestReader(const Limits& limits) : state_(std::make_unique<State>(limits)) {}
RequestReader::~RequestReader() = default;

std::span<char> RequestReader::prepare() {
    auto& s = *state_;
    const auto room = s.in_body ? kBodyReadSize : kReadSize;
    if (s.begin > 0) {
        s.buffer.erase(0, s.begin);
        s.end -= s.begin;
        s.begin = 0;
    }
    if (s.buffer.size() < s.end + room) {
        s.buffer.resize(s.end + room);
    }
    return {s.buffer.data() + s.end, s.buffer.size() - s.end};
}

void RequestReader::commit(std::size_t bytes) {
    state_->end += bytes;
}

bool RequestReader::has_bytes() const {
    return !state_->unread().empty();
}

RequestReader::Progress RequestReader::read_head() {
    auto& s = *state_;
    auto scan = s.scanner.scan(s.unread());
    if (scan.refusal) {
        return s.refuse_with(std::move(*scan.refusal));
    }
    if (scan.length == 0) {
        return Progress::need_more;
    }
    s.parser.emplace();
    s.parser->header_limit(static_cast<std::uint32_t>(s.limits.head_bytes + 1));
    s.parser->body_limit(boost::none);
    boost::system::error_code ec;
    s.parser->put(boost::asio::buffer(s.unread().data(), scan.length), ec);
    if (ec && ec != bhttp::error::need_more) {
        return s.refuse_malformed("The request is malformed.");
    }
    s.begin += scan.length;
    s.collect_head();
    auto check = check_head(s.head);
    if (check.refusal) {
        return s.refuse_with(std::move(*check.refusal));
    }
    s.framing = check.framing;
    return Progress::done;
}

const RequestHead& RequestReader::head() const {
    return state_->head;
}

const Framing& RequestReader::framing() const {
    return state_->framing;
}

RequestReader::Progress RequestReader::read_body(std::size_t most_bytes) {
    auto& s = *state_;
    if (!s.in_body) {
        s.in_body = true;
        if (s.framing.content_length > most_bytes) {
            return s.refuse_with(refuse(413, ErrorCode::too_large, "The body is too large."));
        }
        s.body_bytes_left = most_bytes;
        s.parser->on_chunk_header(s.chunk_head);
        s.parser->eager(true);
    }
    boost::system::error_code ec;
    while (!s.parser->is_done() && !ec && s.unread().size() >= s.fewest_bytes()) {
        const auto taken =
            s.parser->put(boost::asio::buffer(s.unread().data(), s.unread().size()), ec);
        s.body_begun = s.body_begun || taken > 0;
        s.begin += taken;
    }
    if (ec == bhttp::error::body_limit) {
        return s.refuse_with(refuse(413, ErrorCode::too_large, "The body is too large."));
    }
    if ((ec && ec != bhttp::error::need_more) || s.unread().size() > kMostUnparsed) {
        // The end of a body says nothing about what comes after it.
        if (!s.parser->is_done()) {
            return s.refuse_malformed("The body is malformed.");
        }
    }
    if (!s.parser->is_done()) {
        return Progress::need_more;
    }
    const auto& message = s.parser->get();
    if (static_cast<std::size_t>(std::distance(message.begin(), message.end())) !=
        s.head.headers.size()) {
        return s.refuse_malformed("Trailers are not accepted.");
    }
    return Progress::done;
}

std::string RequestReader::take_body() {
    return std::move(state_->parser->get().body());
}

const Refusal& RequestReader::refusal() const {
    return state_->refusal;
}

void RequestReader::next() {
    auto& s = *state_;
    s.in_body = false;
    s.body_begun = false;
    s.scanner = HeadScanner(s.limits.head_bytes, s.limits.head_fields);
    s.head.headers.clear();
    s.parser.reset();
    // What a large body has left behind is not kept for an idle connection.
    if (s.unread().empty() && s.buffer.size() > 2 * kReadSize) {
        s.buffer = {};
        s.begin = s.end = 0;
    }
}

std::string RequestReader::take_rest() {
    return std::string(state_->unread());
}

}  // namespace ohmstead::http
