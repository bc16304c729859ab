#include "store_dynamodb/keys.hpp"

#include <array>
#include <charconv>
#include <system_error>

#include <fmt/format.h>

#include "base/ascii.hpp"

namespace ohmstead::dynamodb {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::hours;
using std::chrono::month;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;

// Of items that have a partition of Sessions each.
constexpr std::string_view kAlone = "-";
// What the names of years begin with.
constexpr std::string_view kDays = "day#";

Item users_key(std::string_view id) {
    return {{"user_id", string_value(id)}};
}
Item sessions_key(std::string_view id) {
    return {{"id", string_value(id)}, {"item", string_value(kAlone)}};
}
Item energy_key(const HomeId& home, Kept kept, Month month, std::string_view sort) {
    return {{"data_type", string_value(partition_named(home, month_name(kept, month)))},
            {"timestamp", string_value(sort)}};
}

std::string_view name_of(Kept kept) {
    return kept == Kept::slots ? "slots#" : "readings#";
}

std::string day_text(sys_days of) {
    const year_month_day date(of);
    return fmt::format("{}-{:02}", month_text(month_of(of)), static_cast<unsigned>(date.day()));
}

std::string series_text(const Series& series) {
    constexpr std::array<std::string_view, 3> kMeasures{"counter", "power", "state"};
    return fmt::format("{}#{}", series.channel.value,
                       kMeasures.at(static_cast<std::size_t>(series.measure)));
}
// An hour within its month, "0105": the first day's sixth.
std::string hour_in_month(HourIndex hour) {
    const auto since = hours{hour};
    const auto date = std::chrono::floor<days>(since);
    return fmt::format("{:02}{:02}", static_cast<unsigned>(year_month_day(sys_days{date}).day()),
                       (since - date).count());
}

// The number that is all of `text`.
std::optional<unsigned> number_in(std::string_view text) {
    unsigned number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole ? std::optional(number) : std::nullopt;
}
std::optional<Month> month_in(std::string_view text) {
    const auto in_year = text.size() == 7 && text[4] == '-' ? number_in(text.substr(0, 4))
                                                            : std::optional<unsigned>{};
    const auto in_month = in_year ? number_in(text.substr(5)) : std::nullopt;
    if (!in_month) {
        return std::nullopt;
    }
    const Month found = year{static_cast<int>(*in_year)} / month{*in_month};
    return found.ok() ? std::optional(found) : std::nullopt;
}

}  // namespace

Item homes_key(std::string_view partition, std::string_view item) {
    return {{"home_id", string_value(partition)}, {"item", string_value(item)}};
}

std::string month_text(Month of) {
    return fmt::format("{:04}-{:02}", static_cast<int>(of.year()),
                       static_cast<unsigned>(of.month()));
}

std::vector<Table> tables() {
    return {
        {.name = kUsers, .partition_key = {"user_id"}},
        {.name = kEnergyData,
         .partition_key = {"data_type"},
         .sort_key = KeyAttribute{"timestamp"}},
        {.name = kAlerts, .partition_key = {"alert_type"}, .sort_key = KeyAttribute{"alert_id"}},
        {.name = kHomes, .partition_key = {"home_id"}, .sort_key = KeyAttribute{"item"}},
        {.name = kSessions,
         .partition_key = {"id"},
         .sort_key = KeyAttribute{"item"},
         .ttl_attribute = "ttl"}};
}

Item user_key(const UserId& user) {
    return users_key(user.value);
}
Item email_claim_key(std::string_view email) {
    return users_key("email#" + lower_case(email));
}
Item first_user_claim_key() {
    return users_key("first#user");
}

Item operators_key() {
    return users_key("operators#");
}
Item second_factor_key(const UserId& user) {
    return users_key("second_factor#" + user.value);
}

