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
    for (auto& audience : stream->audiences) {
        ++audience.seq;
        if (!audience.subscriptions.empty()) {
            send(*stream, audience, encode_frame(snapshot_of(*stream, audience)));
        }
    }
}

void Hub::remove_home(const HomeId& home, const std::string& reason) {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return;
    }
    const auto frame = encode_frame(GoneFrame{.home = home.value, .reason = reason});
    for (const auto& audience : found->second->audiences) {
        for (const auto& subscription : audience.subscriptions) {
            subscription.subscriber->send(frame);
        }
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
    const TodayUpdate frame{.home = home.value, .t = clock_.now(), .today = *stream.state.today()};
    tell(stream, frame,
         [&](const LinkView& view) { return view.today(frame, stream.state.channels()); });
}

void Hub::on_condition(const HomeId& home, const ChannelId& channel, EntityCondition condition,
                       Instant since) {
    const auto found = streams_.find(home);
    if (found == streams_.end() || !found->second->state.set_condition(channel, condition)) {
        return;
    }
    const DeviceUpdate frame{.home = home.value,
                             .device = channel.value,
                             .state = std::string(reflect::name_of_enumerator(condition)),
                             .last_seen = since};
    tell(*found->second, frame, [&](const LinkView& view) { return view.device(frame); });
}

void Hub::on_connection(const HomeId& home, Connection connection) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        found->second->state.set_connection(connection);
        const ConnectionUpdate frame{.home = home.value, .connection = std::move(connection)};
        tell(*found->second, frame,
             [&](const LinkView& view) { return std::optional(view.connection(frame)); });
    }
}

void Hub::on_progress(const HomeId& home, const std::string& task, std::uint64_t done,
                      std::uint64_t total) {
    if (const auto found = streams_.find(home); found != streams_.end()) {
        const ProgressUpdate frame{.home = home.value, .task = task, .done = done, .total = total};
        tell(*found->second, frame,
             [](const LinkView&) { return std::optional<ProgressUpdate>{}; });
    }
}

bool Hub::subscribe(const HomeId& home, Subscriber& subscriber, Grant grant, View view,
                    const LinkTerms* link) {
    const auto found = streams_.find(home);
    if (found == streams_.end() || !grant.valid()) {
        return false;
    }
    auto& stream = *found->second;
    // What is pending belongs to the frames before the snapshot.
    send_changes(stream, std::chrono::steady_clock::now());
    unsubscribe(home, subscriber);
    auto& audience = audience_of(stream, view, link);
    const bool taken = subscriber.send(encode_frame(snapshot_of(stream, audience)));
    audience.subscriptions.push_back({&subscriber, std::move(grant), !taken});
    return true;
}

void Hub::unsubscribe(const HomeId& home, Subscriber& subscriber) {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return;
    }
    auto& audiences = found->second->audiences;
    for (auto& audience : audiences) {
        std::erase_if(audience.subscriptions, [&](const Subscription& subscription) {
            return subscription.subscriber == &subscriber;
        });
    }
    std::erase_if(audiences, [](const Audience& audience) {
        const bool is_whole = !audience.view.limited && !audience.link;
        return !is_whole && audience.subscriptions.empty();
    });
}

std::optional<SnapshotFrame> Hub::snapshot(const HomeId& home, const View& view,
                                           const LinkTerms* link) const {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return std::nullopt;
    }
    const auto& stream = *found->second;
    // Also for who is no subscriber: numbered as the frames that everybody sees whole.
    Audience audience{.view = view, .seq = stream.audiences.front().seq};
    if (link != nullptr) {
        audience.link.emplace(*link);
    }
    return snapshot_of(stream, audience);
}

const HomeState* Hub::find(const HomeId& home) const {
    const auto found = streams_.find(home);
    return found == streams_.end() ? nullptr : &found->second->state;
}

std::size_t Hub::subscriptions() const {
    std::size_t count = 0;
    for (const auto& [home, stream] : streams_) {
        count += subscriptions(home);
    }
    return count;
}

std::size_t Hub::subscriptions(const HomeId& home) const {
    const auto found = streams_.find(home);
    if (found == streams_.end()) {
        return 0;
    }
    std::size_t count = 0;
    for (const auto& audience : found->second->audiences) {
        count += audience.subscriptions.size();
    }
    return count;
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
    const auto frame = stream.state.take_changes(0, clock_.now());
    tell(stream, frame,
         [&](const LinkView& view) { return view.power(frame, stream.state.channels()); });
}

template <class T, class Show>
void Hub::tell(Stream& stream, const T& frame, Show show) {
    for (auto& audience : stream.audiences) {
        auto shown = audience.link ? show(*audience.link)
                     : audience.view.limited
                         ? seen_through(audience.view, frame, stream.state.roles())
                         : std::optional(frame);
        if (!shown) {
            continue;
        }
        shown->seq = ++audience.seq;
        // Nobody listens most of the time; then nothing is encoded.
        if (!audience.subscriptions.empty()) {
            send(stream, audience, encode_frame(*shown));
        }
    }
}

void Hub::send(const Stream& stream, Audience& audience, const Frame& frame) {
    Frame snapshot;
    std::erase_if(audience.subscriptions, [&](Subscription& subscription) {
        if (!subscription.grant.valid()) {
            return true;
        }
        if (!subscription.behind) {
            subscription.behind = !subscription.subscriber->send(frame);
        } else if (subscription.subscriber->writable()) {
            if (!snapshot) {
                snapshot = encode_frame(snapshot_of(stream, audience));
            }
            subscription.behind = !subscription.subscriber->send(snapshot);
        }
        return false;
    });
}

SnapshotFrame Hub::snapshot_of(const Stream& stream, const Audience& audience) const {
    auto frame = stream.state.snapshot(audience.seq, clock_.now());
    if (audience.link) {
        return audience.link->snapshot(std::move(frame), stream.state.channels());
    }
    return *seen_through(audience.view, std::move(frame), stream.state.roles());
}

Hub::Audience& Hub::audience_of(Stream& stream, const View& view, const LinkTerms* link) {
    const auto found = std::ranges::find_if(stream.audiences, [&](const Audience& audience) {
        if (link == nullptr || !audience.link) {
            return link == nullptr && !audience.link && audience.view == view;
        }
        return show_the_same(audience.link->terms(), *link);
    });
    if (found != stream.audiences.end()) {
        return *found;
    }
    auto& added = stream.audiences.emplace_back(Audience{.view = view});
    if (link != nullptr) {
        added.link.emplace(*link);
    }
    return added;
}

}  // namespace ohmstead::live
