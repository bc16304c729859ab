#pragma once

#include <cstdint>
#include <memory>

#include "base/log.hpp"
#include "base/time.hpp"
#include "observe/log_line.hpp"

namespace ohmstead::observe {

// The log of the process.
class ProcessLog : public LogSink {
public:
    // Waits until everything written so far is out. For the end of the process.
    virtual void flush() = 0;
    // Lines that gave way because the target was too slow.
    virtual std::uint64_t dropped() const = 0;
};

// Writes to standard error from a thread of its own, so that no caller ever waits for a slow
// terminal or a full disk: when 512 lines are queued, the oldest give way.
std::unique_ptr<ProcessLog> make_process_log(LogLevel least, LogForm form, const Clock& clock);

}  // namespace ohmstead::observe
