#pragma once

#include <span>
#include <unordered_set>
#include <vector>

#include "base/result.hpp"
#include "domain/access/view.hpp"
#include "domain/corrections/overlay.hpp"
#include "domain/home/channel.hpp"
#include "domain/home/home.hpp"
#include "store/derived_state.hpp"
#include "store/slot_store.hpp"

namespace ohmstead {

// What of a home a view lets through: the one place where the ports of every store cut an answer.
// A view that is not limited changes nothing.

// Name, zone, currency and country; the calorific values for those who see gas.
Home seen_through(const View& view, Home home);
// The channels of the view's fields, without what feeds them.
std::vector<Channel> seen_through(const View& view, std::vector<Channel> channels);

// forbidden where the view is of coarser sums.
Status require_slots(const View& view);
// What of `span` may be read: of slots that lie in the window as a whole.
Span seen_through(const View& view, Span span);
// Which of a home's channels are of the fields. All others are to look as if they did not exist.
std::unordered_set<ChannelId> seen_of(const View& view, std::span<const Channel> channels);
// Those of the fields, cut to the window, without who made them and why.
std::vector<Overlay> seen_through(const View& view, std::vector<Overlay> overlays,
                                  std::span<const Channel> channels);

// Which stored days have to be read for [first, last].
struct DateRange {
    LocalDate first{};
    LocalDate last{};
};
DateRange days_to_read(const View& view, LocalDate first, LocalDate last);
// Days that lie in the window as a whole, of the fields alone, as far as they are of these
// channels; where the view is of months, whole months, each as one day of all its slots that has
// the date of its first.
std::vector<DaySums> seen_through(const View& view, std::vector<DaySums> days,
                                  std::span<const Channel> channels);
DerivedState seen_through(const View& view, DerivedState state);

}  // namespace ohmstead
