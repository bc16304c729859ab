#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <boost/describe/enum.hpp>

#include "domain/access/roles.hpp"

namespace ohmstead {

// Who somebody is to one home.
enum class Standing : std::uint8_t {
    viewer,  // a member, and so are the next two
    manager,
    admin,
    visitor,         // an operator of the server, let in for an hour
    reading_key,     // an API key of a member that reads what the member may
    ingest_key,      // an API key of the home that adds readings
    provider,        // staff of a provider that the home's consent lets see a part of it
    kiosk,           // a link for a screen on a wall
    guest,           // a link for somebody who stays for a while
    switching_link,  // either, when whoever made it ticked that it switches
};
BOOST_DESCRIBE_ENUM(Standing, viewer, manager, admin, visitor, reading_key, ingest_key, provider,
                    kiosk, guest, switching_link)

// Whether what they may do reaches only as far as a View: ports that know of none refuse them.
constexpr bool is_limited(Standing standing) {
    return standing == Standing::provider;
}

// Whether what they do with a home is in its access log: people who are not of it.
constexpr bool is_noted(Standing standing) {
    return standing == Standing::provider || standing == Standing::visitor;
}

constexpr Standing standing_of(HomeRole role) {
    switch (role) {
        case HomeRole::viewer:
            return Standing::viewer;
        case HomeRole::manager:
            return Standing::manager;
        case HomeRole::admin:
            return Standing::admin;
    }
    return Standing::viewer;
}

// What can be done with a home. Every route, socket message and store call names one.
enum class Right : std::uint8_t {
    see_home,
    see_live,
    see_energy,
    export_files,
    edit_home,
    edit_channels,
    edit_connection,
    switch_devices,
    edit_notes,
    correct,
    import_files,
    command,
    see_trail,
    see_people,
    manage_people,
    end_visits,
    leave_home,
    hand_over,
    delete_home,
    add_readings,
    see_consent,
    give_consent,
    see_tiles,
    edit_links,
};
BOOST_DESCRIBE_ENUM(Right, see_home, see_live, see_energy, export_files, edit_home, edit_channels,
                    edit_connection, switch_devices, edit_notes, correct, import_files, command,
                    see_trail, see_people, manage_people, end_visits, leave_home, hand_over,
                    delete_home, add_readings, see_consent, give_consent, see_tiles, edit_links)

class Standings {
public:
    constexpr Standings(std::initializer_list<Standing> standings) {
        for (const auto each : standings) {
            bits_ |= 1U << static_cast<unsigned>(each);
        }
    }
    constexpr bool contain(Standing standing) const {
        return (bits_ >> static_cast<unsigned>(standing) & 1U) != 0;
    }

private:
    std::uint32_t bits_ = 0;
};

struct AccessRow {
    Right right;
    std::string_view name;  // as the API names it
    std::string_view what;  // for people
    Standings who;
};

// Who may do what with a home: the one place where this is decided. Whoever has no standing in a
// home may do nothing with it, and is not told that it exists.
inline constexpr auto kAccessTable = [] {
    using enum Standing;
    constexpr Standings readers{viewer, manager, admin, visitor, reading_key, provider};
    constexpr Standings admins{admin, visitor};
    constexpr Standings members{viewer, manager, admin};
    constexpr Standings links{kiosk, guest, switching_link};
    constexpr Standings lookers{viewer,   manager, admin, visitor,       reading_key,
                                provider, kiosk,   guest, switching_link};
    constexpr Standings switchers{admin, visitor, switching_link};
    return std::to_array<AccessRow>({
        {Right::see_home, "home.read", "See the home, its channels, devices, notes and connection",
         readers},
        {Right::see_live, "live.read", "See the power of the moment and the sums of today",
         lookers},
        {Right::see_energy, "energy.read",
         "See power and energy over time, and where a figure comes from", readers},
        {Right::export_files,
         "files.export",
         "Take the figures away as files",
         {viewer, manager, admin, visitor, provider}},
        {Right::edit_home, "home.edit", "Change the home's name, zone, currency and fuse", admins},
        {Right::edit_channels, "channels.edit", "Change channels, replace meters", admins},
        {Right::edit_connection, "connection.edit",
         "Connect Home Assistant, import the home's past", admins},
        {Right::switch_devices, "devices.switch", "Switch devices", switchers},
        {Right::edit_notes, "notes.edit", "Write notes on the time line", admins},
        {Right::correct, "figures.correct", "Find suspect figures, correct them, undo it", admins},
        {Right::import_files, "files.import", "Import files", admins},
        {Right::command, "engine.command", "Give commands to the home's engine", admins},
        {Right::see_trail, "trail.read", "See the audit trail", admins},
        {Right::see_people, "people.read", "See who belongs to the home, and who visited it",
         members},
        {Right::manage_people,
         "people.manage",
         "Invite people, change their roles, remove them",
         {admin}},
        {Right::end_visits, "visits.end",
         "End an operator's visit before its time; as one: your own", admins},
        {Right::leave_home, "home.leave", "Leave the home", members},
        {Right::hand_over, "home.hand_over", "Hand the home over to somebody else", {admin}},
        {Right::delete_home, "home.delete", "Delete the home and all that belongs to it", {admin}},
        {Right::add_readings, "readings.add", "Send what the home's engine measured", {ingest_key}},
        {Right::see_consent, "consents.read",
         "See which providers may see the home, and who looked at it", members},
        {Right::give_consent,
         "consents.give",
         "Let providers see the home, and no longer",
         {admin}},
        {Right::see_tiles, "tiles.read",
         "See what the page of a link needs: the home's name and zone, what its tiles are of",
         links},
        {Right::edit_links,
         "links.edit",
         "Make links for screens and guests, revoke them",
         {admin}},
    });
}();

constexpr const AccessRow& row_of(Right right) {
    return kAccessTable[static_cast<std::size_t>(right)];
}

constexpr bool allows(Right right, Standing standing) {
    return row_of(right).who.contain(standing);
}

static_assert(
    [] {
        for (std::size_t index = 0; index < kAccessTable.size(); ++index) {
            if (static_cast<std::size_t>(kAccessTable[index].right) != index) {
                return false;
            }
        }
        return true;
    }(),
    "rows stand in the order of their rights");

// What can be done with the server itself, apart from any home.
enum class ServerRight : std::uint8_t { create_home, visit_home, manage_users, see_system };
BOOST_DESCRIBE_ENUM(ServerRight, create_home, visit_home, manage_users, see_system)

struct ServerAccessRow {
    ServerRight right;
    std::string_view name;
    std::string_view what;
    bool everybody;  // who is signed in; otherwise operators alone
};

inline constexpr auto kServerAccessTable = std::to_array<ServerAccessRow>({
    {ServerRight::create_home, "homes.create", "Create a home, and be its first admin", true},
    {ServerRight::visit_home, "homes.visit", "Visit a home for an hour, with a reason", false},
    {ServerRight::manage_users, "users.manage",
     "See the users, disable them, make them operators, make links for new passwords", false},
    {ServerRight::see_system, "system.read", "See the figures of the server", false},
});

constexpr bool allows(ServerRight right, ServerRole role) {
    return kServerAccessTable[static_cast<std::size_t>(right)].everybody ||
           role == ServerRole::operator_;
}

static_assert(
    [] {
        for (std::size_t index = 0; index < kServerAccessTable.size(); ++index) {
            if (static_cast<std::size_t>(kServerAccessTable[index].right) != index) {
                return false;
            }
        }
        return true;
    }(),
    "rows stand in the order of their rights");

}  // namespace ohmstead
