#pragma once

#include <string>

#include "base/log.hpp"

namespace ohmstead::dynamodb::test {

class LogLines final : public LogSink {
public:
    bool wants(LogLevel) const override { return true; }
    void write(LogLevel, std::string_view, std::string_view message) override {
        text += std::string(message) + '\n';
    }

    std::string text;
};

}  // namespace ohmstead::dynamodb::test
