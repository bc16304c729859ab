#include "http/session.hpp"

#include <array>
#include <ctime>
#include <exception>

namespace ohmstead::http {
namespace {

constexpr std::size_t kMostLingered = 256 * 1024;
constexpr std::chrono::milliseconds kLinger{1'000};
constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
// Up to here a body is copied behind its head: one buffer is cheaper than two.
constexpr std::size_t kCopied = 16 * 1024;

// The time as HTTP writes it, made once per second. All sessions are on one thread.
std::string_view http_date() {
    thread_local std::time_t made_at = 0;
    thread_local std::array<char, 32> text{};
    thread_local std::size_t size = 0;
    const auto now = std::time(nullptr);
    if (now != made_at) {
        std::tm utc{};
        gmtime_r(&now, &utc);
        size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &utc);
        made_at = now;
    }
    return {text.data(), size};
}

}  // namespace

SessionMetrics::SessionMetrics(observe::Metrics& metrics)
    : refused(metrics.counter("ohmstead_http_refused_total",
                              "Requests that could not be read or were not well-formed HTTP")),
      sockets(metrics.gauge("ohmstead_websockets", "Open WebSockets")),
      seconds(metrics.histogram("ohmstead_http_request_seconds",
                                "Time from the end of a request to the end of its answer",
                                {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5})) {
    constexpr std::array kClasses{"1xx", "2xx", "3xx", "4xx", "5xx"};
    for (std::size_t index = 0; index < kClasses.size(); ++index) {
        by_class_[index] = &metrics.counter("ohmstead_http_requests_total",
                                            "Requests by the class of their answer",
                                            {{"status", kClasses[index]}});
    }
}

void SessionMetrics::count(int status, std::chrono::steady_clock::duration took) {
    by_class_.at(static_cast<std::size_t>(status / 100 - 1))->add();
    seconds.observe(std::chrono::duration<double>(took).count());
}

Session::Session(std::shared_ptr<Stream> stream, ConnectionFacts facts, const SessionShared& shared)
    : stream_(std::move(stream)),
      facts_(std::move(facts)),
      shared_(shared),
      limits_(shared.gateway.limits()) {
    reader_.emplace(limits_);
    allow(limits_.handshake);
}

void Session::check_time(Time now) {
    if (socket_) {
        socket_->check_time(now);
    } else if (now > deadline_) {
        timed_out_ = true;
        // A second time is for what does not heed the first.
        deadline_ = now + kLinger;
        stream_->cancel();
    }
}

void Session::drain() {
    draining_ = true;
    if (socket_) {
        socket_->close(CloseCode::going_away, "The server is stopping.");
    } else if (idle_) {
        stream_->close();
    }
}

Task<void> Session::run() {
    const bool ready = co_await stream_->handshake();
    auto next = ready ? Next::request : Next::end;
    while (next == Next::request) {
        next = co_await serve_one();
    }
    if (next == Next::socket) {
        co_await serve_socket();
    }
    stream_->close();
}

// Reads once; false when the connection is over or its time is up.
Task<bool> Session::read_more() {
    const auto room = reader_->prepare();
    const auto outcome = co_await stream_->read_some(boost::asio::buffer(room.data(), room.size()));
    if (outcome.error) {
        co_return false;
    }
    reader_->commit(outcome.bytes);
    co_return true;
}

Task<bool> Session::read_head() {
    if (!reader_->has_bytes()) {
        idle_ = true;
        allow(limits_.idle);
        const bool came = co_await read_more();
        idle_ = false;
        if (!came) {
            co_return false;
        }
    }
    allow(limits_.head);
    auto progress = reader_->read_head();
    while (progress == RequestReader::Progress::need_more) {
        if (!co_await read_more()) {
            if (timed_out_) {
                co_await refuse_request(
                    refuse(408, ErrorCode::timeout, "The request took too long."));
            }
            co_return false;
        }
        progress = reader_->read_head();
    }
    if (progress == RequestReader::Progress::refused) {
        co_await refuse_request(reader_->refusal());
        co_return false;
    }
    co_return true;
}

Task<bool> Session::read_body(std::size_t most_bytes) {
    // Else a byte now and then would keep the request, and what it holds, for as long as it likes.
    const auto end = Clock::now() + limits_.whole_body * limits_.body;
    allow(limits_.body, end);
    auto progress = reader_->read_body(most_bytes);
    if (progress == RequestReader::Progress::need_more && reader_->framing().expects_continue) {
        if (!co_await write_all(kContinue, {})) {
            co_return false;
        }
        allow(limits_.body, end);
    }
    while (progress == RequestReader::Progress::need_more) {
        if (!co_await read_more()) {
            if (timed_out_) {
                co_await refuse_request(refuse(408, ErrorCode::timeout, "The body took too long."));
            }
            co_return false;
        }
        allow(limits_.body, end);
        progress = reader_->read_body(most_bytes);
    }
    if (progress == RequestReader::Progress::refused) {
        co_await refuse_request(reader_->refusal());
        co_return false;
    }
    co_return true;
}

Task<Session::Next> Session::serve_one() {
    if (!co_await read_head()) {
        co_return Next::end;
    }
    // Making the answer has no limit here: what it waits for has limits of its own.
    deadline_ = Time::max();
    const auto& framing = reader_->framing();
    auto exchange = co_await shared_.gateway.admit(reader_->head(), framing, facts_);
    if (!exchange.answer && framing.has_body()) {
        if (!co_await read_body(exchange.route->spec.max_body)) {
            co_return Next::end;
        }
        exchange.input.body = reader_->take_body();
        exchange.must_close = false;
        deadline_ = Time::max();
    }
    const auto began = Clock::now();
    const auto response =
        exchange.answer ? std::move(*exchange.answer) : co_await shared_.gateway.run(exchange);
    const bool keep_alive = framing.keep_alive && !exchange.must_close && !draining_;
    const bool written = co_await write(response, exchange, keep_alive);
    shared_.metrics.count(response.status, Clock::now() - began);
    if (!written) {
        co_return Next::end;
    }
    if (response.status == 101) {
        handler_ = exchange.route->socket;
        socket_context_ = std::move(exchange.context);
        socket_context_.headers.clear();
        co_return Next::socket;
    }
    if (!keep_alive) {
        co_await linger();
        co_return Next::end;
    }
    reader_->next();
    co_return Next::request;
}

Task<bool> Session::write(const Response& response, const Exchange& exchange, bool keep_alive) {
    out_.clear();
    write_head(out_, {.response = response,
                      .common = exchange.context.connection.tls ? shared_.tls_headers
                                                                : shared_.plain_headers,
                      .request_id = exchange.context.request_id,
                      .nonce = exchange.nonce,
                      .date = http_date(),
                      .keep_alive = keep_alive || response.status == 101});
    const bool has_body = exchange.context.method != Method::head && response.status != 304;
    co_return co_await write_all(
        out_, has_body ? std::string_view(response.content()) : std::string_view{});
}

Task<bool> Session::write_all(std::string_view head, std::string_view body) {
    if (!body.empty() && body.size() <= kCopied) {
        out_.append(body);
        head = out_;
        body = {};
    }
    while (!head.empty() || !body.empty()) {
        allow(limits_.write);
        const std::array<boost::asio::const_buffer, 2> buffers{
            boost::asio::buffer(head.data(), head.size()),
            boost::asio::buffer(body.data(), body.size())};
        const auto outcome = co_await stream_->write_some(buffers);
        if (outcome.error) {
            co_return false;
        }
        const auto of_head = std::min(outcome.bytes, head.size());
        head.remove_prefix(of_head);
        body.remove_prefix(outcome.bytes - of_head);
    }
    co_return true;
}

Task<void> Session::refuse_request(const Refusal& refusal) {
    shared_.metrics.refused.add();
    Exchange exchange;
    exchange.context.request_id = shared_.gateway.next_request_id();
    exchange.context.connection.tls = facts_.tls;
    const auto response = shared_.gateway.refused(refusal, exchange.context.request_id);
    shared_.log.debug("refused a request from {}: {} {}", facts_.peer.to_string(), response.status,
                      refusal.error.detail);
    if (co_await write(response, exchange, false)) {
        co_await linger();
    }
}

// Lets the answer arrive: closing while the other side still sends would reset the connection, and
// the answer with it.
Task<void> Session::linger() {
    allow(kLinger);
    const bool connected = co_await stream_->shutdown();
    std::array<char, 4096> unread{};
    for (std::size_t total = 0; connected && total < kMostLingered;) {
        const auto outcome =
            co_await stream_->read_some(boost::asio::buffer(unread.data(), unread.size()));
        if (outcome.error) {
            break;
        }
        total += outcome.bytes;
    }
}

Task<void> Session::serve_socket() {
    socket_ =
        std::make_shared<WebSocketSession>(stream_, reader_->take_rest(), shared_.tasks, limits_);
    // What only requests need is not kept for the hours a socket is open.
    reader_.reset();
    out_ = {};
    shared_.metrics.sockets.add(1);
    if (draining_) {
        drain();
    }
    const auto id = socket_context_.request_id;
    try {
        co_await handler_->serve(*socket_, std::move(socket_context_));
    } catch (const std::exception& failure) {
        shared_.log.error("socket {}: {}", id, failure.what());
        socket_->close(static_cast<CloseCode>(1011), "The server has failed.");
    }
    shared_.metrics.sockets.add(-1);
    co_await socket_->finish();
    socket_.reset();
    co_await linger();
}

}  // namespace ohmstead::http
