#include "http/server.hpp"

#include <list>
#include <map>
#include <utility>

#include <boost/asio/ssl/context.hpp>
#include <fmt/format.h>

#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "crypto/tls_server.hpp"
#include "http/gateway.hpp"
#include "http/session.hpp"

namespace ohmstead::http {
namespace ip = boost::asio::ip;
using boost::system::error_code;
using ip::tcp;
namespace {

constexpr std::chrono::milliseconds kAfterAcceptFailure{100};
constexpr std::chrono::milliseconds kDrainStep{20};

Result<Stream::TlsContext> make_tls(const TlsCertificate& certificate) {
    auto context =
        std::make_shared<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
    OHMSTEAD_TRY_VOID(configure_tls_server(context->native_handle(), certificate));
    return context;
}

GatewaySettings gateway_settings(const ServerSettings& settings) {
    return {.path_prefix = settings.path_prefix,
            .proxies = TrustedProxies::parse(settings.trusted_proxies).value(),
            .limits = settings.limits};
}

}  // namespace

class Server::Impl {
public:
    Impl(boost::asio::io_context& io, const Routes& routes, const StaticFiles& files,
         Authenticator& authenticator, observe::Metrics& metrics, const ServerSettings& settings,
         Log log)
        : io_(io),
          log_(log),
          gateway_(routes, files, authenticator, gateway_settings(settings), log),
          session_metrics_(metrics),
          over_limit_(metrics.counter("ohmstead_http_connections_over_limit_total",
                                      "Connections closed because there were too many")),
          plain_headers_(false, settings.frame_ancestors),
          tls_headers_(true, settings.frame_ancestors),
          services_(io.get_executor(), log),
          tasks_(io.get_executor(), log),
          shared_{.gateway = gateway_,
                  .tasks = tasks_,
                  .metrics = session_metrics_,
                  .plain_headers = plain_headers_,
                  .tls_headers = tls_headers_,
                  .log = log} {
        metrics.watch("ohmstead_http_connections", "Open connections",
                      [this] { return static_cast<double>(sessions_.size()); });
    }

    Result<tcp::endpoint> listen(const std::string& host, std::uint16_t port,
                                 std::optional<TlsCertificate> certificate);
    Status use_certificate(const TlsCertificate& certificate);
    Task<void> drain(std::chrono::milliseconds patience);
    std::size_t connections() const { return sessions_.size(); }

private:
    struct Listener {
        tcp::acceptor acceptor;
        bool tls = false;
    };

    Task<void> accept(Listener& listener);
    Task<void> serve(tcp::socket socket, Stream::TlsContext tls);
    Task<void> sweep();
    void admit(tcp::socket socket, bool tls);

