#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include <boost/describe/enum.hpp>

#include "base/time.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead {

// What of a home can be shared with somebody who is not of it.
enum class SharedField : std::uint8_t { grid, solar, battery, gas, water, heat, devices };
BOOST_DESCRIBE_ENUM(SharedField, grid, solar, battery, gas, water, heat, devices)

// How finely, finest first.
enum class Detail : std::uint8_t {
    live,   // the power of this moment, too
    slot,   // amounts of 15 minutes
    day,    // sums of local days
    month,  // sums of local months
};
BOOST_DESCRIBE_ENUM(Detail, live, slot, day, month)

// A set of fields.
class SharedFields {
public:
    constexpr SharedFields() = default;
    constexpr SharedFields(std::initializer_list<SharedField> fields) {
        for (const auto each : fields) {
            add(each);
        }
    }
    static SharedFields of(const std::vector<SharedField>& fields);

    constexpr void add(SharedField field) { bits_ |= bit(field); }
    constexpr bool contain(SharedField field) const { return (bits_ & bit(field)) != 0; }
    constexpr bool within(SharedFields others) const { return (bits_ & ~others.bits_) == 0; }
    constexpr bool empty() const { return bits_ == 0; }
    // In their order.
    std::vector<SharedField> list() const;

    friend constexpr bool operator==(SharedFields, SharedFields) = default;

private:
    static constexpr std::uint32_t bit(SharedField field) {
        return 1U << static_cast<unsigned>(field);
    }
    std::uint32_t bits_ = 0;
};

// The field that a channel of this role belongs to; nothing for what is never shared: prices,
// carbon intensity, weather.
std::optional<SharedField> field_of(ChannelRole role);

// What somebody sees of a home. Members see all; others what was consented to.
struct View {
    bool limited = false;  // the rest is of limited ones alone
    SharedFields fields = {};
    Detail finest = Detail::live;
    Span window = {};  // of the data

    bool sees(ChannelRole role) const;
    // Whether the figures that are made of all exchanges of the home together (its use, the flows,
    // the shares) may be made. With one of the exchanges missing they would tell it, or be wrong.
    bool sees_balance() const;
    bool sees_live() const { return !limited || finest == Detail::live; }
    bool sees_slots() const { return !limited || finest <= Detail::slot; }
    bool sees_days() const { return !limited || finest <= Detail::day; }

    friend bool operator==(const View&, const View&) = default;
};

}  // namespace ohmstead
