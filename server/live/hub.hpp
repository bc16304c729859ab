#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include "base/time.hpp"
#include "domain/access/grant.hpp"
#include "domain/access/view.hpp"
#include "domain/home/home.hpp"
#include "ingest/live_feed.hpp"
#include "live/frames.hpp"
#include "live/home_state.hpp"

namespace ohmstead::live {

// A message as it goes over the wire, made once and shared by all who get it.
using Frame = std::shared_ptr<const std::string>;

// Makes the frame of a JSON text.
using MakeFrame = std::function<Frame(std::string_view)>;

// A socket's end of a subscription. Outlives it.
class Subscriber {
public:
    virtual ~Subscriber() = default;
    // False when the frame was not taken because the peer does not keep up.
    virtual bool send(const Frame& frame) = 0;
    // Whether there is room again after a refusal.
    virtual bool writable() const = 0;
};

// Keeps the newest values of every home and tells its subscribers: the first change at once, then
// at most ten frames per second, merged. Frames of a home are made once for all. A subscriber that
// falls behind loses frames and gets the next snapshot. I/O thread only.
class Hub final : public ingest::LiveFeed {
public:
    Hub(boost::asio::any_io_executor executor, const Clock& clock, MakeFrame make_frame);
    ~Hub() override;

    // Values of channels that stay are kept.
    void on_home(const Home& home, std::vector<Channel> channels) override;
    // Forgets the home; its subscribers are told `reason` ("removed").
    void remove_home(const HomeId& home, const std::string& reason);

    void on_power(const HomeId& home, std::span<const ingest::PowerChange> changes) override;
    void on_state(const HomeId& home, std::span<const ingest::StateChange> changes) override;
    void on_today(const HomeId& home, Instant midnight,
                  std::vector<ingest::TodayAmount> amounts) override;
    void on_condition(const HomeId& home, const ChannelId& channel, EntityCondition condition,
                      Instant since) override;
    void on_connection(const HomeId& home, Connection connection);
    void on_progress(const HomeId& home, const std::string& task, std::uint64_t done,
                     std::uint64_t total);

    // Sends a snapshot and every frame from then on, as long as `grant` is valid: it is checked
    // before each. False when the home is not known. The same subscriber twice is one subscription.
    // Of a limited view only what it lets through is sent, in frames of its own.
    bool subscribe(const HomeId& home, Subscriber& subscriber, Grant grant, View view = {});
    void unsubscribe(const HomeId& home, Subscriber& subscriber);

    // The snapshot that a subscriber would get now; nothing when the home is not known.
    std::optional<SnapshotFrame> snapshot(const HomeId& home, const View& view = {}) const;
    std::size_t subscriptions() const;
    std::size_t subscriptions(const HomeId& home) const;

private:
    struct Subscription {
        Subscriber* subscriber;
        Grant grant;
        View view;
        std::uint64_t seq = 0;  // of a limited view, which does not get every frame
        bool behind = false;
    };
    struct Stream {
        explicit Stream(boost::asio::any_io_executor executor, const Home& home,
                        std::vector<Channel> channels)
            : state(home, std::move(channels)), timer(executor) {}
        HomeState state;
        std::uint64_t seq = 0;
        std::vector<Subscription> subscriptions;
        boost::asio::steady_timer timer;
        bool timer_armed = false;
        std::chrono::steady_clock::time_point next_frame_at{};
    };

    void changed(const HomeId& home, Stream& stream);
    // `due`: when, at the earliest; a frame that goes out late does not delay those after it.
    void send_changes(Stream& stream, std::chrono::steady_clock::time_point due);
    // To each subscriber what it sees of `value`.
    template <class T>
    void send(Stream& stream, const T& value);
    // As the subscription sees it.
    Frame snapshot_frame(const Stream& stream, const Subscription& subscription) const;
    template <class T>
    Frame encode_frame(const T& value) const;

    boost::asio::any_io_executor executor_;
    const Clock& clock_;
    MakeFrame make_frame_;
    std::unordered_map<HomeId, std::unique_ptr<Stream>> streams_;
};

}  // namespace ohmstead::live
