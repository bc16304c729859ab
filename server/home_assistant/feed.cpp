#include "home_assistant/feed.hpp"

#include <algorithm>
#include <utility>

#include "home_assistant/protocol.hpp"

namespace ohmstead::home_assistant {
namespace {

bool is_unknown(const std::string& state) {
    return state == "unavailable" || state == "unknown" || state.empty();
}

std::pair<NoticeCode, const char*> words_for(ConversionFault fault) {
    switch (fault) {
        case ConversionFault::unknown_unit:
            return {NoticeCode::unknown_unit, "Its unit is missing or not known."};
        case ConversionFault::wrong_quantity:
            return {NoticeCode::wrong_quantity,
                    "Its unit measures something else than the channel."};
        case ConversionFault::out_of_range:
            return {NoticeCode::out_of_range, "Its value is out of range."};
    }
    return {NoticeCode::not_a_number, "Its state is not a number."};
}

}  // namespace

void Feed::watch(const std::vector<WatchedSource>& sources,
                 const std::vector<std::string>& switches) {
    std::unordered_map<std::string, Entity> next;
    statistics_.clear();
    const auto keep = [&](const std::string& id) -> Entity& {
        if (const auto known = entities_.find(id); known != entities_.end() && !next.contains(id)) {
            Entity entity = std::move(known->second);
            entity.source.uses.clear();
            entity.is_switch = false;
            next.emplace(id, std::move(entity));
        }
        return next[id];
    };
    for (const auto& source : sources) {
        const SourceUse use{source.measure, source.quantity};
        auto& uses = source.type == SourceType::statistic ? statistics_[source.id]
                                                          : keep(source.id).source.uses;
        if (std::find(uses.begin(), uses.end(), use) == uses.end()) {
            uses.push_back(use);
        }
    }
    for (const auto& id : switches) {
        keep(id).is_switch = true;
    }
    entities_ = std::move(next);
}

std::vector<std::string> Feed::entities() const {
    std::vector<std::string> ids;
    ids.reserve(entities_.size());
    for (const auto& [id, entity] : entities_) {
        ids.push_back(id);
    }
    std::sort(ids.begin(), ids.end());
    return ids;
}

std::optional<EntityCondition> Feed::condition_of(const std::string& entity) const {
    const auto found = entities_.find(entity);
    return found == entities_.end() ? std::nullopt : found->second.condition;
}

void Feed::connected() {
    clock_noted_ = false;
    for (auto& [id, entity] : entities_) {
        entity.seen = false;
        entity.condition.reset();
        entity.noted.clear();
    }
}

FeedOutput Feed::apply(const EntityChanges& changes, Instant receipt) {
    FeedOutput output;
    for (const auto& change : changes.changes) {
        const auto found = entities_.find(change.id);
        if (found == entities_.end()) {
            continue;
        }
        auto& entity = found->second;
        const bool snapshot = change.kind == EntityChange::Kind::added;
        if (change.kind == EntityChange::Kind::removed) {
            entity.state = "unavailable";
            report(entity, change.id, receipt, output);
            continue;
        }
        if (!snapshot && !entity.seen) {
            continue;  // a difference to something never told
        }
        entity.seen = true;
        const auto at = time_of(change, receipt, output);
        learn_unit(entity, change, at.value_or(receipt));
        if (change.last_reset && change.last_reset != entity.restarted) {
            entity.restarted = change.last_reset;
            entity.restart_untold = true;
        }
        if (change.state) {
            entity.state = *change.state;
        }
        report(entity, change.id, std::min(at.value_or(receipt), receipt), output);
        if (at) {
            read(entity, change.id, *at, receipt, snapshot, output);
        }
    }
    return output;
}

std::optional<Instant> Feed::time_of(const EntityChange& change, Instant receipt,
                                     FeedOutput& output) {
    if (!change.updated) {
        return receipt;
    }
    ClockCheck::Verdict verdict{.at = change.updated};
    if (change.kind == EntityChange::Kind::changed) {
        verdict = clock_check_.judge(*change.updated, receipt);
    } else if (*change.updated > receipt + ClockCheck::kTolerance) {
        // The value of a snapshot holds now, whenever it began.
        verdict = {.at = receipt, .is_clock_wrong = true};
    }
    if (verdict.is_clock_wrong && !clock_noted_) {
        clock_noted_ = true;
        output.notices.push_back({.source = change.id,
                                  .code = NoticeCode::wrong_time,
                                  .message = "Its time is out of line. Check the clock of Home "
                                             "Assistant."});
    }
    return verdict.at;
}

void Feed::learn_unit(Entity& entity, const EntityChange& change, Instant since) {
    if (!change.unit ||
        (!entity.source.units.empty() && entity.source.units.back().symbol == *change.unit)) {
        return;
    }
    // While an entity is unavailable its attributes are often gone; its unit is not.
    if (change.unit->empty() && change.state && is_unknown(*change.state)) {
        return;
    }
    entity.source.units.push_back({entity.source.units.empty() ? Instant{} : since, *change.unit});
}

void Feed::report(Entity& entity, const std::string& id, Instant since, FeedOutput& output) {
    auto condition = EntityCondition::on;
    if (is_unknown(entity.state) ||
        (!entity.source.uses.empty() && !parse_number(entity.state).has_value())) {
        condition = EntityCondition::unavailable;
    } else if (entity.is_switch && entity.state == "off") {
        condition = EntityCondition::off;
    }
    if (entity.condition != condition) {
        entity.condition = condition;
        output.reports.push_back({.entity = id, .condition = condition, .since = since});
    }
}

std::optional<Instant> Feed::restart_before(const Entity& entity, Instant at, Instant receipt,
                                            bool snapshot) {
    const bool long_ago =
        entity.restart_untold && snapshot && *entity.restarted + kOldest < receipt;
    if (!entity.restart_untold || long_ago) {
        return std::nullopt;
    }
    // Often it is the very instant of its first value, which must not be lost.
    return std::min(*entity.restarted, at - Milliseconds{1});
}

void Feed::read(Entity& entity, const std::string& id, Instant at, Instant receipt, bool snapshot,
                FeedOutput& output) {
    if (entity.source.uses.empty() || is_unknown(entity.state)) {
        return;
    }
    const auto number = parse_number(entity.state);
    if (!number) {
        note(entity, id, NoticeCode::not_a_number, "Its state is not a number.", output);
        return;
    }
    const std::string unit =
        entity.source.units.empty() ? std::string() : entity.source.units.back().symbol;
    const std::string said = entity.state + ' ' + unit;
    const bool repeated = entity.said_at == at && entity.said == said;
    entity.said_at = at;
    entity.said = said;
    const bool outdated = snapshot && at + kOldest < receipt;
    for (const auto& use : entity.source.uses) {
        const auto conversion = convert(*number, unit, use);
        if (!conversion.value) {
            const auto [code, message] = words_for(conversion.fault);
            note(entity, id, code, message, output);
            continue;
        }
        SourceReadings spoken{id, use.measure, use.quantity, Origin::state, {}};
        if (!repeated && !outdated) {
            const auto restart = use.measure == Measure::counter
                                     ? restart_before(entity, at, receipt, snapshot)
                                     : std::nullopt;
            if (restart) {
                spoken.readings.push_back({*restart, kRestarted});
            }
            spoken.readings.push_back({at, *conversion.value});
            output.readings.push_back(spoken);
        }
        if (snapshot && use.measure != Measure::counter && at + kQuiet < receipt) {
            spoken.origin = Origin::confirmed;
            spoken.readings = {{receipt, *conversion.value}};
            output.readings.push_back(std::move(spoken));
        }
        entity.heard = receipt;
    }
    entity.restart_untold = false;
}

void Feed::note(Entity& entity, const std::string& id, NoticeCode code, std::string message,
                FeedOutput& output) {
    if (entity.noted.insert(code).second) {
        output.notices.push_back({.source = id, .code = code, .message = std::move(message)});
    }
}

std::vector<SourceReadings> Feed::confirm(Instant now) {
    std::vector<SourceReadings> readings;
    for (auto& [id, entity] : entities_) {
        const auto number = parse_number(entity.state);
        if (!entity.seen || !number || entity.source.units.empty() || entity.heard + kQuiet > now) {
            continue;
        }
        for (const auto& use : entity.source.uses) {
            const auto conversion = convert(*number, entity.source.units.back().symbol, use);
            if (use.measure != Measure::counter && conversion.value) {
                readings.push_back(
                    {id, use.measure, use.quantity, Origin::confirmed, {{now, *conversion.value}}});
                entity.heard = now;
            }
        }
    }
    return readings;
}

FeedOutput Feed::missing(Instant now) {
    FeedOutput output;
    for (auto& [id, entity] : entities_) {
        if (!entity.seen) {
            entity.state = "unavailable";
            report(entity, id, now, output);
            note(entity, id, NoticeCode::missing, "Home Assistant has no entity of this name.",
                 output);
        }
    }
    return output;
}

SourceUses Feed::uses_of(const std::vector<std::string>& ids) const {
    SourceUses result;
    for (const auto& id : ids) {
        if (const auto entity = entities_.find(id); entity != entities_.end()) {
            result.entries[id] = entity->second.source;
        } else if (const auto statistic = statistics_.find(id); statistic != statistics_.end()) {
            result.entries[id] = {.uses = statistic->second, .units = {}, .is_entity = false};
        }
    }
    return result;
}

}  // namespace ohmstead::home_assistant
