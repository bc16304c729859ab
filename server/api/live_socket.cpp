#include "api/live_socket.hpp"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "api/live_messages.hpp"
#include "async/sleep.hpp"
#include "reflect/decode.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::api {
namespace {

constexpr std::size_t kMostSubscriptions = 100;
constexpr std::size_t kMostErrors = 10;  // per minute
constexpr std::chrono::milliseconds kLookAgain{250};
constexpr Milliseconds kWarnBefore = std::chrono::minutes{2};

}  // namespace

// One socket with its subscriptions. Lives within serve(); nobody else keeps it over a suspension.
class LiveSocket::Client final : public live::Subscriber,
                                 public std::enable_shared_from_this<Client> {
public:
    Client(LiveSocket& socket, http::WebSocketConnection& connection, IdentityPtr identity)
        : socket_(socket), connection_(connection), identity_(std::move(identity)) {
        socket_.clients_.insert(this);
    }
    ~Client() override {
        for (const auto& home : homes_) {
            socket_.hub_.unsubscribe(home, *this);
        }
        socket_.clients_.erase(this);
    }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    bool send(const live::Frame& frame) override { return connection_.send(frame); }
    bool writable() const override {
        return connection_.is_open() && connection_.queued_frames() == 0;
    }

    template <class T>
    void tell(const T& message) {
        connection_.send(http::make_text_frame(reflect::encode(message)));
    }

    Task<void> take(std::string text) {
        const auto request = reflect::decode_text<LiveRequest>(text);
        if (!request) {
            refuse({.code = std::string(name_of(request.error().code)),
                    .detail = "Say subscribe or unsubscribe, and which home.",
                    .home = std::nullopt});
            co_return;
        }
        const HomeId home{request->home};
        if (request->type == LiveRequestType::unsubscribe) {
            unsubscribe(home);
            co_return;
        }
        auto identity = co_await socket_.current(identity_);
        if (!identity) {
            put_off(home, identity.error());
            co_return;
        }
        identity_ = std::move(*identity);
        const auto noted = co_await note_look_at(home);
        if (!noted) {
            refuse(noted.error(), home);
            co_return;
        }
        if (may_see(home)) {
            const auto brought = co_await socket_.runtime_.bring_live(home);
            if (!brought && brought.error().code == ErrorCode::unavailable) {
                put_off(home, brought.error());
                co_return;
            }
        }
        subscribe(home);
    }

    void tell_of_people(const HomeId& home) {
        const bool is_member = identity_->scope.role_in(home).has_value();
        if (homes_.contains(home) && is_member && identity_->grant.valid()) {
            tell(PeopleFrame{.home = home.value});
        }
    }

    // Says that the session, token or link is over soon.
    void warn_of_end(Instant now) {
        if (now < look_at_end_) {
            return;
        }
        look_at_end_ = now + kWarnBefore;
        const auto end = socket_.end_of(*identity_);
        if (!end || now >= *end) {
            return;
        }
        if (*end - now > kWarnBefore) {
            look_at_end_ = *end - kWarnBefore;
            return;
        }
        tell(EndingFrame{.at = *end});
        // It may be used until then, and end later.
        look_at_end_ = *end;
    }

    // Whether the rights that the subscriptions rest on have ended, or one could not begin yet.
    bool outdated() const {
        return !identity_->grant.valid() || waits_ ||
               std::ranges::any_of(homes_,
                                   [this](const HomeId& home) { return has_expired(home); });
    }
    const IdentityPtr& identity() const { return identity_; }
    std::vector<HomeId> homes() const { return {homes_.begin(), homes_.end()}; }

    // Goes on with what the session stands for now.
    void renew(Result<IdentityPtr> identity) {
        if (!identity) {
            // While the store cannot tell, nothing is sent, and the question is asked again.
            if (identity.error().code == ErrorCode::unauthenticated) {
                end();
            }
            return;
        }
        if (!(*identity)->grant.valid()) {
            return;
        }
        identity_ = std::move(*identity);
        waits_ = false;
        for (const auto& home : homes()) {
            if (follow(home)) {
                continue;
            }
            unsubscribe(home);
            // Of a home that is no more, everybody has been told.
            if (socket_.hub_.snapshot(home)) {
                tell(live::GoneFrame{.home = home.value, .reason = "forbidden"});
            }
        }
    }

private:
    Result<View> view_of(const HomeId& home) const {
        return identity_->scope.view(home, Right::see_live, socket_.clock_.now());
    }
    bool may_see(const HomeId& home) const { return view_of(home).has_value(); }
    // Whether time alone has ended what was consented to.
    bool has_expired(const HomeId& home) const {
        return identity_->scope.is_limited_in(home) && !may_see(home);
    }

    // Before anything is shown to whoever is not of the home, as note_look() does for routes.
    Task<Status> note_look_at(HomeId home) {
        if (!identity_->scope.is_noted_in(home) || !may_see(home)) {
            co_return Status{};
        }
        const auto now = socket_.clock_.now();
        auto noted =
            co_await socket_.access_.note(identity_->scope, std::move(home), AccessKind::live, now);
        co_return noted;
    }

    bool follow(const HomeId& home) {
        const auto view = view_of(home);
        return view && socket_.hub_.subscribe(home, *this, identity_->grant, *view,
                                              identity_->scope.link());
    }

    void subscribe(const HomeId& home) {
        if (!homes_.contains(home) && homes_.size() >= kMostSubscriptions) {
            refuse({.code = "too_many",
                    .detail = "One socket may follow 100 homes.",
                    .home = home.value});
            return;
        }
        if (may_see(home) && !identity_->grant.valid()) {
            // Their rights have changed just now: renew() goes on with it.
            homes_.insert(home);
            return;
        }
        // Not theirs and not there are the same to whoever asks.
        if (!follow(home)) {
            unsubscribe(home);
            refuse({.code = "not_found", .detail = "There is no such home.", .home = home.value});
            return;
        }
        homes_.insert(home);
    }

    void unsubscribe(const HomeId& home) {
        if (homes_.erase(home) > 0) {
            socket_.hub_.unsubscribe(home, *this);
        }
    }

    // Refuses for now; what they may see begins by itself once it can.
    void put_off(const HomeId& home, const Error& error) {
        if (error.code == ErrorCode::unavailable && may_see(home) &&
            homes_.size() < kMostSubscriptions) {
            homes_.insert(home);
            waits_ = true;
        }
        refuse(error, home);
    }

    void refuse(const Error& error, const HomeId& home) {
        if (error.code == ErrorCode::unauthenticated) {
            end();
            return;
        }
        refuse(
            {.code = std::string(name_of(error.code)), .detail = error.detail, .home = home.value});
    }

    void refuse(ErrorFrame frame) {
        tell(frame);
        const auto now = socket_.clock_.now();
        errors_.push_back(now);
        while (now - errors_.front() >= std::chrono::minutes{1}) {
            errors_.pop_front();
        }
        if (errors_.size() >= kMostErrors) {
            connection_.close(http::CloseCode::policy, "too many errors");
        }
    }

    void end() { connection_.close(http::CloseCode::credentials_ended, "the session has ended"); }

    LiveSocket& socket_;
    http::WebSocketConnection& connection_;
    IdentityPtr identity_;
    std::set<HomeId> homes_;
    bool waits_ = false;  // for one of them, which could not be subscribed to yet
    Instant look_at_end_{};
    std::deque<Instant> errors_;
};

