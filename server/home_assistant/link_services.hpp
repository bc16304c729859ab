#pragma once

#include "async/worker.hpp"
#include "base/log.hpp"
#include "base/time.hpp"
#include "home_assistant/connection_status.hpp"
#include "home_assistant/past_keeper.hpp"
#include "home_assistant/reading_sink.hpp"
#include "home_assistant/session.hpp"

namespace ohmstead::home_assistant {

// What a link needs and does not own; all of it outlives the link.
struct LinkServices {
    const Clock& clock;
    Worker& cpu;  // parses what would hold up the I/O thread
    Log log;
    ReadingSink& sink;
    LinkListener& listener;
    PastKeeper* past = nullptr;  // null: no past is imported
    LinkTiming timing{};
};

}  // namespace ohmstead::home_assistant
