#include "home_assistant/link.hpp"

#include <optional>
#include <random>
#include <utility>

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include "async/backoff.hpp"
#include "async/event.hpp"
#include "async/sleep.hpp"
#include "async/task_group.hpp"
#include "async/timeout.hpp"
#include "home_assistant/actions.hpp"
#include "home_assistant/backfill.hpp"
#include "home_assistant/discovery_fetch.hpp"
#include "home_assistant/entity_changes.hpp"
#include "home_assistant/feed.hpp"
#include "home_assistant/records.hpp"
#include "home_assistant/sign_in.hpp"
#include "home_assistant/watching.hpp"

namespace ohmstead::home_assistant {
namespace {

using SteadyClock = std::chrono::steady_clock;

// A connection that lasted this long ends the growth of waiting times.
constexpr std::chrono::seconds kLasting{30};
// Who asks for a discovery right after the address was given meets a link that is being made.
constexpr std::chrono::seconds kConnectingWait{10};
constexpr std::chrono::milliseconds kConnectingLook{50};

struct Retry {
    ConnectionState state{};
    std::optional<std::chrono::milliseconds> wait;  // none: only when asked
};

}  // namespace

class Link::Implementation {
public:
    Implementation(boost::asio::any_io_executor executor, HomeId home, LinkSettings settings,
                   LinkServices services)
        : executor_(executor),
          home_(std::move(home)),
          settings_(std::move(settings)),
          services_(services),
          log_(services.log),
          backoff_(services.timing.first_retry, services.timing.longest_retry),
          watching_(executor, home_, services),
          tasks_(executor, log_),
          wake_(executor),
          stopped_(executor) {
        status_.since = services_.clock.now();
        status_.message = "No Home Assistant is set up yet.";
    }

    Watching& watching() { return watching_; }
    Worker& cpu() { return services_.cpu; }
    const LinkTiming& timing() const { return services_.timing; }
    const std::shared_ptr<Session>& session() const { return session_; }

    ConnectionStatus status() const {
        auto status = status_;
        status.last_event_at = watching_.last_event_at();
        return status;
    }

    Task<void> run() {
        if (settings_.url.empty() || settings_.token.empty()) {
            set_status(ConnectionState::not_configured, "No Home Assistant is set up yet.");
            co_return;
        }
        // The work runs in a group of its own, so that cancelling this coroutine ends it in order
        // instead of cutting it off.
        tasks_.spawn("home assistant link", connect_until_stopped());
        bool cancelled = false;
        try {
            co_await tasks_.join();
        } catch (const boost::system::system_error&) {
            cancelled = true;
        }
        if (cancelled) {
            co_await boost::asio::this_coro::reset_cancellation_state(
                boost::asio::disable_cancellation());
            stop();
            co_await tasks_.join();
        }
    }

    void stop() {
        stopping_ = true;
        stopped_.notify();
        wake_.notify();
        if (session_) {
            session_->end();
        }
    }

    void retry_now() { wake_.notify(); }

private:
    Task<void> until_stopped() {
        while (!stopping_) {
            co_await stopped_.wait();
        }
    }

    Task<void> connect_until_stopped() {
        set_status(ConnectionState::connecting, "Connecting to Home Assistant.");
        while (!stopping_) {
            auto attempt = co_await value_before(sign_in(settings_, services_.timing.connect),
                                                 until_stopped());
            if (!attempt || stopping_) {
                co_return;
            }
            if (!attempt->version.empty()) {
                status_.version = attempt->version;
            }
            const auto fault =
                attempt->fault ? *attempt->fault : co_await serve(std::move(attempt->socket));
            if (stopping_) {
                co_return;
            }
            const auto retry = retry_after(fault);
            note_down(sentence_of(fault));
            if (retry.wait) {
                set_fault(retry.state, fault, services_.clock.now() + *retry.wait);
                co_await wake_.wait_for(*retry.wait);
            } else {
                set_fault(retry.state, fault, std::nullopt);
                co_await wake_.wait();
            }
        }
    }

