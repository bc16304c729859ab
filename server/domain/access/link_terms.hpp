#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include "base/ids.hpp"

namespace ohmstead {

// What a link is made for.
enum class LinkKind : std::uint8_t {
    kiosk,  // a screen on a wall
    guest   // somebody who stays for a while; it ends by itself
};
BOOST_DESCRIBE_ENUM(LinkKind, kiosk, guest)

// What the page of a link can show, beside devices.
enum class LinkTile : std::uint8_t {
    flow,   // power between the parts of the home
    today,  // the sums since midnight
    chart   // power since the page was opened, of the last hour at most
};
BOOST_DESCRIBE_ENUM(LinkTile, flow, today, chart)

// What an admin ticked when they made a link: whoever has it sees this of the home and no more.
struct LinkTerms {
    LinkKind kind = LinkKind::kiosk;
    std::vector<LinkTile> tiles{};
    std::vector<ChannelId> devices{};
    bool may_switch = false;  // of those devices

    friend bool operator==(const LinkTerms&, const LinkTerms&) = default;
};
BOOST_DESCRIBE_STRUCT(LinkTerms, (), (kind, tiles, devices, may_switch))

inline bool shows(const LinkTerms& terms, LinkTile tile) {
    return std::ranges::find(terms.tiles, tile) != terms.tiles.end();
}

inline bool shows_device(const LinkTerms& terms, const ChannelId& device) {
    return std::ranges::find(terms.devices, device) != terms.devices.end();
}

// Whether two links show the same, whatever else they may.
inline bool show_the_same(const LinkTerms& terms, const LinkTerms& other) {
    return terms.tiles == other.tiles && terms.devices == other.devices;
}

}  // namespace ohmstead
