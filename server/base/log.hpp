#pragma once

#include <string_view>
#include <utility>

#include <fmt/core.h>

namespace ohmstead {

enum class LogLevel { debug, info, warning, error };

// Where log lines go. Implementations are thread-safe, escape control characters (values come from
// devices and clients) and cut a line at 1 KiB.
class LogSink {
public:
    virtual ~LogSink() = default;
    virtual bool wants(LogLevel level) const = 0;
    virtual void write(LogLevel level, std::string_view room, std::string_view message) = 0;
};

// A room's handle on the log: cheap to copy, passed by value to whoever writes. A default-made one
// writes nowhere. Secrets are never passed to it.
class Log {
public:
    Log() = default;
    Log(LogSink& sink, std::string_view room) : sink_(&sink), room_(room) {}

    // The same sink under another room's name, which must outlive the handle (a literal).
    Log for_room(std::string_view room) const {
        Log other = *this;
        other.room_ = room;
        return other;
    }

    template <class... Args>
    void debug(fmt::format_string<Args...> format, Args&&... args) const {
        write(LogLevel::debug, format, std::forward<Args>(args)...);
    }
    template <class... Args>
    void info(fmt::format_string<Args...> format, Args&&... args) const {
        write(LogLevel::info, format, std::forward<Args>(args)...);
    }
    template <class... Args>
    void warning(fmt::format_string<Args...> format, Args&&... args) const {
        write(LogLevel::warning, format, std::forward<Args>(args)...);
    }
    template <class... Args>
    void error(fmt::format_string<Args...> format, Args&&... args) const {
        write(LogLevel::error, format, std::forward<Args>(args)...);
    }

private:
    template <class... Args>
    void write(LogLevel level, fmt::format_string<Args...> format, Args&&... args) const {
        if (sink_ != nullptr && sink_->wants(level)) {
            sink_->write(level, room_, fmt::format(format, std::forward<Args>(args)...));
        }
    }

    LogSink* sink_ = nullptr;
    std::string_view room_;
};

}  // namespace ohmstead