    Retry retry_after(ConnectionFault fault) {
        using Fault = ConnectionFault;
        switch (fault) {
            case Fault::token_refused:
            case Fault::token_unreadable:
                // It will not be accepted later either, and each attempt counts towards a ban.
                return {ConnectionState::authentication_failed, std::nullopt};
            case Fault::banned:
                return {ConnectionState::waiting, services_.timing.after_ban};
            case Fault::invalid_url:
            case Fault::refused_address:
                return {ConnectionState::unreachable, services_.timing.longest_retry};
            case Fault::proxy_failing:
            case Fault::closed:
            case Fault::lost:
            case Fault::silent:
            case Fault::agent_silent:
                return {ConnectionState::waiting, next_wait()};
            case Fault::unresolved:
            case Fault::unreachable:
            case Fault::tls:
            case Fault::unknown_certificate:
            case Fault::changed_certificate:
            case Fault::timeout:
            case Fault::not_home_assistant:
                return {ConnectionState::unreachable, next_wait()};
        }
        return {ConnectionState::unreachable, next_wait()};
    }

    std::chrono::milliseconds next_wait() {
        return backoff_.next(std::uniform_real_distribution<double>(0.0, 1.0)(random_));
    }

    // Uses a signed-in connection until it ends; answers why it did.
    Task<ConnectionFault> serve(std::unique_ptr<WebSocket> socket) {
        const auto from = SteadyClock::now();
        session_ = std::make_shared<Session>(executor_, std::move(socket), services_.cpu, log_,
                                             services_.timing);
        TaskGroup tasks(executor_, log_);
        tasks.spawn("home assistant set-up", prepare(*session_, tasks));
        const auto end = co_await session_->run(watching_);
        tasks.cancel();
        co_await tasks.join();
        const auto silence =
            std::chrono::duration_cast<Milliseconds>(SteadyClock::now() - session_->last_heard());
        watching_.link_lost(services_.clock.now() - silence);
        session_.reset();
        if (SteadyClock::now() - from >= kLasting) {
            backoff_.reset();
        }
        co_return end == SessionEnd::silent ? ConnectionFault::silent : ConnectionFault::lost;
    }

    Task<void> prepare(Session& session, TaskGroup& tasks) {
        boost::json::object features{{"coalesce_messages", 1}};
        co_await session.call({{"type", "supported_features"}, {"features", std::move(features)}});
        const bool running = co_await wait_until_running(session);
        if (!running) {
            session.end();
            co_return;
        }
        if (is_down_) {
            log_.info("home {}: connected to Home Assistant {}", home_.value,
                      status_.version.value_or(""));
            is_down_ = false;
        }
        set_status(ConnectionState::connected,
                   fmt::format("Connected to Home Assistant {}.", status_.version.value_or("")));
        tasks.spawn("home assistant history", watching_.fetch_past(session));
        tasks.spawn("home assistant unwritten history", watching_.fetch_unwritten());
        tasks.spawn("home assistant past", watching_.import_past(session));
        tasks.spawn("home assistant confirmations", watching_.confirm_regularly(session));
        co_await watching_.subscribe(session);
    }

    // False when Home Assistant does not say how it is.
    Task<bool> wait_until_running(Session& session) {
        for (;;) {
            const auto answer = co_await session.call({{"type", "get_config"}});
            if (!answer) {
                co_return false;
            }
            const auto config = decode_config(*answer);
            if (!config) {
                co_return false;
            }
            status_.version = config->version;
            if (config->state == "RUNNING" || config->state.empty()) {
                co_return true;
            }
            set_status(ConnectionState::home_assistant_starting,
                       "Home Assistant is still starting.");
            co_await sleep_for(services_.timing.starting_poll);
        }
    }

