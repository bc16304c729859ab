#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>

#include "api/home_runtime.hpp"
#include "async/task.hpp"
#include "auth/api_keys.hpp"
#include "auth/sessions.hpp"
#include "base/time.hpp"
#include "http/websocket.hpp"
#include "live/hub.hpp"
#include "store/access_log.hpp"

namespace ohmstead::api {

// The live socket: subscriptions to homes, with the rights that the session, or the link, has at
// that moment. The hub makes its frames as they go over the wire. I/O thread only; what it refers
// to outlives it.
class LiveSocket final : public http::WebSocketHandler {
public:
    LiveSocket(Sessions& sessions, ApiKeys& keys, live::Hub& hub, HomeRuntime& runtime,
               AccessLog& access, const Clock& clock, std::string version);
    ~LiveSocket() override;

    Task<void> serve(http::WebSocketConnection& connection, http::RequestContext context) override;

    // Tells clients whose rights have ended, and closes those whose session has, within a quarter
    // of a second. Runs until it is cancelled; the application keeps it running. Nothing more is
    // sent to them in any case: the hub checks before each frame.
    Task<void> watch();

    // An operator's visit to `home` has begun or ended here: its members who follow it are told at
    // once. Those of other processes find out when they ask.
    void people_changed(const HomeId& home);

    std::size_t clients() const { return clients_.size(); }

private:
    class Client;

    std::optional<Instant> end_of(const Identity& identity) const;
    // What a session or link stands for now.
    Task<Result<IdentityPtr>> current(IdentityPtr identity);
    Task<void> look_again();
    Task<void> renew(std::weak_ptr<Client> client);

    Sessions& sessions_;
    ApiKeys& keys_;
    live::Hub& hub_;
    HomeRuntime& runtime_;
    AccessLog& access_;
    const Clock& clock_;
    std::string version_;
    std::string start_id_;
    std::unordered_set<Client*> clients_;
};

}  // namespace ohmstead::api
