#include "live/hub.hpp"

#include <algorithm>
#include <utility>

#include "live/seen_frames.hpp"
#include "reflect/encode.hpp"

namespace ohmstead::live {
namespace {

// Ten frames per second are as smooth as numbers can be read.
constexpr std::chrono::milliseconds kFrameInterval{100};

}  // namespace

Hub::Hub(boost::asio::any_io_executor executor, const Clock& clock, MakeFrame make_frame)
    : executor_(std::move(executor)), clock_(clock), make_frame_(std::move(make_frame)) {}

template <class T>
Frame Hub::encode_frame(const T& value) const {
    return make_frame_(reflect::encode(value));
}

Hub::~Hub() = default;

void Hub::on_home(const Home& home, std::vector<Channel> channels) {
    auto& stream = streams_[home.id];
    if (!stream) {
        stream = std::make_unique<Stream>(executor_, home, std::move(channels));
        return;
    }
    stream->state.configure(home, std::move(channels));
    ++stream->seq;
    send(*stream, stream->state.snapshot(stream->seq, clock_.now()));
}

void Hub::remove_home(const HomeId& home, const std::string& reason) {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return;
    }
    const auto frame = encode_frame(GoneFrame{.home = home.value, .reason = reason});
    for (const auto& subscription : found->second->subscriptions) {
        subscription.subscriber->send(frame);
    }
    found->second->timer.cancel();
    streams_.erase(found);
}

void Hub::on_power(const HomeId& home, std::span<const ingest::PowerChange> changes) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        for (const auto& change : changes) {
            found->second->state.set_power(change);
        }
        changed(home, *found->second);
    }
}

void Hub::on_state(const HomeId& home, std::span<const ingest::StateChange> changes) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        for (const auto& change : changes) {
            found->second->state.set_state(change);
        }
        changed(home, *found->second);
    }
}

void Hub::on_today(const HomeId& home, Instant midnight, std::vector<ingest::TodayAmount> amounts) {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return;
    }
    auto& stream = *found->second;
    if (!stream.state.set_today(midnight, amounts)) {
        return;
    }
    send(stream, TodayUpdate{.home = home.value,
                             .seq = ++stream.seq,
                             .t = clock_.now(),
                             .today = *stream.state.today()});
}

void Hub::on_condition(const HomeId& home, const ChannelId& channel, EntityCondition condition,
                       Instant since) {
    const auto found = streams_.find(home);
    if (found == streams_.end() || !found->second->state.set_condition(channel, condition)) {
        return;
    }
    auto& stream = *found->second;
    send(stream, DeviceUpdate{.home = home.value,
                              .seq = ++stream.seq,
                              .device = channel.value,
                              .state = std::string(reflect::name_of_enumerator(condition)),
                              .last_seen = since});
}

void Hub::on_connection(const HomeId& home, Connection connection) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        auto& stream = *found->second;
        stream.state.set_connection(connection);
        send(stream,
             ConnectionUpdate{
                 .home = home.value, .seq = ++stream.seq, .connection = std::move(connection)});
    }
}

void Hub::on_progress(const HomeId& home, const std::string& task, std::uint64_t done,
                      std::uint64_t total) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        auto& stream = *found->second;
        send(stream, ProgressUpdate{.home = home.value,
                                    .seq = ++stream.seq,
                                    .task = task,
                                    .done = done,
                                    .total = total});
    }
}

bool Hub::subscribe(const HomeId& home, Subscriber& subscriber, Grant grant, View view) {
    const auto found = streams_.find(home);
    if (found == streams_.end() || !grant.valid()) {
        return false;
    }
    auto& stream = *found->second;
    // What is pending belongs to the frames before the snapshot.
    send_changes(stream, std::chrono::steady_clock::now());
    unsubscribe(home, subscriber);
    Subscription subscription{.subscriber = &subscriber, .grant = std::move(grant), .view = view};
    subscription.behind = !subscriber.send(snapshot_frame(stream, subscription));
    stream.subscriptions.push_back(std::move(subscription));
    return true;
}

void Hub::unsubscribe(const HomeId& home, Subscriber& subscriber) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        std::erase_if(found->second->subscriptions, [&](const Subscription& subscription) {
            return subscription.subscriber == &subscriber;
        });
    }
}

std::optional<SnapshotFrame> Hub::snapshot(const HomeId& home, const View& view) const {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return std::nullopt;
    }
    const auto& state = found->second->state;
    return seen_through(view, state.snapshot(found->second->seq, clock_.now()), state.roles());
}

std::size_t Hub::subscriptions() const {
    std::size_t count = 0;
    for (const auto& [home, stream] : streams_) {
        count += stream->subscriptions.size();
    }
    return count;
}

std::size_t Hub::subscriptions(const HomeId& home) const {
    const auto found = streams_.find(home);
    return found == streams_.end() ? 0 : found->second->subscriptions.size();
}

void Hub::changed(const HomeId& home, Stream& stream) {
    if (stream.timer_armed || !stream.state.has_changes()) {
        return;
    }
    const auto now = std::chrono::steady_clock::now();
    if (now >= stream.next_frame_at) {
        send_changes(stream, now);
        return;
    }
    stream.timer_armed = true;
    stream.timer.expires_at(stream.next_frame_at);
    stream.timer.async_wait([this, home](boost::system::error_code error) {
        const auto found = streams_.find(home);
        if (!error && found != streams_.end()) {
            auto& stream = *found->second;
            stream.timer_armed = false;
            send_changes(stream, stream.timer.expiry());
        }
    });
}

void Hub::send_changes(Stream& stream, std::chrono::steady_clock::time_point due) {
    if (!stream.state.has_changes()) {
        return;
    }
    stream.next_frame_at = due + kFrameInterval;
    auto frame = stream.state.take_changes(++stream.seq, clock_.now());
    // Nobody listens most of the time; then nothing is encoded.
    if (!stream.subscriptions.empty()) {
        send(stream, frame);
    }
}

template <class T>
void Hub::send(Stream& stream, const T& value) {
    // Members see the same, so their frame is made once.
    Frame whole;
    Frame whole_snapshot;
    std::erase_if(stream.subscriptions, [&](Subscription& subscription) {
        if (!subscription.grant.valid()) {
            return true;
        }
        const auto& view = subscription.view;
        if (!subscription.behind) {
            Frame own;
            if (!view.limited) {
                whole = whole ? whole : encode_frame(value);
                own = whole;
            } else if (auto seen = seen_through(view, value, stream.state.roles())) {
                seen->seq = ++subscription.seq;
                own = encode_frame(*seen);
            }
            subscription.behind = own && !subscription.subscriber->send(own);
        } else if (subscription.subscriber->writable()) {
            if (view.limited || !whole_snapshot) {
                const auto own = snapshot_frame(stream, subscription);
                whole_snapshot = view.limited ? whole_snapshot : own;
                subscription.behind = !subscription.subscriber->send(own);
            } else {
                subscription.behind = !subscription.subscriber->send(whole_snapshot);
            }
        }
        return false;
    });
}

Frame Hub::snapshot_frame(const Stream& stream, const Subscription& subscription) const {
    const auto& view = subscription.view;
    const auto seq = view.limited ? subscription.seq : stream.seq;
    return encode_frame(
        *seen_through(view, stream.state.snapshot(seq, clock_.now()), stream.state.roles()));
}

}  // namespace ohmstead::live