    // One line when the link goes down, one when it is up again.
    void note_down(const std::string& message) {
        if (!is_down_) {
            log_.warning("home {}: {}", home_.value, message);
            is_down_ = true;
        }
    }

    void set_status(ConnectionState state, std::string message) {
        set_status(state, std::move(message), std::nullopt, std::nullopt);
    }

    void set_fault(ConnectionState state, ConnectionFault fault, std::optional<Instant> retry_at) {
        set_status(state, sentence_of(fault), fault, retry_at);
    }

    void set_status(ConnectionState state, std::string message,
                    std::optional<ConnectionFault> fault, std::optional<Instant> retry_at) {
        if (status_.state != state) {
            status_.since = services_.clock.now();
        } else if (status_.message == message && status_.retry_at == retry_at) {
            return;
        }
        status_.state = state;
        status_.message = std::move(message);
        status_.fault = fault;
        status_.retry_at = retry_at;
        services_.listener.on_status(home_, status());
    }

    boost::asio::any_io_executor executor_;
    HomeId home_;
    LinkSettings settings_;
    LinkServices services_;
    Log log_;
    Backoff backoff_;
    std::minstd_rand random_{std::random_device{}()};
    Watching watching_;
    std::shared_ptr<Session> session_;
    TaskGroup tasks_;
    Event wake_;
    Event stopped_;
    bool stopping_ = false;
    bool is_down_ = false;
    ConnectionStatus status_;
};

namespace {

// Needs the link no more once it has begun.
Task<Result<Discovery>> discover_over(std::shared_ptr<Session> session, Worker& cpu,
                                      std::string why_not) {
    if (!session) {
        co_return make_error(ErrorCode::unavailable, std::move(why_not));
    }
    auto input = co_await fetch_discovery_input(std::move(session), cpu);
    if (!input) {
        co_return input.error();
    }
    auto work = [known = std::move(*input)] { return home_assistant::discover(known); };
    auto discovery = co_await cpu.run(std::move(work));
    co_return discovery;
}

}  // namespace

Link::Link(boost::asio::any_io_executor executor, HomeId home, LinkSettings settings,
           LinkServices services)
    : implementation_(std::make_unique<Implementation>(std::move(executor), std::move(home),
                                                       std::move(settings), services)) {}

Link::~Link() = default;

void Link::set_sources(std::vector<WatchedSource> sources, std::vector<std::string> switches) {
    implementation_->watching().set_sources(std::move(sources), std::move(switches));
}

Task<void> Link::run() {
    return implementation_->run();
}

void Link::stop() {
    implementation_->stop();
}

void Link::retry_now() {
    implementation_->retry_now();
}

Task<Result<Discovery>> Link::discover() {
    const auto give_up_at = std::chrono::steady_clock::now() + kConnectingWait;
    while (status().state == ConnectionState::connecting &&
           std::chrono::steady_clock::now() < give_up_at) {
        co_await sleep_for(kConnectingLook);
    }
    co_return co_await discover_over(implementation_->session(), implementation_->cpu(),
                                     implementation_->status().message);
}

Task<Status> Link::switch_entity(std::string entity, bool on) {
    const auto session = implementation_->session();
    if (!session) {
        co_return make_error(ErrorCode::unavailable, implementation_->status().message);
    }
    auto& watching = implementation_->watching();
    auto condition = [&watching, entity] { return watching.condition_of(entity); };
    co_return co_await home_assistant::switch_entity(
        session, {.entity = std::move(entity), .on = on}, std::move(condition), watching.reported(),
        implementation_->timing().switching);
}

ConnectionStatus Link::status() const {
    return implementation_->status();
}

BackfillProgress Link::backfill() const {
    return implementation_->watching().backfill();
}

PastProgress Link::past() const {
    return implementation_->watching().past();
}

void Link::look_for_past() {
    implementation_->watching().look_for_past();
}

}  // namespace ohmstead::home_assistant
