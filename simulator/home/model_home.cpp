#include "simulator/home/model_home.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include <fmt/format.h>

#include "simulator/home/directory.hpp"

namespace ohmstead::simulator {

namespace {

constexpr Millis kBeat = 2 * kSecond;  // no entity reports more often

template <class Channels>
auto find_in(Channels& channels, const std::string& entity_id) -> decltype(channels.data()) {
    for (auto& channel : channels) {
        if (channel.spec.id == entity_id) {
            return &channel;
        }
    }
    return nullptr;
}

}  // namespace

ModelHome::ModelHome(HomeSpec spec, const SimClock& clock, std::string journal)
    : spec_(std::move(spec)),
      clock_(clock),
      model_(spec_.model),
      journal_(std::move(journal)),
      timeline_(model_, actions_),
      directory_(make_directory(spec_)) {
    const Millis now = clock_.now();
    if (now < timeline_.begins() + kDay) {
        throw std::runtime_error("the home '" + spec_.id + "' begins at " +
                                 format_time(timeline_.begins()) + ", after the time it is to run");
    }
    const Millis done = journal_.restore(model_, actions_, spec_.incidents);
    std::ranges::sort(spec_.incidents, {}, &Incident::from);
    timeline_.extend_to(now);
    // What lies ahead has not happened: a replaced meter is not known before its day.
    std::erase_if(spec_.incidents, [&](const Incident& each) { return each.from > now; });
    for (const EntitySpec& entity : spec_.entities) {
        add_channel(entity);
    }
    restore_relays(now);
    // What it showed last is what it shows: a start is not an occasion to report, unless something
    // was done since.
    for (Channel& channel : channels_) {
        const Millis reported = floor_to(now, channel.spec.every);
        live_ = timeline_.cursor_at(reported < done ? floor_to(now, kBeat) : reported);
        report(channel, live_->now());
    }
    live_ = timeline_.cursor_at(floor_to(now, kBeat));
    next_ = live_->now() + kBeat;
}

void ModelHome::restore_relays(Millis now) {
    for (Channel& channel : channels_) {
        const auto off = channel.spec.kind == EntityKind::toggle && !channel.spec.boils
                             ? actions_.lasting(channel.signal, now)
                             : std::nullopt;
        channel.action = off;
        channel.on = !off;
    }
}

AmountAt ModelHome::amounts(int signal) const {
    return [this, signal](Millis t) {
        const Millis known = std::max(t, timeline_.begins());
        return timeline_.cursor_at(known).total(signal) / kPerMilliwattHour;
    };
}

void ModelHome::add_channel(const EntitySpec& entity) {
    const std::string signal =
        entity.kind == EntityKind::toggle ? "load." + entity.signal : entity.signal;
    Channel channel{.spec = entity,
                    .signal = model_.signal(signal),
                    .presence = Presence(entity, spec_.incidents)};
    if (channel.signal < 0) {
        throw std::runtime_error("entity '" + entity.id + "' wants unknown '" + signal + "'");
    }
    if (entity.kind == EntityKind::energy || entity.kind == EntityKind::volume) {
        channel.meter.emplace(entity, spec_.incidents, amounts(channel.signal));
    }
    channels_.push_back(std::move(channel));
}

const ModelHome::Channel* ModelHome::find(const std::string& entity_id) const {
    return find_in(channels_, entity_id);
}

ModelHome::Channel* ModelHome::find(const std::string& entity_id) {
    return find_in(channels_, entity_id);
}

std::optional<std::string> ModelHome::shown_at(const std::string& entity_id,
                                               const Cursor& cursor) const {
    const Channel* channel = find(entity_id);
    if (channel == nullptr || cursor.now() % channel->spec.every >= kBeat) {
        return std::nullopt;
    }
    switch (channel->presence.at(cursor.now()).kind) {
        case Presence::Kind::present:
            return text(*channel, cursor);
        case Presence::Kind::unavailable:
            return "unavailable";
        case Presence::Kind::held:
        case Presence::Kind::absent:
            break;
    }
    return std::nullopt;
}

std::string ModelHome::text(const Channel& channel, const Cursor& cursor) const {
    if (channel.counts()) {
        const std::int64_t amount = cursor.total(channel.signal) / kPerMilliwattHour;
        return channel.meter->text(channel.meter->shown(cursor.now(), amount));
    }
    const auto rate = static_cast<double>(cursor.rate(channel.signal));
    if (channel.spec.kind == EntityKind::toggle) {
        const bool on = channel.spec.boils ? rate > 50'000 : channel.on;
        return on ? "on" : "off";
    }
    const double scale = model_.signals()[static_cast<std::size_t>(channel.signal)].scale;
    const std::string number =
        fmt::format("{:.{}f}", rate / scale * channel.spec.factor, channel.spec.decimals);
    return number.find_first_not_of("-0.") == std::string::npos && number.front() == '-'
               ? number.substr(1)
               : number;
}

void ModelHome::report(Channel& channel, Millis at) {
    switch (channel.presence.at(at).kind) {
        case Presence::Kind::present: {
            const bool known = states_.find(channel.spec.id) != nullptr;
            const auto attributes = known ? boost::json::object{} : make_attributes(channel.spec);
            states_.set(channel.spec.id, text(channel, *live_), at + skew_,
                        known ? nullptr : &attributes);
            break;
        }
        case Presence::Kind::held:
            break;
        case Presence::Kind::unavailable:
            states_.set(channel.spec.id, "unavailable", at + skew_);
            break;
        case Presence::Kind::absent:
            states_.remove(channel.spec.id);
            break;
    }
}

void ModelHome::report_rates(Millis at) {
    for (Channel& channel : channels_) {
        if (!channel.counts()) {
            report(channel, at);
        }
    }
}

Millis ModelHome::tick() {
    const Millis now = clock_.now();
    if (now - next_ > kHour) {
        next_ = floor_to(now, kBeat);  // the clock was set: nothing happened in between
    }
    for (; next_ <= now; next_ += kBeat) {
        live_->advance(next_);
        for (Channel& channel : channels_) {
            if (next_ % channel.spec.every < kBeat) {
                report(channel, next_);
            }
        }
        announce_statistics(next_);
    }
    const auto wait = static_cast<double>(next_ - clock_.now()) / clock_.speed();
    return std::clamp<Millis>(static_cast<Millis>(std::ceil(wait)), 1, kBeat);
}

void ModelHome::announce_statistics(Millis at) {
    // Home Assistant compiles its statistics ten seconds after the window.
    if (at % (5 * kMinute) == 10 * kSecond) {
        states_.fire("recorder_5min_statistics_generated", {});
    }
    if (at % kHour == 10 * kSecond) {
        states_.fire("recorder_hourly_statistics_generated", {});
    }
}

Millis ModelHome::arrive() {
    tick();
    const Millis now = std::max(clock_.now(), live_->now());
    live_->advance(now);
    return now;
}

std::vector<std::pair<Millis, double>> ModelHome::solar_forecast() {
    return spec_.model.solar.empty() ? std::vector<std::pair<Millis, double>>{}
                                     : model_.solar_forecast(now());
}

}  // namespace ohmstead::simulator
