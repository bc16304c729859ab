#pragma once

#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace ohmstead {

// A program that runs beside the server and ends with it, even when the server is killed. Its
// standard output is read line by line; its standard error is ours. Not copyable.
class ChildProcess {
public:
    // Starts `program` with `arguments` and `environment` (NAME=value) added to ours. Throws
    // std::system_error when it cannot be started.
    ChildProcess(const std::string& program, const std::vector<std::string>& arguments,
                 const std::vector<std::string>& environment);
    // Asks it to stop, waits up to 3 s, then kills it.
    ~ChildProcess();
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    // The next line it prints, or nothing when it ends or `timeout_ms` passes. Blocks.
    std::optional<std::string> read_line(int timeout_ms);

private:
    pid_t pid_ = -1;
    int output_ = -1;
    std::string buffered_;
};

}  // namespace ohmstead
