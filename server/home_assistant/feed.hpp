#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/time.hpp"
#include "base/units.hpp"
#include "home_assistant/clock_check.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/entity_changes.hpp"
#include "home_assistant/reading_sink.hpp"
#include "home_assistant/source_use.hpp"
#include "home_assistant/watched_source.hpp"

namespace ohmstead::home_assistant {

struct FeedOutput {
    std::vector<SourceReadings> readings;
    std::vector<EntityReport> reports;
    std::vector<SourceNotice> notices;
};

// Turns what entities say into readings. Knows each watched entity's unit, and that a state means
// something only together with it. No I/O, no clock: the caller says when a message came.
class Feed {
public:
    // What a snapshot says of longer ago is no reading of its time: nothing that this home knows
    // reaches back so far. A change is always one; a replayed recording is years old.
    static constexpr Milliseconds kOldest = std::chrono::days{10};
    // A value is confirmed when nothing came for this long.
    static constexpr Milliseconds kQuiet = std::chrono::seconds{60};

    // Replaces what is watched. What is known of entities that stay is kept.
    void watch(const std::vector<WatchedSource>& sources, const std::vector<std::string>& switches);

    // The entities to subscribe to, sorted.
    std::vector<std::string> entities() const;
    bool watches(const std::string& entity) const { return entities_.contains(entity); }
    // What a watched entity said last on this connection, if anything.
    std::optional<EntityCondition> condition_of(const std::string& entity) const;

    // A new connection: everything may be reported and noted again.
    void connected();

    FeedOutput apply(const EntityChanges& changes, Instant receipt);

    // Power and states that were last heard of more than kQuiet ago and still hold: Home Assistant
    // sends nothing while a value stays the same.
    std::vector<SourceReadings> confirm(Instant now);

    // Reports the watched entities that no snapshot has contained since connected().
    FeedOutput missing(Instant now);

    // How to read the past of these sources.
    SourceUses uses_of(const std::vector<std::string>& ids) const;

private:
    struct Entity {
        SourceUses::Entry source;
        bool is_switch = false;
        bool seen = false;  // on this connection
        std::string state;
        std::optional<EntityCondition> condition;
        std::optional<Instant> said_at;    // of the newest reading
        std::string said;                  // its state and unit
        Instant heard{};                   // receipt of the last reading or confirmation
        std::optional<Instant> restarted;  // when its counter last began again, as it says
        bool restart_untold = false;
        std::set<NoticeCode> noted;
    };

    void learn_unit(Entity& entity, const EntityChange& change, Instant since);
    void report(Entity& entity, const std::string& id, Instant since, FeedOutput& output);
    // When the change was, or nothing when its time cannot be believed.
    std::optional<Instant> time_of(const EntityChange& change, Instant receipt, FeedOutput& output);
    // When the counter of `entity` began again before a reading at `at`, if that is still to be
    // told.
    static std::optional<Instant> restart_before(const Entity& entity, Instant at, Instant receipt,
                                                 bool snapshot);
    void read(Entity& entity, const std::string& id, Instant at, Instant receipt, bool snapshot,
              FeedOutput& output);
    void note(Entity& entity, const std::string& id, NoticeCode code, std::string message,
              FeedOutput& output);

    ClockCheck clock_check_;
    bool clock_noted_ = false;  // on this connection
    std::unordered_map<std::string, Entity> entities_;
    std::unordered_map<std::string, std::vector<SourceUse>> statistics_;
};

}  // namespace ohmstead::home_assistant
