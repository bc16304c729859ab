#pragma once

#include <optional>
#include <vector>

#include "domain/access/link_terms.hpp"
#include "domain/home/channel.hpp"
#include "live/frames.hpp"

namespace ohmstead::live {

// What of a home's live values a link is shown. Pure. Nothing is written on that its tiles do not
// need: no money, no device that was not ticked, nothing about the connection but its state.
class LinkView {
public:
    explicit LinkView(LinkTerms terms) : terms_(std::move(terms)) {}

    const LinkTerms& terms() const { return terms_; }

    // Whether a tile is of this channel, so that its name and role belong on the page.
    bool is_of(const Channel& channel) const;

    // Each takes out of a frame what is not shown; the channels are those of the home. Nothing
    // where nothing would be left to tell.
    SnapshotFrame snapshot(SnapshotFrame frame, const std::vector<Channel>& channels) const;
    std::optional<PowerFrame> power(PowerFrame frame, const std::vector<Channel>& channels) const;
    std::optional<TodayUpdate> today(TodayUpdate frame, const std::vector<Channel>& channels) const;
    std::optional<DeviceUpdate> device(DeviceUpdate frame) const;
    ConnectionUpdate connection(ConnectionUpdate frame) const;

private:
    bool shows_power() const;
    TodayFrame sums(TodayFrame today, const std::vector<Channel>& channels) const;

    LinkTerms terms_;
};

}  // namespace ohmstead::live
