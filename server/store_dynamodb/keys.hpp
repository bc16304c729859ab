#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/time.hpp"
#include "base/units.hpp"
#include "domain/access/permission.hpp"
#include "domain/time/zone.hpp"
#include "store/audit_log.hpp"
#include "store/hour_readings.hpp"
#include "store/invitation_store.hpp"
#include "store/note_store.hpp"
#include "store/visit_store.hpp"
#include "store_dynamodb/requests.hpp"

namespace ohmstead::dynamodb {

// The tables and what their keys are made of, as docs/storage.md has them. Parts are joined by '#',
// which no id contains; times are text of fixed width, so that they sort as they follow.

inline constexpr const char* kUsers = "Users";
inline constexpr const char* kEnergyData = "EnergyData";
inline constexpr const char* kAlerts = "Alerts";
inline constexpr const char* kHomes = "Homes";
inline constexpr const char* kSessions = "Sessions";

// All that there are.
std::vector<Table> tables();

// Of the table Homes.
Item homes_key(std::string_view partition, std::string_view item);
// "2026-03"
std::string month_text(std::chrono::year_month month);

// Users. A claim is there when what it stands for is taken.
Item user_key(const UserId& user);
Item email_claim_key(std::string_view email);
Item first_user_claim_key();
// The one that holds who operates the server.
Item operators_key();
Item second_factor_key(const UserId& user);

// Sessions.
Item session_key(std::string_view secret_hash);
Item api_key_key(const ApiKeyId& key);
Item invitation_secret_key(std::string_view secret_hash);
// What lists the sessions and keys of a user: one partition.
std::string credentials_partition(const UserId& user);
inline constexpr std::string_view kSessionPrefix = "session#";
Item listed_session_key(const UserId& user, std::string_view secret_hash);
Item listed_api_key_key(const UserId& user, const ApiKeyId& key);
Item one_time_key(std::string_view secret_hash);
// What lists the one-time secrets of a kind and subject.
std::string one_time_partition(std::string_view kind, std::string_view subject);
Item listed_one_time_key(std::string_view kind, std::string_view subject,
                         std::string_view secret_hash);
// The feed of revocations: one partition, in the order of time.
inline constexpr std::string_view kRevoked = "revoked";
Item revocation_key(Instant at, std::string_view kind, std::string_view subject);
// Before the first note of that time.
std::string first_revocation_at(Instant at);

// Homes: the items of a home, and those that find homes by something else.
Item home_key(const HomeId& home);
Item contents_key(const HomeId& home);
Item channels_key(const HomeId& home);
Item derived_key(const HomeId& home);
Item member_key(const HomeId& home, const UserId& user);
Item home_api_key_key(const HomeId& home, const ApiKeyId& key);
Item command_key(const HomeId& home, const CommandId& command);
// The item that says that a command waits for its result; they sort as commands are offered.
Item waiting_command_key(const HomeId& home, Instant created_at, const CommandId& command);
Item overlay_key(const HomeId& home, const OverlayId& overlay);
// Entries of the audit trail sort as they were made.
Item audit_key(const HomeId& home, Instant at, const AuditId& entry);
inline constexpr std::string_view kAuditPrefix = "audit#";
Item note_key(const HomeId& home, const NoteId& note);
inline constexpr std::string_view kNotePrefix = "note#";
// A consent of the home, and the same in the list of its provider.
Item permission_key(const HomeId& home, const PermissionId& permission);
inline constexpr std::string_view kPermissionPrefix = "permission#";
Item given_permission_key(const ProviderId& provider, const HomeId& home,
                          const PermissionId& permission);
// The place that a provider's one consent in the home takes until it lapses.
Item consent_key(const HomeId& home, const ProviderId& provider);
inline constexpr std::string_view kConsentPrefix = "consent#";
Item provider_key(const ProviderId& provider);
std::string provider_partition(const ProviderId& provider);
// A provider's request in its list, newest last, and by its code.
Item own_request_key(const ProviderId& provider, Instant at, std::string_view code_hash);
inline constexpr std::string_view kRequestPrefix = "request#";
Item request_key(std::string_view code_hash);
// Entries of the access log sort by their minute.
Item access_key(const HomeId& home, Instant at, const UserId& user, std::string_view kind);
inline constexpr std::string_view kAccessPrefix = "access#";
// Visits sort as they began. A home that an operator visits is found by the operator, too.
Item visit_key(const HomeId& home, Instant began_at, const VisitId& visit);
inline constexpr std::string_view kVisitPrefix = "visit#";
Item invitation_key(const HomeId& home, const InvitationId& invitation);
inline constexpr std::string_view kInvitationPrefix = "invitation#";
std::string visitor_partition(const UserId& user);
Item visitor_key(const UserId& user, const HomeId& home);
inline constexpr std::string_view kMemberPrefix = "member#";
inline constexpr std::string_view kApiKeyPrefix = "key#";
inline constexpr std::string_view kCommandPrefix = "command#";
inline constexpr std::string_view kWaitingPrefix = "waiting#";
inline constexpr std::string_view kOverlayPrefix = "overlay#";
Item membership_key(const UserId& user, const HomeId& home);
std::string memberships_partition(const UserId& user);
Item listed_home_key(const HomeId& home);
inline constexpr std::string_view kListedHomes = "homes";
Item listed_user_key(const UserId& user);
inline constexpr std::string_view kListedUsers = "users";

// EnergyData.
Item live_key(const HomeId& home);
using Month = std::chrono::year_month;
Month month_of(std::chrono::sys_days day);
Month month_of(HourIndex hour);

// What a home has a partition of for each month.
enum class Kept { slots, readings };
// "slots#2026-03": the partition's name behind the home's.
std::string month_name(Kept kept, Month month);
// Nothing for the name of another kind's month.
std::optional<Month> month_named(Kept kept, std::string_view name);
// "day#2026": of the derived days of a year, which share a partition.
std::string year_name(std::chrono::year year);
// Nothing for the name of anything else.
std::optional<std::chrono::year> year_named(std::string_view name);
// `name`: of a month or a year.
std::string partition_named(const HomeId& home, std::string_view name);

Item block_key(const HomeId& home, std::chrono::sys_days day, const ChannelId& channel);
// Sort keys between which all blocks of the days lie.
std::string first_block_of(std::chrono::sys_days day);
std::string last_block_of(std::chrono::sys_days day);
struct BlockPlace {
    std::chrono::sys_days day;
    ChannelId channel;
};
std::optional<BlockPlace> block_place(std::string_view sort_key);

// One measure of one channel.
struct Series {
    ChannelId channel;
    Measure measure = Measure::counter;

    friend auto operator<=>(const Series&, const Series&) = default;
};
Item chunk_key(const HomeId& home, const Series& series, HourIndex hour);
Item damaged_chunk_key(const HomeId& home, const Series& series, HourIndex hour);
// The sort key of a chunk: those of a series are neighbours, in the order of their hours.
std::string chunk_sort(const Series& series, HourIndex hour);
// The hour of a chunk of the month by its sort key; nothing for what is no such key.
std::optional<HourIndex> hour_of_chunk(Month month, std::string_view sort_key);

Item day_key(const HomeId& home, LocalDate date);

}  // namespace ohmstead::dynamodb
