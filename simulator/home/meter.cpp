#include "simulator/home/meter.hpp"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/model/actions.hpp"

namespace ohmstead::simulator {

Meter::Meter(const EntitySpec& entity, const std::vector<Incident>& incidents,
             const AmountAt& amount)
    : entity_(entity.id),
      every_(entity.every),
      decimals_(entity.decimals),
      per_unit_(entity.unit == "Wh" || entity.unit == "L" ? 1e3 : 1e6),
      resolution_(
          std::max<std::int64_t>(1, std::llround(per_unit_ * std::pow(10.0, -entity.decimals)))) {
    const std::int64_t before = entity.from > 0 ? amount(entity.from) : 0;
    Segment first;
    first.offset = std::llround(entity.initial * per_unit_) - before;
    first.to_sum = -cut(before + first.offset);
    segments_.push_back(first);
    for (const Incident& incident : incidents) {
        add(incident, amount);
    }
}

void Meter::add(const Incident& incident, const AmountAt& amount) {
    if (!incident.entity.empty() && incident.entity != entity_) {
        return;
    }
    const std::int64_t booked = std::llround(incident.amount * per_unit_);
    Segment next = segments_.back();
    next.from = incident.from;
    switch (incident.kind) {
        case IncidentKind::reset:
        case IncidentKind::replaced: {
            const Millis last = floor_to(incident.from - 1, every_);
            const std::int64_t before = shown(last, amount(last));
            next.offset = booked - amount(incident.from);
            next.frozen.reset();
            if (static_cast<double>(booked) < 0.9 * static_cast<double>(before)) {
                next.to_sum += before;
            }
            segments_.push_back(next);
            break;
        }
        case IncidentKind::spike:
            next.offset += booked;
            segments_.push_back(next);
            break;
        case IncidentKind::stuck: {
            // A stuck meter has not counted: what flowed meanwhile is lost for good.
            const std::int64_t at_start = amount(incident.from);
            next.frozen = shown(incident.from, at_start);
            segments_.push_back(next);
            next.from = incident.to;
            next.frozen.reset();
            next.offset -= amount(incident.to) - at_start;
            segments_.push_back(next);
            break;
        }
        case IncidentKind::outage:
        case IncidentKind::unavailable:
        case IncidentKind::silent:
            break;
    }
}

const Meter::Segment& Meter::at(Millis t) const {
    const auto after = std::ranges::upper_bound(segments_, t, {}, &Segment::from);
    return after == segments_.begin() ? segments_.front() : *std::prev(after);
}

Millis Meter::next_change(Millis t) const {
    const auto after = std::ranges::upper_bound(segments_, t, {}, &Segment::from);
    return after == segments_.end() ? kForEver : after->from;
}

std::int64_t Meter::cut(std::int64_t amount) const {
    return floor_to(amount, resolution_);
}

std::int64_t Meter::shown(Millis t, std::int64_t amount) const {
    const Segment& segment = at(t);
    return segment.frozen ? *segment.frozen : cut(amount + segment.offset);
}

std::int64_t Meter::sum(Millis t, std::int64_t amount) const {
    return shown(t, amount) + at(t).to_sum;
}

std::string Meter::text(std::int64_t shown) const {
    return fmt::format("{:.{}f}", static_cast<double>(shown) / per_unit_, decimals_);
}

Presence::Presence(const EntitySpec& entity, const std::vector<Incident>& incidents)
    : entity_(entity.id),
      counts_(entity.kind == EntityKind::energy || entity.kind == EntityKind::volume) {
    if (entity.from > 0) {
        holes_.push_back({.from = 0, .to = entity.from, .kind = Kind::absent});
    }
    if (entity.until > 0) {
        holes_.push_back({.from = entity.until, .to = kForEver, .kind = Kind::absent});
    }
    for (const Incident& incident : incidents) {
        add(incident);
    }
}

void Presence::add(const Incident& incident) {
    if (!incident.entity.empty() && incident.entity != entity_) {
        return;
    }
    switch (incident.kind) {
        case IncidentKind::outage:
            holes_.push_back({.from = incident.from, .to = incident.to, .kind = Kind::absent});
            break;
        case IncidentKind::unavailable:
            holes_.push_back({.from = incident.from, .to = incident.to, .kind = Kind::unavailable});
            break;
        case IncidentKind::silent:
            holes_.push_back({.from = incident.from, .to = incident.to, .kind = Kind::held});
            break;
        case IncidentKind::stuck:
            if (!counts_) {
                holes_.push_back({.from = incident.from, .to = incident.to, .kind = Kind::held});
            }
            break;
        case IncidentKind::reset:
        case IncidentKind::replaced:
        case IncidentKind::spike:
            break;
    }
}

Presence::Status Presence::at(Millis t) const {
    Status status;
    for (const Hole& hole : holes_) {
        // The stronger reason wins: absent, then unavailable, then held.
        if (t >= hole.from && t < hole.to && hole.kind > status.kind) {
            status = {.kind = hole.kind, .since = hole.from};
        }
    }
    return status;
}

Millis Presence::next_change(Millis t) const {
    Millis next = kForEver;
    for (const Hole& hole : holes_) {
        for (const Millis border : {hole.from, hole.to}) {
            if (border > t) {
                next = std::min(next, border);
            }
        }
    }
    return next;
}

}  // namespace ohmstead::simulator