Item session_key(std::string_view secret_hash) {
    return sessions_key(fmt::format("session#{}", secret_hash));
}
Item api_key_key(const ApiKeyId& key) {
    return sessions_key(fmt::format("key#{}", key.value));
}
Item invitation_secret_key(std::string_view secret_hash) {
    return sessions_key(fmt::format("invitation#{}", secret_hash));
}
std::string credentials_partition(const UserId& user) {
    return fmt::format("user#{}", user.value);
}
Item listed_session_key(const UserId& user, std::string_view secret_hash) {
    return {{"id", string_value(credentials_partition(user))},
            {"item", string_value(fmt::format("{}{}", kSessionPrefix, secret_hash))}};
}
Item listed_api_key_key(const UserId& user, const ApiKeyId& key) {
    return {{"id", string_value(credentials_partition(user))},
            {"item", string_value(fmt::format("{}{}", kApiKeyPrefix, key.value))}};
}
Item one_time_key(std::string_view secret_hash) {
    return sessions_key(fmt::format("once#{}", secret_hash));
}
std::string one_time_partition(std::string_view kind, std::string_view subject) {
    return fmt::format("issued#{}#{}", kind, subject);
}
Item listed_one_time_key(std::string_view kind, std::string_view subject,
                         std::string_view secret_hash) {
    return {{"id", string_value(one_time_partition(kind, subject))},
            {"item", string_value(secret_hash)}};
}
Item revocation_key(Instant at, std::string_view kind, std::string_view subject) {
    return {{"id", string_value(kRevoked)},
            {"item", string_value(fmt::format("{}{}#{}", first_revocation_at(at), kind, subject))}};
}
std::string first_revocation_at(Instant at) {
    return fmt::format("{:013}#", ms_of(at));
}

Item home_key(const HomeId& home) {
    return homes_key(home.value, "home");
}
Item contents_key(const HomeId& home) {
    return homes_key(home.value, "contents");
}
Item channels_key(const HomeId& home) {
    return homes_key(home.value, "channels");
}
Item derived_key(const HomeId& home) {
    return homes_key(home.value, "derived");
}
Item member_key(const HomeId& home, const UserId& user) {
    return homes_key(home.value, fmt::format("{}{}", kMemberPrefix, user.value));
}
Item home_api_key_key(const HomeId& home, const ApiKeyId& key) {
    return homes_key(home.value, fmt::format("{}{}", kApiKeyPrefix, key.value));
}
Item command_key(const HomeId& home, const CommandId& command) {
    return homes_key(home.value, fmt::format("{}{}", kCommandPrefix, command.value));
}
Item waiting_command_key(const HomeId& home, Instant created_at, const CommandId& command) {
    return homes_key(home.value,
                     fmt::format("{}{:013}#{}", kWaitingPrefix, ms_of(created_at), command.value));
}
Item overlay_key(const HomeId& home, const OverlayId& overlay) {
    return homes_key(home.value, fmt::format("{}{}", kOverlayPrefix, overlay.value));
}
Item audit_key(const HomeId& home, Instant at, const AuditId& entry) {
    return homes_key(home.value, fmt::format("{}{:013}#{}", kAuditPrefix, ms_of(at), entry.value));
}
Item note_key(const HomeId& home, const NoteId& note) {
    return homes_key(home.value, fmt::format("{}{}", kNotePrefix, note.value));
}
Item permission_key(const HomeId& home, const PermissionId& permission) {
    return homes_key(home.value, fmt::format("{}{}", kPermissionPrefix, permission.value));
}
Item given_permission_key(const ProviderId& provider, const HomeId& home,
                          const PermissionId& permission) {
    return homes_key(provider_partition(provider),
                     fmt::format("{}{}#{}", kPermissionPrefix, home.value, permission.value));
}
Item consent_key(const HomeId& home, const ProviderId& provider) {
    return homes_key(home.value, fmt::format("{}{}", kConsentPrefix, provider.value));
}
Item provider_key(const ProviderId& provider) {
    return homes_key(provider_partition(provider), "provider");
}
std::string provider_partition(const ProviderId& provider) {
    return fmt::format("provider#{}", provider.value);
}
Item own_request_key(const ProviderId& provider, Instant at, std::string_view code_hash) {
    return homes_key(provider_partition(provider),
                     fmt::format("{}{:013}#{}", kRequestPrefix, ms_of(at), code_hash));
}
Item request_key(std::string_view code_hash) {
    return homes_key(fmt::format("{}{}", kRequestPrefix, code_hash), "request");
}
Item access_key(const HomeId& home, Instant at, const UserId& user, std::string_view kind) {
    return homes_key(home.value,
                     fmt::format("{}{:013}#{}#{}", kAccessPrefix, ms_of(at), user.value, kind));
}
Item visit_key(const HomeId& home, Instant began_at, const VisitId& visit) {
    return homes_key(home.value,
                     fmt::format("{}{:013}#{}", kVisitPrefix, ms_of(began_at), visit.value));
}
Item invitation_key(const HomeId& home, const InvitationId& invitation) {
    return homes_key(home.value, fmt::format("{}{}", kInvitationPrefix, invitation.value));
}
std::string visitor_partition(const UserId& user) {
    return fmt::format("visitor#{}", user.value);
}
Item visitor_key(const UserId& user, const HomeId& home) {
    return homes_key(visitor_partition(user), home.value);
}
std::string memberships_partition(const UserId& user) {
    return fmt::format("user#{}", user.value);
}
Item membership_key(const UserId& user, const HomeId& home) {
    return homes_key(memberships_partition(user), home.value);
}
Item listed_home_key(const HomeId& home) {
    return homes_key(kListedHomes, home.value);
}
Item listed_user_key(const UserId& user) {
    return homes_key(kListedUsers, user.value);
}