LiveSocket::LiveSocket(Sessions& sessions, ApiKeys& keys, live::Hub& hub, HomeRuntime& runtime,
                       AccessLog& access, const Clock& clock, std::string version)
    : sessions_(sessions),
      keys_(keys),
      hub_(hub),
      runtime_(runtime),
      access_(access),
      clock_(clock),
      version_(std::move(version)),
      start_id_(make_random_id()) {}

LiveSocket::~LiveSocket() = default;

Task<void> LiveSocket::serve(http::WebSocketConnection& connection, http::RequestContext context) {
    const auto client = std::make_shared<Client>(*this, connection, context.identity);
    client->tell(HelloFrame{.server = start_id_, .version = version_});
    while (auto text = co_await connection.receive()) {
        co_await client->take(std::move(*text));
    }
}

void LiveSocket::people_changed(const HomeId& home) {
    for (auto* const client : clients_) {
        client->tell_of_people(home);
    }
}

Task<void> LiveSocket::watch() {
    for (;;) {
        co_await sleep_for(kLookAgain);
        co_await look_again();
    }
}

std::optional<Instant> LiveSocket::end_of(const Identity& identity) const {
    return identity.link.empty() ? sessions_.end_of(identity.session_hash)
                                 : keys_.end_of(identity.link);
}

Task<Result<IdentityPtr>> LiveSocket::current(IdentityPtr identity) {
    return identity->link.empty() ? sessions_.current(identity->session_hash)
                                  : keys_.current_link(identity->link);
}

Task<void> LiveSocket::look_again() {
    keys_.end_expired();
    sessions_.end_visits();
    std::vector<std::weak_ptr<Client>> outdated;
    for (auto* const client : clients_) {
        client->warn_of_end(clock_.now());
        if (client->outdated()) {
            outdated.push_back(client->weak_from_this());
        }
    }
    for (const auto& weak : outdated) {
        co_await renew(weak);
    }
}

Task<void> LiveSocket::renew(std::weak_ptr<Client> weak) {
    IdentityPtr known;
    std::vector<HomeId> homes;
    if (const auto client = weak.lock()) {
        known = client->identity();
        homes = client->homes();
    }
    if (!known) {
        co_return;
    }
    auto identity = co_await current(std::move(known));
    if (identity) {
        for (const auto& home : homes) {
            const auto brought = co_await runtime_.bring_live(home);
            // While the store cannot tell, nothing is sent, and it is asked again.
            if (!brought && brought.error().code == ErrorCode::unavailable) {
                co_return;
            }
        }
    }
    if (const auto client = weak.lock()) {
        client->renew(std::move(identity));
    }
}

}  // namespace ohmstead::api