    boost::asio::io_context& io_;
    Log log_;
    Gateway gateway_;
    SessionMetrics session_metrics_;
    observe::Counter& over_limit_;
    CommonHeaders plain_headers_;
    CommonHeaders tls_headers_;
    Stream::TlsContext tls_;
    std::list<Listener> listeners_;
    std::list<Session*> sessions_;
    std::map<ip::address, std::size_t> per_address_;
    TaskGroup services_;  // accepting and sweeping
    TaskGroup tasks_;     // sessions and what they start
    SessionShared shared_;
    bool draining_ = false;
};

Result<tcp::endpoint> Server::Impl::listen(const std::string& host, std::uint16_t port,
                                           std::optional<TlsCertificate> certificate) {
    if (certificate) {
        OHMSTEAD_TRY(tls_, make_tls(*certificate));
    }
    error_code ec;
    const auto address = ip::make_address(host == "localhost" ? "127.0.0.1" : host, ec);
    tcp::endpoint endpoint(address, port);
    tcp::acceptor acceptor(io_);
    if (!ec) {
        acceptor.open(endpoint.protocol(), ec);
    }
    if (!ec) {
        acceptor.set_option(tcp::acceptor::reuse_address(true), ec);
    }
    if (!ec) {
        acceptor.bind(endpoint, ec);
    }
    if (!ec) {
        acceptor.listen(tcp::acceptor::max_listen_connections, ec);
    }
    if (ec) {
        return make_error(ErrorCode::unavailable,
                          fmt::format("Cannot listen on {}:{}: {}", host, port, ec.message()));
    }
    endpoint = acceptor.local_endpoint();
    if (listeners_.empty()) {
        services_.spawn("http sweep", sweep());
    }
    listeners_.push_back({std::move(acceptor), certificate.has_value()});
    services_.spawn("http accept", accept(listeners_.back()));
    return endpoint;
}

Status Server::Impl::use_certificate(const TlsCertificate& certificate) {
    OHMSTEAD_TRY(tls_, make_tls(certificate));
    return {};
}

Task<void> Server::Impl::accept(Listener& listener) {
    while (!draining_) {
        auto [error, socket] = co_await listener.acceptor.async_accept(use_tuple);
        if (!error) {
            admit(std::move(socket), listener.tls);
        } else if (!draining_) {
            // Out of file descriptors, most likely: those come back when others close.
            log_.warning("accept: {}", error.message());
            co_await sleep_for(kAfterAcceptFailure);
        }
    }
}

void Server::Impl::admit(tcp::socket socket, bool tls) {
    error_code ec;
    const auto peer = unmapped(socket.remote_endpoint(ec).address());
    const auto& limits = gateway_.limits();
    const auto of_peer = per_address_.find(peer);
    const bool too_many =
        sessions_.size() >= limits.connections ||
        (of_peer != per_address_.end() && of_peer->second >= limits.connections_per_address &&
         !gateway_.is_trusted_proxy(peer));
    if (ec || too_many) {
        over_limit_.add();
        return;
    }
    socket.set_option(tcp::no_delay(true), ec);
    ++per_address_[peer];
    tasks_.spawn("http session", serve(std::move(socket), tls ? tls_ : nullptr));
}

Task<void> Server::Impl::serve(tcp::socket socket, Stream::TlsContext tls) {
    error_code ec;
    ConnectionFacts facts{.tls = tls != nullptr,
                          .local = socket.local_endpoint(ec).address(),
                          .peer = socket.remote_endpoint(ec).address()};
    const auto peer = unmapped(facts.peer);
    Session session(Stream::make(std::move(socket), std::move(tls)), std::move(facts), shared_);
    const auto place = sessions_.insert(sessions_.end(), &session);
    // However it ends, by cancellation too, the session is no longer known afterwards.
    struct Leave {
        Impl& server;
        std::list<Session*>::iterator place;
        ip::address peer;
        ~Leave() {
            server.sessions_.erase(place);
            const auto count = server.per_address_.find(peer);
            if (--count->second == 0) {
                server.per_address_.erase(count);
            }
        }
    };
    const Leave leave{*this, place, peer};
    co_await session.run();
}

Task<void> Server::Impl::sweep() {
    while (!draining_) {
        co_await sleep_for(gateway_.limits().sweep);
        const auto now = std::chrono::steady_clock::now();
        for (Session* session : sessions_) {
            session->check_time(now);
        }
    }
}

Task<void> Server::Impl::drain(std::chrono::milliseconds patience) {
    draining_ = true;
    for (Listener& listener : listeners_) {
        error_code ignored;
        listener.acceptor.close(ignored);
    }
    services_.cancel();
    co_await services_.join();
    for (Session* session : sessions_) {
        session->drain();
    }
    const auto end = std::chrono::steady_clock::now() + patience;
    while (tasks_.size() > 0 && std::chrono::steady_clock::now() < end) {
        const auto now = std::chrono::steady_clock::now();
        for (Session* session : sessions_) {
            session->check_time(now);
        }
        co_await sleep_for(kDrainStep);
    }
    for (Session* session : sessions_) {
        session->cut();
    }
    tasks_.cancel();
    co_await tasks_.join();
}

Server::Server(boost::asio::io_context& io, const Routes& routes, const StaticFiles& files,
               Authenticator& authenticator, observe::Metrics& metrics,
               const ServerSettings& settings, Log log)
    : impl_(std::make_unique<Impl>(io, routes, files, authenticator, metrics, settings, log)) {}

Server::~Server() = default;

Result<tcp::endpoint> Server::listen(const std::string& host, std::uint16_t port,
                                     std::optional<TlsCertificate> certificate) {
    return impl_->listen(host, port, std::move(certificate));
}

Status Server::use_certificate(const TlsCertificate& certificate) {
    return impl_->use_certificate(certificate);
}

Task<void> Server::drain(std::chrono::milliseconds patience) {
    return impl_->drain(patience);
}

std::size_t Server::connections() const {
    return impl_->connections();
}

}  // namespace ohmstead::http
