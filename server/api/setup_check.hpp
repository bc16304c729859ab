#pragma once

#include <vector>

#include "api/dto_check.hpp"
#include "domain/home/channel.hpp"
#include "domain/time/zone.hpp"
#include "live/frames.hpp"

namespace ohmstead::api {

// Whether what is shown now can be true: the newest balance, and what looks like a mistake in the
// set of channels. Pure. `channels` are all of the home; closed ones are left aside.
CheckDto check_setup(const std::vector<Channel>& channels, const live::SnapshotFrame& live,
                     const Zone& zone, Instant now);

}  // namespace ohmstead::api