Item live_key(const HomeId& home) {
    return {{"data_type", string_value(partition_named(home, "live"))},
            {"timestamp", string_value("now")}};
}

Month month_of(sys_days of) {
    const year_month_day date(of);
    return date.year() / date.month();
}
Month month_of(HourIndex hour) {
    return month_of(std::chrono::floor<days>(hour_start(hour)));
}
std::string month_name(Kept kept, Month of) {
    return fmt::format("{}{}", name_of(kept), month_text(of));
}
std::optional<Month> month_named(Kept kept, std::string_view name) {
    const std::string_view kind = name_of(kept);
    return name.starts_with(kind) ? month_in(name.substr(kind.size())) : std::nullopt;
}
std::string year_name(year of) {
    return fmt::format("{}{:04}", kDays, static_cast<int>(of));
}
std::optional<year> year_named(std::string_view name) {
    const auto found = name.size() == kDays.size() + 4 && name.starts_with(kDays)
                           ? number_in(name.substr(kDays.size()))
                           : std::nullopt;
    return found ? std::optional(year{static_cast<int>(*found)}) : std::nullopt;
}
std::string partition_named(const HomeId& home, std::string_view name) {
    return fmt::format("{}#{}", home.value, name);
}

Item block_key(const HomeId& home, sys_days day, const ChannelId& channel) {
    return energy_key(home, Kept::slots, month_of(day),
                      fmt::format("{}#{}", day_text(day), channel.value));
}
std::string first_block_of(sys_days day) {
    return day_text(day) + "#";
}
std::string last_block_of(sys_days day) {
    return day_text(day) + "#~";  // behind every character of an id
}
std::optional<BlockPlace> block_place(std::string_view sort_key) {
    const auto in_month = month_in(sort_key.substr(0, 7));
    const bool has_form =
        in_month && sort_key.size() > 11 && sort_key[7] == '-' && sort_key[10] == '#';
    const auto in_day = has_form ? number_in(sort_key.substr(8, 2)) : std::nullopt;
    if (!in_day || !(*in_month / day{*in_day}).ok()) {
        return std::nullopt;
    }
    return BlockPlace{.day = sys_days{*in_month / day{*in_day}},
                      .channel = ChannelId{std::string(sort_key.substr(11))}};
}

Item chunk_key(const HomeId& home, const Series& series, HourIndex hour) {
    return energy_key(home, Kept::readings, month_of(hour), chunk_sort(series, hour));
}
Item damaged_chunk_key(const HomeId& home, const Series& series, HourIndex hour) {
    return energy_key(home, Kept::readings, month_of(hour), "damaged#" + chunk_sort(series, hour));
}
std::string chunk_sort(const Series& series, HourIndex hour) {
    return fmt::format("{}#{}", series_text(series), hour_in_month(hour));
}
std::optional<HourIndex> hour_of_chunk(Month month, std::string_view sort_key) {
    const auto text = sort_key.substr(sort_key.rfind('#') + 1);
    const auto in_day = text.size() == 4 ? number_in(text.substr(0, 2)) : std::nullopt;
    const auto in_hour = in_day ? number_in(text.substr(2)) : std::nullopt;
    if (!in_hour || *in_hour > 23 || !(month / day{*in_day}).ok()) {
        return std::nullopt;
    }
    return hour_of(sys_days{month / day{*in_day}} + hours{*in_hour});
}

Item day_key(const HomeId& home, LocalDate date) {
    return {{"data_type", string_value(partition_named(home, year_name(date.year())))},
            {"timestamp", string_value(format_local_date(date))}};
}

}  // namespace ohmstead::dynamodb
