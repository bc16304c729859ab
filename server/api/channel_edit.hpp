#pragma once

#include <vector>

#include "api/dto_channel.hpp"
#include "base/result.hpp"
#include "domain/home/channel.hpp"

namespace ohmstead::api {

// The home's channels after `edit`, or everything that is wrong with it, with pointers. Pure.
// A channel that is left out is closed: its bindings end at `now`, its past stays. A binding that
// changes ends at `now` and the new one begins; the first one of a channel is valid from the
// beginning of time, so that the past can be fetched.
Result<std::vector<Channel>> apply_edit(const std::vector<Channel>& existing,
                                        const ChannelsEdit& edit, Instant now);

// The home's channels after the meter of one was replaced. Errors: not_found for a channel that is
// not among them; else those of the rule (domain/home/meter_replacement.hpp), and /source/id for
// an entity that already feeds another channel of the role. Pure.
Result<std::vector<Channel>> replace_meter(std::vector<Channel> channels, const ReplaceMeter& in,
                                           Instant now);

// Whether anything still feeds the channel; a closed one is only part of the past.
bool is_in_use(const Channel& channel);

// Whether two parts of one signed source have values in common.
bool sign_parts_overlap(SignPart a, SignPart b);

ChannelDto to_dto(const Channel& channel);

// What an empty text says in JSON: nothing.
std::optional<std::string> unless_empty(const std::string& text);

}  // namespace ohmstead::api
