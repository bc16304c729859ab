#include "observe/log_sink.hpp"

#include <spdlog/async.h>
#include <spdlog/async_logger.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace ohmstead::observe {
namespace {

// Each takes 400 bytes from the start. A burst that is longer loses its oldest lines, and says so.
constexpr std::size_t kQueueLines = 512;

class SpdlogSink final : public ProcessLog {
public:
    SpdlogSink(LogLevel least, LogForm form, const Clock& clock)
        : least_(least),
          form_(form),
          clock_(clock),
          pool_(std::make_shared<spdlog::details::thread_pool>(kQueueLines, 1)),
          logger_(std::make_shared<spdlog::async_logger>(
              "ohmstead", std::make_shared<spdlog::sinks::stderr_sink_mt>(), pool_,
              spdlog::async_overflow_policy::overrun_oldest)) {
        logger_->set_formatter(std::make_unique<spdlog::pattern_formatter>("%v"));
        logger_->set_level(spdlog::level::trace);
    }

    // The pool's thread writes all that is queued before it ends. It ends first, so that the logger
    // that each queued line holds goes with this object and not somewhere on that thread.
    ~SpdlogSink() override { pool_.reset(); }

    bool wants(LogLevel level) const override { return level >= least_; }

    void write(LogLevel level, std::string_view room, std::string_view message) override {
        const auto line = log_line(form_, clock_.now(), level, room, message);
        logger_->log(spdlog::level::info, spdlog::string_view_t(line.data(), line.size()));
    }

    void flush() override { logger_->flush(); }

    std::uint64_t dropped() const override { return pool_->overrun_counter(); }

private:
    LogLevel least_;
    LogForm form_;
    const Clock& clock_;
    std::shared_ptr<spdlog::details::thread_pool> pool_;
    std::shared_ptr<spdlog::async_logger> logger_;
};

}  // namespace

std::unique_ptr<ProcessLog> make_process_log(LogLevel least, LogForm form, const Clock& clock) {
    return std::make_unique<SpdlogSink>(least, form, clock);
}

}  // namespace ohmstead::observe
