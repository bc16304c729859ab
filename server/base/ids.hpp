#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace ohmstead {

inline constexpr std::string_view kIdAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
inline constexpr std::size_t kIdLength = 20;

// kIdLength characters of kIdAlphabet: 100 bits from the system's generator. Opaque, unguessable,
// and the same in URLs, JSON and every store.
std::string make_random_id();

// Whether `text` has the one canonical form of an id.
bool is_well_formed_id(std::string_view text);

// An id of one kind of thing; the tag keeps a channel's id from being passed for a home's.
template <class Tag>
struct Id {
    std::string value;

    static Id make() { return Id{make_random_id()}; }
    bool empty() const { return value.empty(); }
    friend bool operator==(const Id&, const Id&) = default;
    friend std::strong_ordering operator<=>(const Id&, const Id&) = default;
};

using HomeId = Id<struct HomeTag>;
using ChannelId = Id<struct ChannelTag>;
using BindingId = Id<struct BindingTag>;
using DeviceId = Id<struct DeviceTag>;
using UserId = Id<struct UserTag>;
using ApiKeyId = Id<struct ApiKeyTag>;
using CommandId = Id<struct CommandTag>;
using OverlayId = Id<struct OverlayTag>;
using JobId = Id<struct JobTag>;

}  // namespace ohmstead

template <class Tag>
struct std::hash<ohmstead::Id<Tag>> {
    std::size_t operator()(const ohmstead::Id<Tag>& id) const noexcept {
        return std::hash<std::string>{}(id.value);
    }
};
